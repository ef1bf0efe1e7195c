package io.magpie.examples;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What a program was started with: `--name value` and `--name`.
final class Arguments {

    private static final int USAGE_ERROR = 2;

    private final Map<String, String> values = new HashMap<>();

    /// Reads a command line; ends the program with the usage if it is wrong.
    ///
    /// @param usage how the program is called
    /// @param arguments the command line
    /// @param names the options there are
    static Arguments parse(String usage, String[] arguments, String... names) {
        Arguments parsed = new Arguments();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].startsWith("--") ? arguments[i].substring(2) : "";
            if (!List.of(names).contains(name)) {
                System.err.println("Unknown argument: " + arguments[i] + System.lineSeparator() + "Usage: " + usage);
                System.exit(USAGE_ERROR);
            }
            boolean hasValue = i + 1 < arguments.length && !arguments[i + 1].startsWith("--");
            parsed.values.put(name, hasValue ? arguments[++i] : "");
        }
        return parsed;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return parse(name, otherwise, Integer::valueOf);
    }

    /// A length of time, given in seconds, with or without a fraction.
    Duration seconds(String name, Duration otherwise) {
        return parse(name, otherwise, text -> Duration.ofMillis(Math.round(Double.parseDouble(text) * 1_000)));
    }

    private <T> T parse(String name, T otherwise, Function<String, T> parser) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return parser.apply(value);
        } catch (NumberFormatException e) {
            System.err.println("--" + name + " wants a number, and got \"" + value + "\"");
            System.exit(USAGE_ERROR);
            throw e; // not reached
        }
    }
}
