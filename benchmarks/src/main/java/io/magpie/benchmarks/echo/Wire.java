package io.magpie.benchmarks.echo;

import java.io.IOException;
import java.util.function.IntConsumer;

/// Connections, numbered from 0, on each of which one request at a time may be under way.
interface Wire {

    /// How many there are.
    int connections();

    /// Begins to send the next request; its answer is told by [#poll].
    void send(int connection) throws IOException;

    /// Looks for answers.
    ///
    /// @param nanos how long to wait if there are none; 0 or less to wait for nothing
    /// @param answered told the connection of each answer that is complete; may call [#send]
    /// @throws IOException if a connection fails, or an answer differs from its request
    void poll(long nanos, IntConsumer answered) throws IOException;
}
