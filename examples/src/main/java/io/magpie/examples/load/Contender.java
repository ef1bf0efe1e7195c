package io.magpie.examples.load;

import java.util.List;

/// A server to measure, as a process of its own that prints `listening port=N` and answers [ServerProbe] questions.
///
/// @param name for tables
/// @param main the class to run
/// @param arguments for its `main`
public record Contender(String name, Class<?> main, List<String> arguments) {

    /// A virtual thread for each connection, with a `SocketChannel` and a direct buffer each.
    public static final Contender VIRTUAL_THREADS =
            new Contender("virtual threads", VirtualThreadEcho.class, List.of("channel"));

    /// A virtual thread for each connection, with a `Socket` and a byte array each.
    public static final Contender VIRTUAL_THREADS_SOCKETS =
            new Contender("virtual threads, Socket", VirtualThreadEcho.class, List.of("socket"));

    /// This server with other arguments.
    ///
    /// @param newName for tables
    /// @param newArguments for its `main`
    /// @return the contender
    public Contender with(String newName, String... newArguments) {
        return new Contender(newName, main, List.of(newArguments));
    }
}
