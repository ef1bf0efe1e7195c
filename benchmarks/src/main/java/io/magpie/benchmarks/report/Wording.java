package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Row;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How settings, units and figures read.
final class Wording {

    private static final double THOUSAND = 1_000;

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

    /// A figure with the unit that keeps it short: `64.6 ns`, `1.20 ms`, `128 B`.
    static String quantity(double value, String unit) {
        return switch (base(unit)) {
            case "ns" -> time(value);
            case "µs" -> time(value * THOUSAND);
            case "ms" -> time(value * THOUSAND * THOUSAND);
            case "bytes", "B" -> bytes(value);
            default -> digits(value);
        };
    }

    /// What of a unit scales: `ns` of `ns/op`.
    private static String base(String unit) {
        return unit.split("[ /]", 2)[0];
    }

    private static String time(double nanos) {
        double size = Math.abs(nanos);
        if (size < THOUSAND) {
            return digits(nanos) + " ns";
        }
        if (size < THOUSAND * THOUSAND) {
            return digits(nanos / THOUSAND) + " µs";
        }
        return size < THOUSAND * THOUSAND * THOUSAND
                ? digits(nanos / (THOUSAND * THOUSAND)) + " ms"
                : digits(nanos / (THOUSAND * THOUSAND * THOUSAND)) + " s";
    }

    private static String bytes(double value) {
        double size = Math.abs(value);
        if (size < THOUSAND) {
            return digits(value) + " B";
        }
        return size < THOUSAND * THOUSAND
                ? digits(value / THOUSAND) + " kB"
                : digits(value / (THOUSAND * THOUSAND)) + " MB";
    }

    /// Three digits that count, more only before the point; two of what is very small.
    static String digits(double value) {
        double size = Math.abs(value);
        if (size > 0 && size < 0.01) {
            return new BigDecimal(value)
                    .round(new MathContext(2))
                    .stripTrailingZeros()
                    .toPlainString();
        }
        int behind = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + behind + "f", value);
    }

    /// A ratio, as `0.22×`.
    static String ratio(double ratio) {
        return digits(ratio) + "×";
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
