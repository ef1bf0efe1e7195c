package io.magpie.examples.redis.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values as text, to be compared: what has no order is sorted.
public final class Shown {

    private Shown() {}

    public static String of(@Nullable Value value) {
        List<String> parts = new ArrayList<>();
        return switch (value) {
            case StringValue string -> text(string.bytes());
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    parts.add(text(list.get(i)));
                }
                yield parts.toString();
            }
            case SetValue set -> {
                set.forEach(member -> parts.add(text(member)));
                yield inBraces(parts.stream().sorted().toList());
            }
            case HashValue hash -> {
                hash.forEach((field, content) -> parts.add(text(field) + "=" + text(content)));
                yield inBraces(parts.stream().sorted().toList());
            }
            case SortedSetValue set -> {
                set.forEach(member -> parts.add(text(member.key()) + "=" + member.score()));
                yield inBraces(parts);
            }
            case null -> "nothing";
        };
    }

    private static String inBraces(List<String> parts) {
        return "{" + String.join(", ", parts) + "}";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }
}
