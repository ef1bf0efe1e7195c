package io.magpie.io;

import java.net.SocketOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Socket options with their values, to be set before a socket is bound or connected.
///
/// @param values in the order in which they are set
public record SocketOptions(Map<SocketOption<?>, Object> values) {

    /// No options: what the system presets.
    public static final SocketOptions NONE = new SocketOptions(Map.of());

    /// Copies the map.
    public SocketOptions {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /// These options and another, or one of them with another value.
    ///
    /// @param option of [java.net.StandardSocketOptions], or of `jdk.net.ExtendedSocketOptions`
    /// @param value to what it is set
    /// @param <T> the option's type
    /// @return a copy
    public <T> SocketOptions with(SocketOption<T> option, T value) {
        Map<SocketOption<?>, Object> more = new LinkedHashMap<>(values);
        more.put(option, value);
        return new SocketOptions(more);
    }

    /// These options and others, which count where both have one.
    ///
    /// @param others to be added
    /// @return a copy
    public SocketOptions with(SocketOptions others) {
        Map<SocketOption<?>, Object> more = new LinkedHashMap<>(values);
        more.putAll(others.values);
        return new SocketOptions(more);
    }
}
