package io.magpie.examples.load;

import java.util.LinkedHashMap;
import java.util.Map;

/// A named line of numbers, `name key=value …`: how the processes of a measurement answer each other.
///
/// @param name what the line tells
/// @param values the numbers by key, in the order of the line
public record Facts(String name, Map<String, Long> values) {

    /// Facts with no number yet.
    ///
    /// @param name what the line tells
    public Facts(String name) {
        this(name, new LinkedHashMap<>());
    }

    /// Adds a number.
    ///
    /// @param key without spaces and equals signs
    /// @param value the number
    /// @return these facts
    public Facts with(String key, long value) {
        values.put(key, value);
        return this;
    }

    /// Looks a number up.
    ///
    /// @param key which
    /// @return the number
    /// @throws IllegalArgumentException if it is not there
    public long value(String key) {
        Long value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in: " + this);
        }
        return value;
    }

    /// Reads a line that [#toString] wrote.
    ///
    /// @param line the line
    /// @return its facts
    /// @throws IllegalArgumentException if it is no such line
    public static Facts parse(String line) {
        String[] words = line.split(" ", -1);
        Facts facts = new Facts(words[0]);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not a key=value pair: \"" + words[i] + "\" in: " + line);
            }
            facts.with(words[i].substring(0, equals), Long.parseLong(words[i].substring(equals + 1)));
        }
        return facts;
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(name);
        values.forEach((key, value) -> line.append(' ').append(key).append('=').append(value));
        return line.toString();
    }
}
