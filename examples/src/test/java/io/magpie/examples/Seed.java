package io.magpie.examples;

import java.util.concurrent.ThreadLocalRandom;

/// What tests of random input begin with.
///
/// A build asks what the build before it asked, so that it fails for what has changed and for nothing else. A long run
/// (`magpie.test.scale` above 1) asks what nobody has asked yet. `-Dmagpie.test.seed=…` repeats either.
public final class Seed {

    private static final boolean LONG_RUN = Integer.getInteger("magpie.test.scale", 1) > 1;

    private Seed() {}

    /// The given one, 1 in a build, and a random one in a long run.
    public static long chosen() {
        return Long.getLong("magpie.test.seed", LONG_RUN ? drawn() : 1);
    }

    /// A random one that can be typed.
    public static long drawn() {
        return ThreadLocalRandom.current().nextLong(1L << 40);
    }
}
