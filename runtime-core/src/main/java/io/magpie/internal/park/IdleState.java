package io.magpie.internal.park;

/// The idle word and its transitions: pure functions from a word to the next. See the package for the rules.
///
/// Bits 0–47: parked slots. Bits 48–55: searching. Bits 56–61: slot of the sentinel plus 1; 0 for none.
public final class IdleState {

    /// Slots that fit.
    public static final int MAX_SLOTS = 48;

    /// Returned in place of a slot: none.
    public static final int NONE = -1;

    private static final long PARKED = (1L << MAX_SLOTS) - 1;
    private static final int SEARCHING_SHIFT = 48;
    private static final long ONE_SEARCHING = 1L << SEARCHING_SHIFT;
    private static final long SEARCHING = 0xffL << SEARCHING_SHIFT;
    private static final int SENTINEL_SHIFT = 56;
    private static final long SENTINEL = 0x3fL << SENTINEL_SHIFT;

    private IdleState() {}

    // ------------------------------------------------------------------ questions

    /// The parked slots, a bit each.
    public static long parked(long word) {
        return word & PARKED;
    }

    /// Whether `slot` is parked.
    public static boolean isParked(long word, int slot) {
        return (word & bit(slot)) != 0;
    }

    /// How many workers search, or were claimed to search.
    public static int searching(long word) {
        return (int) ((word & SEARCHING) >>> SEARCHING_SHIFT);
    }

    /// The slot of the sentinel, or [#NONE].
    public static int sentinel(long word) {
        return (int) ((word & SENTINEL) >>> SENTINEL_SHIFT) - 1;
    }

    /// Whether a notify would wake somebody: one sleeps and nobody searches.
    public static boolean wantsNotify(long word) {
        return (word & SEARCHING) == 0 && (word & PARKED) != 0;
    }

    /// After a park, a retire, or the end of a search: whether nobody searches now, so that whoever made this step looks
    /// at all queues again.
    public static boolean mustRecheck(long word) {
        return (word & SEARCHING) == 0;
    }

    /// The slot that a notify claims: one that is parked in its thread if there is one, because waking it needs no
    /// system
    /// call to the poller and leaves the poller watched; the lowest of its kind.
    ///
    /// @param word for which [#wantsNotify] holds
    /// @param polling slots that may be parked in a poller; policy only
    public static int choose(long word, long polling) {
        long parked = word & PARKED;
        long threads = parked & ~polling;
        return Long.numberOfTrailingZeros(threads != 0 ? threads : parked);
    }

    // ------------------------------------------------------------------ transitions

    /// Wakes `slot` and counts it as searching from now on. A claimed sentinel loses its role: it is not asleep any
    /// more.
    public static long claim(long word, int slot) {
        require(isParked(word, slot), "claim of a slot that is not parked", word, slot);
        return unpark(word, slot) + ONE_SEARCHING;
    }

    /// One worker more searches, if fewer than half of `workers` do; else the word as it was.
    public static long trySearch(long word, int workers) {
        return 2 * searching(word) < workers ? word + ONE_SEARCHING : word;
    }

    /// One worker fewer searches.
    public static long stopSearch(long word) {
        require((word & SEARCHING) != 0, "nobody searches", word, NONE);
        return word - ONE_SEARCHING;
    }

    /// `slot` is parked; it stops searching if it did, and becomes sentinel if it wants to and there is none.
    public static long park(long word, int slot, boolean wasSearching, boolean wantsSentinel) {
        require(!isParked(word, slot), "parked already", word, slot);
        long next = (wasSearching ? stopSearch(word) : word) | bit(slot);
        return wantsSentinel && (word & SENTINEL) == 0 ? next | (slot + 1L) << SENTINEL_SHIFT : next;
    }

    /// `slot` is awake by itself, and gives up the sentinel's role if it had it. A slot that was claimed meanwhile
    /// is not parked, and the word stays as it was.
    public static long leave(long word, int slot) {
        return isParked(word, slot) ? unpark(word, slot) : word;
    }

    /// After a [#leave], or the end of a search: whether the caller must notify, because nobody is left who looks after the sleepers.
    public static boolean isUnwatched(long word) {
        return (word & SENTINEL) == 0 && wantsNotify(word);
    }

    /// Whether the sentinel in `slot` may give up its role: all of `live` are parked.
    public static boolean mayCoolDown(long word, int slot, long live) {
        return sentinel(word) == slot && (word & (PARKED | SEARCHING)) == live;
    }

    /// Nobody is sentinel.
    public static long coolDown(long word) {
        return word & ~SENTINEL;
    }

    /// Says what the word says.
    public static String describe(long word) {
        return "parked=" + Long.toBinaryString(parked(word)) + " searching=" + searching(word) + " sentinel="
                + sentinel(word);
    }

    private static long unpark(long word, int slot) {
        long next = word & ~bit(slot);
        return sentinel(word) == slot ? coolDown(next) : next;
    }

    static long bit(int slot) {
        return 1L << slot;
    }

    private static void require(boolean condition, String what, long word, int slot) {
        if (!condition) {
            throw new AssertionError(what + ": slot " + slot + ", " + describe(word));
        }
    }
}
