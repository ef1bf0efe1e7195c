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

    private final int levels;

    /// How far ahead an entry is linked at most: 63 slots of the top level, 2.14 years. Later ones are linked there
    /// and looked at again. One slot less than a whole turn, so that the present slot of the top level is never
    /// ahead.
    private final long range;

    /// The first entry of each slot; a slot is a ring, so that its last is `first.previous`.
    private final @Nullable TimerEntry[] first;

    /// Bit *i* of word *n*: slot *i* of level *n* has entries.
    private final long[] occupied;

    private long elapsed;
    private int size;

    /// A wheel that has come to `tick`, with so many levels.
    WheelSlots(long tick, int levels) {
        this.levels = levels;
        this.range = rangeOf(levels);
        this.first = new TimerEntry[levels * SLOTS];
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
    /// if it is out of range.
    void link(TimerEntry entry, long tick) {
        entry.linkTick = Math.clamp(tick, elapsed, elapsed + range);
        append(entry);
        size++;
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
        TimerEntry entry = Objects.requireNonNull(first[slotOf(0, startOfNextSlot(0))]);
        unlink(entry);
        return entry;
    }

    /// Takes out and returns any entry, or null if there is none.
    @Nullable
    TimerEntry pollAny() {
        int level = lowestLevel();
        if (level < 0) {
            return null;
        }
        TimerEntry entry = Objects.requireNonNull(first[slotOf(level, startOfNextSlot(level))]);
        unlink(entry);
        return entry;
    }

    /// Moves the entries of a slot whose time has begun to lower levels, in order.
    private void cascade(int slot) {
        for (TimerEntry entry = first[slot]; entry != null; entry = first[slot]) {
            remove(entry);
            append(entry);
        }
    }

    private void append(TimerEntry entry) {
        int level = levelOf(entry.linkTick);
        int slot = slotOf(level, entry.linkTick);
        TimerEntry head = first[slot];
        if (head == null) {
            entry.next = entry;
            entry.previous = entry;
            first[slot] = entry;
            occupied[level] |= 1L << slot; // the shift takes the slot modulo 64
        } else {
            TimerEntry last = Objects.requireNonNull(head.previous);
            entry.next = head;
            entry.previous = last;
            last.next = entry;
            head.previous = entry;
        }
        entry.slot = slot;
    }

    private void remove(TimerEntry entry) {
        int slot = entry.slot;
        TimerEntry next = Objects.requireNonNull(entry.next);
        if (next == entry) {
            first[slot] = null;
            occupied[slot >>> DIGIT_BITS] &= ~(1L << slot);
        } else {
            TimerEntry previous = Objects.requireNonNull(entry.previous);
            previous.next = next;
            next.previous = previous;
            if (first[slot] == entry) {
                first[slot] = next;
            }
        }
        entry.next = null;
        entry.previous = null;
        entry.slot = TimerEntry.UNLINKED;
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
