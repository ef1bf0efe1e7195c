package io.magpie.examples.redis.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Answers as text that can be compared: one line, and sorted where nobody promised an order.
final class Answers {

    private static final Set<String> UNORDERED = Set.of(
            "KEYS",
            "SMEMBERS",
            "SINTER",
            "SUNION",
            "SDIFF",
            "SPOP",
            "SRANDMEMBER",
            "SCAN",
            "SSCAN",
            "ZRANDMEMBER",
            "HRANDFIELD");
    /// Unordered once they are large: names and values alternate.
    private static final Set<String> UNORDERED_PAIRS = Set.of("HGETALL", "HSCAN", "ZSCAN");

    private static final Set<String> UNORDERED_WHEN_LARGE = Set.of("HKEYS", "HVALS");

    private final String text;
    private int at;

    private Answers(byte[] reply) {
        text = new String(reply, StandardCharsets.ISO_8859_1);
    }

    /// The answer to a command, as a line.
    static String line(byte[][] command, byte[] reply) {
        String name = new String(command[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        boolean paired = UNORDERED_PAIRS.contains(name)
                || (command.length == 4 && (name.equals("HRANDFIELD") || name.equals("ZRANDMEMBER")));
        Answers answers = new Answers(reply);
        String line = answers.next(UNORDERED.contains(name) || UNORDERED_WHEN_LARGE.contains(name), paired);
        return answers.at == answers.text.length() ? line : line + " and " + answers.text.substring(answers.at);
    }

    private String next(boolean sorted, boolean paired) {
        int end = text.indexOf("\r\n", at);
        String header = text.substring(at, end);
        at = end + 2;
        switch (header.charAt(0)) {
            case '$', '=' -> {
                int length = Integer.parseInt(header.substring(1));
                if (length < 0) {
                    return header;
                }
                String string = text.substring(at, at + length);
                at += length + 2;
                return header.charAt(0) + quoted(string);
            }
            case '*', '~', '%', '>' -> {
                int size = Integer.parseInt(header.substring(1));
                List<String> elements = new ArrayList<>();
                for (int i = 0; i < (header.charAt(0) == '%' ? 2 * size : size); i++) {
                    elements.add(next(sorted, paired));
                }
                if (paired && elements.stream().noneMatch(each -> each.startsWith("*"))) {
                    List<String> pairs = new ArrayList<>();
                    for (int i = 0; i + 1 < elements.size(); i += 2) {
                        pairs.add(elements.get(i) + "=" + elements.get(i + 1));
                    }
                    elements = pairs;
                }
                return (sorted || paired ? elements.stream().sorted() : elements.stream())
                        .collect(Collectors.joining(" ", header + "(", ")"));
            }
            case ':' -> {
                return isSoon(Long.parseLong(header.substring(1))) ? ":soon" : header;
            }
            default -> {
                return quoted(header);
            }
        }
    }

    /// A time told in seconds or milliseconds since 1970 that was counted from now.
    private static boolean isSoon(long number) {
        long now = System.currentTimeMillis();
        long range = 200_000_000;
        return Math.abs(number - now) < range || Math.abs(number - now / 1000) < range / 1000;
    }

    /// Printable ASCII, and `\xHH` for the rest.
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        for (char letter : text.toCharArray()) {
            if (letter >= ' ' && letter < 127 && letter != '\\') {
                quoted.append(letter);
            } else {
                quoted.append(String.format("\\x%02x", (int) letter));
            }
        }
        return quoted.toString();
    }
}
