package io.magpie.internal.park;

/// The crew word and its transitions: pure functions from a word to the next. See the package for the rules.
///
/// Bits 0–47: spare slots in use. Bits 48–55: runnable workers. Bits 56–63: stuck workers. The spares are counted
/// by their bits, so that no second counter can disagree.
final class CrewState {

    private static final long SPARES = (1L << IdleState.MAX_SLOTS) - 1;
    private static final int RUNNABLE_SHIFT = 48;
    private static final long ONE_RUNNABLE = 1L << RUNNABLE_SHIFT;
    private static final int STUCK_SHIFT = 56;
    private static final long ONE_STUCK = 1L << STUCK_SHIFT;

    private CrewState() {}

    /// All workers run, no spare does.
    static long initial(int workers) {
        return workers * ONE_RUNNABLE;
    }

    static int runnable(long word) {
        return (int) (word >>> RUNNABLE_SHIFT) & 0xff;
    }

    static int stuck(long word) {
        return (int) (word >>> STUCK_SHIFT);
    }

    static int spares(long word) {
        return Long.bitCount(word & SPARES);
    }

    static boolean isSpare(long word, int slot) {
        return (word & IdleState.bit(slot)) != 0;
    }

    /// One runnable worker is stuck.
    static long mark(long word) {
        require(runnable(word) > 0, "nobody is runnable", word);
        return word - ONE_RUNNABLE + ONE_STUCK;
    }

    /// One stuck worker is runnable.
    static long unmark(long word) {
        require(stuck(word) > 0, "nobody is stuck", word);
        return word - ONE_STUCK + ONE_RUNNABLE;
    }

    /// The spare slot to use next, or [IdleState#NONE] if enough workers run or all spare slots are in use.
    static int freeSpare(long word, int workers, int slots) {
        long allowed = ((1L << slots) - 1) & -(1L << workers);
        long free = allowed & ~word;
        return runnable(word) < workers && free != 0 ? Long.numberOfTrailingZeros(free) : IdleState.NONE;
    }

    /// A spare runs in `slot`.
    static long enlist(long word, int slot) {
        require(!isSpare(word, slot), "slot " + slot + " is in use", word);
        return (word | IdleState.bit(slot)) + ONE_RUNNABLE;
    }

    /// Whether the spare in `slot` is one too many.
    static boolean isSurplus(long word, int slot, int workers) {
        return isSpare(word, slot) && runnable(word) > workers;
    }

    /// The spare in `slot` runs no more.
    static long discharge(long word, int slot) {
        require(isSpare(word, slot), "no spare in slot " + slot, word);
        return (word & ~IdleState.bit(slot)) - ONE_RUNNABLE;
    }

    static String describe(long word) {
        return "runnable=" + runnable(word) + " stuck=" + stuck(word) + " spares=" + Long.toBinaryString(word & SPARES);
    }

    private static void require(boolean condition, String what, long word) {
        if (!condition) {
            throw new AssertionError(what + ": " + describe(word));
        }
    }
}
