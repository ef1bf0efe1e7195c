package io.magpie.future;

import java.util.function.LongSupplier;

/// How much a poll may still do before it lets others run: a number of operations, and a time.
///
/// Every leaf future asks [Context#proceed] before it takes something. A poll that loops over futures that are always
/// ready therefore ends after 128 operations, or 500 µs, and its task goes behind the others. One budget belongs to one
/// polling thread and is used by that thread only.
///
/// Source: the cooperative budget of Tokio (128 operations); the time limit is Seastar's task quota (500 µs).
public final class Budget {
    /// Operations a poll may do, unless configured.
    public static final int DEFAULT_OPERATIONS = 128;

    /// Nanoseconds a poll may take before it should yield, unless configured: 500 µs.
    public static final long DEFAULT_NANOS = 500_000;

    /// Operations between two reads of the clock. A guess: at 5 ns an operation, the read (20 ns) costs a quarter.
    static final int OPERATIONS_PER_CLOCK_READ = 16;

    /// The same while the poll is fast. Even then, so many take an eighth of the limit at most, unless they become slower
    /// than those before.
    static final int FAST_OPERATIONS_PER_CLOCK_READ = 64;

    /// A poll is fast as long as it has taken less than this part of its limit: a 32nd.
    private static final int FAST_PART = 32;

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final int operations;
    private final long nanos;
    private final LongSupplier clock;

    private int remaining;
    private long used; // in the polls before this one
    private int readAt; // the clock is read when so many operations are left, or fewer
    private boolean expired; // time ended this poll's budget, so a refund must not revive it
    private int forfeited; // operations that were left when it did
    private boolean timed; // whether `start` was read in this poll
    private long start;

    /// A budget of so many operations and so many nanoseconds for each poll.
    ///
    /// @param operations 1 or more
    /// @param nanos 1 or more
    /// @throws IllegalArgumentException if one is smaller
    public Budget(int operations, long nanos) {
        this(operations, nanos, System::nanoTime);
    }

    /// As above, with another clock: for tests.
    Budget(int operations, long nanos, LongSupplier clock) {
        if (operations < 1) {
            throw new IllegalArgumentException("operations is " + operations + ": a poll needs at least 1");
        }
        if (nanos < 1) {
            throw new IllegalArgumentException("nanos is " + nanos + ": a poll needs at least 1 ns");
        }
        this.operations = operations;
        this.nanos = nanos;
        this.clock = clock;
        this.remaining = operations;
        this.readAt = operations - OPERATIONS_PER_CLOCK_READ + 1;
    }

    /// A budget that is never spent.
    ///
    /// @return a new budget without limits
    public static Budget unlimited() {
        return new Budget(UNLIMITED, Long.MAX_VALUE);
    }

    /// Operations left in this poll.
    ///
    /// @return 0 when spent
    public int remaining() {
        return remaining;
    }

    /// Operations that were taken in all polls before this one.
    ///
    /// @return a number that only rises
    public long operationsUsed() {
        return used;
    }

    /// Whether this poll should end.
    ///
    /// @return true when no operation is left
    public boolean isSpent() {
        return remaining <= 0;
    }

    /// Starts a poll with the whole budget.
    void refill() {
        used += operations - remaining;
        remaining = operations;
        readAt = operations - OPERATIONS_PER_CLOCK_READ + 1;
        timed = false;
        if (expired) {
            expired = false;
            used -= forfeited;
        }
    }

    /// Takes one operation, and looks at the clock now and then. Returns false if the budget was spent.
    boolean take() {
        int left = remaining;
        if (left <= 0) {
            return false;
        }
        if (operations == UNLIMITED) {
            return true;
        }
        remaining = left - 1;
        if (left <= readAt) {
            checkClock();
        }
        return true;
    }

    /// Takes one operation and looks at the clock: for loops that compute long between two calls.
    boolean takeTimed() {
        int left = remaining;
        if (left <= 0) {
            return false;
        }
        if (operations == UNLIMITED) {
            return true;
        }
        remaining = left - 1;
        checkClock();
        return remaining > 0;
    }

    /// Gives one operation back: it ended pending. A budget that time has ended stays ended.
    void refund() {
        if (!expired && operations != UNLIMITED) {
            remaining++;
        }
    }

    private void checkClock() {
        long now = clock.getAsLong();
        int pause = OPERATIONS_PER_CLOCK_READ;
        if (!timed) {
            timed = true;
            start = now;
        } else if (now - start >= nanos) {
            expired = true;
            forfeited = remaining;
            remaining = 0;
        } else if (now - start < nanos / FAST_PART) {
            pause = FAST_OPERATIONS_PER_CLOCK_READ;
        }
        readAt = remaining - pause + 1;
    }

    /// Lifts the limit until [#restoreLimit]; returns what to hand to it.
    int liftLimit() {
        int saved = remaining;
        remaining = UNLIMITED;
        return saved;
    }

    /// Ends what [#liftLimit] began.
    void restoreLimit(int saved) {
        remaining = saved;
    }
}
