package io.magpie.sync;

/// The word of [Permits]: how many there are, and how they may be taken and released; for a [Channel], whose places they
/// are, also how many slots of its queue were ever claimed, and whether its receiver waits. Pure functions.
///
/// From the low end: three flags; 31 bits of permits; RECEIVER_WAITS; 29 bits of claims, which wrap around.
final class PermitWord {

    /// Whoever releases permits must have the queue looked at.
    static final long POKE = 1;

    /// Nobody takes a permit past the queue.
    static final long STRICT = 2;

    /// No permit is given any more.
    static final long CLOSED = 4;

    private static final long ONE = 8;

    /// As many permits as there may be.
    static final int MAX_PERMITS = Integer.MAX_VALUE;

    /// The receiver of the channel found nothing, and sleeps: whoever clears this bit wakes it.
    static final long RECEIVER_WAITS = 1L << 34;

    private static final long CLAIM = 1L << 35;

    /// Claims are counted modulo this plus one: there must never be more messages in a channel.
    static final int MAX_CLAIMED = (1 << 29) - 1;

    private PermitWord() {}

    /// An open word with `permits`, and nobody waiting.
    static long of(int permits) {
        return permits * ONE;
    }

    /// The permits nobody has.
    static int permits(long word) {
        return (int) (word >>> 3) & MAX_PERMITS;
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

    /// More permits. Once closed, that may be the end of the channel, and the receiver is to look.
    static long plus(long word, int n) {
        long more = word + n * ONE;
        return isClosed(word) ? more & ~RECEIVER_WAITS : more;
    }

    /// Whether adding permits obliges to wake the receiver.
    static boolean plusWakes(long word) {
        return isClosed(word) && receiverWaits(word);
    }

    static long close(long word) {
        return (word | CLOSED) & ~RECEIVER_WAITS;
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

    // ---- of a channel

    /// A slot is claimed by somebody whose place was taken before. Obliges to wake the receiver if it waits.
    static long claim(long word) {
        return (word + CLAIM) & ~RECEIVER_WAITS;
    }

    /// The receiver found nothing.
    static long await(long word) {
        return word | RECEIVER_WAITS;
    }

    static boolean receiverWaits(long word) {
        return (word & RECEIVER_WAITS) != 0;
    }

    /// How many slots were claimed after the first `index`, of which no more than [#MAX_CLAIMED] are: the messages, for
    /// the `index` of the next one to be received.
    static int claimedSince(long index, long word) {
        return (int) ((word >>> 35) - index) & MAX_CLAIMED;
    }

    /// The word for error messages.
    static String toString(long word) {
        return permits(word) + " permits" + (isClosed(word) ? ", closed" : "")
                + ((word & STRICT) != 0 ? ", strict" : "") + (mustPoke(word) ? ", poke" : "")
                + (receiverWaits(word) ? ", receiver waits" : "");
    }
}
