package io.magpie.internal.time;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The hierarchical wheel itself: slots of entries, in 6 levels of 64, and the tick it has come to.
///
/// A slot of level *n* is 64ⁿ ticks wide. An entry lies in the level of the highest digit (base 64) in which its tick
/// differs from the present one, so all of one level is due before all of the next; when the wheel comes to a slot of
/// a higher level it moves the slot's entries to lower ones. A word of 64 bits a level tells which slots are
/// occupied: the next deadline takes a look at six words. Linking and unlinking are O(1). Not thread-safe: guarded by
/// the lock of [TimerWheel].
///
/// Source: Varghese and Lauck, "Hashed and hierarchical timing wheels" (1987), scheme 7; the occupancy words are
/// Tokio's.
final class WheelSlots {

    /// The tick of an empty wheel's next entry.
    static final long NEVER = Long.MAX_VALUE;

    /// The levels of a real wheel: one turn is 2.2 years.
    static final int LEVELS = 6;

    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;

    /// Changes of a chain before it is replaced. A guess: a fraction of a millisecond when timers come fast.
    private static final int RENEWED_AFTER = 1 << 12;

    /// The entries of a slot, in the order in which they were linked.
    ///
    /// A busy one is replaced now and then, so that it stays young, lest each store to it cost a fence of the
    /// collector; and nothing but its ends is stored to when its oldest entry goes.
    private static final class Chain {

        @Nullable
        TimerEntry first;

        @Nullable
        TimerEntry last;

        private int changes;

        /// Whether it has been changed often enough to be replaced.
        boolean change() {
            return ++changes == RENEWED_AFTER;
        }

        Chain renewed() {
            Chain young = new Chain();
            young.first = first;
            young.last = last;
            return young;
        }
    }

    private final int levels;

    /// How far ahead an entry is linked at most: 63 slots of the top level, 2.14 years. Later ones are linked there
    /// and looked at again. One slot less than a whole turn, so that the present slot of the top level is never
    /// ahead.
    private final long range;

    /// The entries of each slot that ever had one.
    private final @Nullable Chain[] chains;

    /// Bit *i* of word *n*: slot *i* of level *n* has entries.
    private final long[] occupied;

    private long elapsed;
    private int size;

    /// A wheel that has come to `tick`, with so many levels.
    WheelSlots(long tick, int levels) {
        this.levels = levels;
        this.range = rangeOf(levels);
        this.chains = new Chain[levels * SLOTS];
        this.occupied = new long[levels];
        this.elapsed = tick;
    }

    static long rangeOf(int levels) {
        return (SLOTS - 1L) << ((levels - 1) * DIGIT_BITS);
    }

    /// The tick the wheel has come to.
    long elapsed() {
        return elapsed;
    }

    /// The number of entries.
    int size() {
        return size;
    }

    /// Links an entry that is not linked, to be found by [#pollDue] at `tick`, or now if that has passed, or earlier
    /// if it is out of range. Returns when.
    long link(TimerEntry entry, long tick) {
        long linked = Math.clamp(tick, elapsed, elapsed + range);
        append(entry, linked);
        size++;
        return linked;
    }

    /// Unlinks an entry that is linked.
    void unlink(TimerEntry entry) {
        remove(entry);
        size--;
    }

    /// The tick of the earliest entry, or an earlier one at which entries move to a lower level; [#NEVER] if empty.
    long nextTick() {
        int level = lowestLevel();
        return level < 0 ? NEVER : startOfNextSlot(level);
    }

    /// Moves on to `now`, but not past an entry that is due. Returns whether there is one: then [#pollDue] has it.
    boolean comeTo(long now) {
        while (true) {
            int level = lowestLevel();
            long start = level < 0 ? NEVER : startOfNextSlot(level);
            if (start > now) {
                elapsed = Math.max(elapsed, now);
                return false;
            }
            elapsed = Math.max(elapsed, start);
            if (level == 0) {
                return true;
            }
            cascade(slotOf(level, start));
        }
    }

    /// Moves on to `now` as far as nothing is due; takes out and returns the entry that is, or null.
    @Nullable
    TimerEntry pollDue(long now) {
        if (!comeTo(now)) {
            return null;
        }
        return takeFirst(0);
    }

    /// Takes out and returns any entry, or null if there is none.
    @Nullable
    TimerEntry pollAny() {
        int level = lowestLevel();
        if (level < 0) {
            return null;
        }
        return takeFirst(level);
    }

    /// Takes the first entry out of the next slot of a level that is not empty.
    private TimerEntry takeFirst(int level) {
        Chain chain = Objects.requireNonNull(chains[slotOf(level, startOfNextSlot(level))]);
        TimerEntry entry = Objects.requireNonNull(chain.first);
        unlink(entry);
        return entry;
    }

    /// Moves the entries of a slot whose time has begun to lower levels, in order. One that was reset to later goes
    /// where it belongs now; one that was given up goes anywhere, and who gave it up unlinks it.
    private void cascade(int slot) {
        Chain chain = Objects.requireNonNull(chains[slot]);
        TimerEntry entry = chain.first;
        chain.first = null;
        chain.last = null;
        markEmpty(slot);
        while (entry != null) {
            TimerEntry following = entry.next;
            entry.next = null;
            append(entry, Math.clamp(TimerWord.tick(entry.word()), elapsed, elapsed + range));
            entry = following;
        }
    }

    private void append(TimerEntry entry, long tick) {
        int level = levelOf(tick);
        int slot = slotOf(level, tick);
        Chain chain = chainToChange(slot);
        TimerEntry last = chain.last;
        if (last == null) {
            chain.first = entry;
            occupied[level] |= 1L << slot; // the shift takes the slot modulo 64
        } else {
            last.next = entry;
        }
        chain.last = entry;
        entry.previous = last;
        entry.slot = slot;
    }

    private void remove(TimerEntry entry) {
        int slot = entry.slot;
        Chain chain = chainToChange(slot);
        TimerEntry next = entry.next;
        TimerEntry previous = entry.previous;
        if (previous == null) {
            chain.first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            chain.last = previous;
        } else {
            next.previous = previous;
        }
        if (chain.first == null) {
            markEmpty(slot);
        }
        entry.next = null;
        entry.previous = null;
        entry.slot = TimerEntry.UNLINKED;
    }

    private void markEmpty(int slot) {
        occupied[slot >>> DIGIT_BITS] &= ~(1L << slot);
    }

    private Chain chainToChange(int slot) {
        Chain chain = chains[slot];
        if (chain == null) {
            chain = new Chain();
            chains[slot] = chain;
        } else if (chain.change()) {
            chain = chain.renewed();
            chains[slot] = chain;
        }
        return chain;
    }

    private int lowestLevel() {
        for (int level = 0; level < levels; level++) {
            if (occupied[level] != 0) {
                return level;
            }
        }
        return -1;
    }

    /// When the next occupied slot of an occupied level begins. Only the top level ever wraps round.
    private long startOfNextSlot(int level) {
        int shift = level * DIGIT_BITS;
        long present = elapsed >>> shift;
        int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], (int) present));
        return (present + ahead) << shift;
    }

    private int levelOf(long tick) {
        int highestBit = Long.SIZE - 1 - Long.numberOfLeadingZeros((tick ^ elapsed) | (SLOTS - 1));
        return Math.min(highestBit / DIGIT_BITS, levels - 1);
    }

    private static int slotOf(int level, long tick) {
        return level * SLOTS + ((int) (tick >>> (level * DIGIT_BITS)) & (SLOTS - 1));
    }
}
