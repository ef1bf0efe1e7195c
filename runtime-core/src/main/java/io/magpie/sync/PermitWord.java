package io.magpie.sync;

/// The word of [Permits]: how many there are, and how they may be taken and released. Pure functions.
final class PermitWord {

    /// Whoever releases permits must have the queue looked at.
    static final long POKE = 1;

    /// Nobody takes a permit past the queue.
    static final long STRICT = 2;

    /// No permit is given any more.
    static final long CLOSED = 4;

    private static final long ONE = 8;

    private PermitWord() {}

    /// An open word with `permits`, and nobody waiting.
    static long of(int permits) {
        return permits * ONE;
    }

    /// The permits nobody has.
    static int permits(long word) {
        return (int) (word / ONE);
    }

    static boolean isClosed(long word) {
        return (word & CLOSED) != 0;
    }

    /// Whether releasing permits obliges to have the queue looked at.
    static boolean mustPoke(long word) {
        return (word & POKE) != 0;
    }

    /// Whether somebody who is not in the queue may take `n` permits.
    static boolean admits(long word, int n) {
        return (word & (CLOSED | STRICT)) == 0 && permits(word) >= n;
    }

    static long minus(long word, int n) {
        return word - n * ONE;
    }

    static long plus(long word, int n) {
        return word + n * ONE;
    }

    static long close(long word) {
        return word | CLOSED;
    }

    /// The word while nobody waits.
    static long withoutWaiters(long word) {
        return word & ~(POKE | STRICT);
    }

    /// The word while the head of the queue insists on being next.
    static long behindInsistentHead(long word) {
        return word | POKE | STRICT;
    }

    /// The word while the head of the queue lets others pass: it wants to hear of released permits, unless it was told
    /// already.
    static long behindPatientHead(long word, boolean nudged) {
        return nudged ? word & ~(POKE | STRICT) : (word | POKE) & ~STRICT;
    }

    /// The word for error messages.
    static String toString(long word) {
        return permits(word) + " permits" + (isClosed(word) ? ", closed" : "")
                + ((word & STRICT) != 0 ? ", strict" : "") + (mustPoke(word) ? ", poke" : "");
    }
}
