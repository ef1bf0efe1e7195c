package io.magpie.examples.load;

import java.time.Duration;

/// Computes for a while and never yields: what a handler should not do.
public final class Computation {

    /// How long a request to compute takes.
    public static final Duration LENGTH = Duration.ofMillis(100);

    private Computation() {}

    /// Keeps the calling thread busy for so long.
    ///
    /// @param length how long
    /// @return some number, so that the loop is not optimised away
    public static long run(Duration length) {
        long end = System.nanoTime() + length.toNanos();
        long state = end | 1;
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < 1000; i++) {
                state ^= state << 13;
                state ^= state >>> 7;
                state ^= state << 17;
            }
        }
        return state;
    }
}
