package io.magpie.time;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.time.TimerEntry;
import io.magpie.internal.util.Finished;
import org.jspecify.annotations.Nullable;

/// The next tick of an interval: see [Interval#tick].
final class Tick extends TimerEntry implements Future<TimeMark> {

    /// Null once taken or dropped.
    private @Nullable Interval interval;

    Tick(Interval interval, long next, boolean relative) {
        super(next, relative);
        this.interval = interval;
    }

    @Override
    public @Nullable Object poll(Context cx) {
        Interval grid = Finished.alive(interval, this);
        if (!cx.proceed()) {
            return Poll.PENDING;
        }
        follow();
        if (!pollElapsed(cx)) {
            grid.waits(this, clock());
            cx.refund();
            return Poll.PENDING;
        }
        interval = null;
        grid.taken(deadlineNanos(), clock());
        return new TimeMark(deadlineNanos(), clock());
    }

    @Override
    public @Nullable Object drop(Context cx) {
        if (interval != null) {
            interval.dropped(this);
            interval = null;
            disarm();
        }
        return Poll.CANCELLED;
    }

    /// Waits for what the interval says by now: it may have been reset, or another tick taken.
    void follow() {
        Interval grid = Finished.alive(interval, this);
        if (grid.isRelative()) {
            resetAfter(grid.next());
        } else if (!isStarted() || deadlineNanos() != grid.next()) {
            resetTo(grid.next());
        }
    }

    long scheduled() {
        return deadlineNanos();
    }

    @Override
    public String toString() {
        return "Tick of " + interval;
    }
}
