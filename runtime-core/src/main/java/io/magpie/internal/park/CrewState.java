package io.magpie.internal.park;

/// The crew word and its transitions: pure functions from a word to the next. See the package for the rules.
///
/// Bits 0–47: spare slots in use. Bits 48–55: stuck workers. Spares are counted by their bits and the runnable by
/// subtraction, so that no second counter can disagree.
final class CrewState {

    private static final long SPARES = (1L << IdleState.MAX_SLOTS) - 1;
    private static final int STUCK_SHIFT = 48;
    private static final long ONE_STUCK = 1L << STUCK_SHIFT;

    private CrewState() {}

    static int stuck(long word) {
        return (int) (word >>> STUCK_SHIFT);
    }

    static int spares(long word) {
        return Long.bitCount(word & SPARES);
    }

    static boolean isSpare(long word, int slot) {
        return (word & IdleState.bit(slot)) != 0;
    }

    /// One worker more is stuck.
    static long mark(long word) {
        return word + ONE_STUCK;
    }

    /// One worker fewer is stuck.
    static long unmark(long word) {
        require(stuck(word) > 0, "nobody is stuck", word);
        return word - ONE_STUCK;
    }

    /// The spare slot to use next; or [IdleState#NONE] if each stuck worker has its spare, or all slots are in use.
    ///
    /// @param workers slots below are not for spares
    /// @param slots all slots
    static int freeSpare(long word, int workers, int slots) {
        long allowed = ((1L << slots) - 1) & -(1L << workers);
        long free = allowed & ~word;
        return spares(word) < stuck(word) && free != 0 ? Long.numberOfTrailingZeros(free) : IdleState.NONE;
    }

    /// A spare runs in `slot`.
    static long enlist(long word, int slot) {
        require(!isSpare(word, slot), "slot " + slot + " is in use", word);
        return word | IdleState.bit(slot);
    }

    /// Whether the spare in `slot` is one too many.
    static boolean isSurplus(long word, int slot) {
        return isSpare(word, slot) && spares(word) > stuck(word);
    }

    /// The spare in `slot` runs no more.
    static long discharge(long word, int slot) {
        require(isSpare(word, slot), "no spare in slot " + slot, word);
        return word & ~IdleState.bit(slot);
    }

    static String describe(long word) {
        return "stuck=" + stuck(word) + " spares=" + Long.toBinaryString(word & SPARES);
    }

    private static void require(boolean condition, String what, long word) {
        if (!condition) {
            throw new AssertionError(what + ": " + describe(word));
        }
    }
}
