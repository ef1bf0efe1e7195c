package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Quantity;
import io.magpie.benchmarks.results.Row;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How settings and ratios read.
final class Wording {

    private Wording() {}

    /// A setting without its processors, as `64 connections, 64 B, closed loop`.
    static String setting(Map<String, String> setting) {
        return setting.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(Row.CPUS))
                .map(entry -> switch (entry.getKey()) {
                    case "bytes" -> count(entry.getValue()) + " B";
                    case "loop" -> entry.getValue() + " loop";
                    case "rate" -> count(entry.getValue()) + " requests/s";
                    case "connections", "tasks", "workers" ->
                        count(entry.getValue())
                                + " "
                                + (entry.getValue().equals("1")
                                        ? entry.getKey()
                                                .substring(0, entry.getKey().length() - 1)
                                        : entry.getKey());
                    default -> entry.getKey() + " " + entry.getValue();
                })
                .collect(Collectors.joining(", "));
    }

    /// On how many processors.
    static String cpus(Map<String, String> setting) {
        return switch (setting.getOrDefault(Row.CPUS, Row.ALL)) {
            case Row.ALL -> "all cores";
            case Row.ONE -> "pinned to one core";
            case String other -> other + " cores";
        };
    }

    /// A ratio, as `0.22×`.
    static String ratio(double ratio) {
        return Quantity.digits(ratio) + "×";
    }

    private static String count(String number) {
        return number.chars().allMatch(Character::isDigit) && !number.isEmpty()
                ? String.format(Locale.ROOT, "%,d", Long.parseLong(number))
                : number;
    }

    /// Text as an identifier in the page.
    static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
