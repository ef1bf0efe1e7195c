package io.magpie.benchmarks.echo;

import java.time.Duration;
import java.util.Locale;

/// When requests are sent.
sealed interface EchoLoop {

    /// Each connection sends its next request when it has the answer to the last.
    record Closed() implements EchoLoop {}

    /// Requests are due at a constant rate; latencies count from when they were.
    ///
    /// @param rate requests a second, of all connections together
    record Open(int rate) implements EchoLoop {}

    /// For [EchoClient].
    default String command(Duration length) {
        return switch (this) {
            case Closed() -> "closed " + length.toMillis();
            case Open(int rate) -> String.format(Locale.ROOT, "open %d %d", length.toMillis(), rate);
        };
    }
}
