package io.magpie.time;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.time.Nanos;
import io.magpie.internal.time.TimerEntry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A future that finishes when its deadline has come.
///
/// Like every future it is inert: the time of a sleep that was given a duration starts with its first poll, not when
/// it is made. Give a [TimeMark] where the time is to count from elsewhere. It never finishes early; how late, is a
/// matter of the wheel's tick (1 ms, deadlines are rounded up) and of how busy the worker is. A deadline that has
/// passed finishes the first poll.
///
/// A sleep costs one object and no thread. Starting it, dropping it and resetting it take constant time, whatever the
/// number of sleeps. There is no longest sleep: what is beyond the wheel's range of two years is looked at again,
/// what is beyond 292 years never comes.
///
/// Unlike most futures a sleep may be polled again after it has finished; it stays finished until it is reset. A
/// sleep that was dropped may be reset, too. All methods are for the task that polls it. Polling takes one operation
/// of the budget when it finishes.
///
/// Source: `tokio::time::Sleep`, whose time starts when it is made.
@SuppressWarnings("exports") // the base is an implementation detail: all its members are final and protected
public final class Sleep extends TimerEntry implements Future<@Nullable Void> {

    private Sleep(long nanos, boolean relative) {
        super(nanos, relative);
    }

    /// A sleep that ends so long after its first poll.
    ///
    /// @param duration zero or negative to finish at once
    /// @return a new sleep
    public static Sleep of(Duration duration) {
        return new Sleep(Nanos.of(duration), true);
    }

    /// A sleep that ends at a point in time.
    ///
    /// @param deadline in the past to finish at once
    /// @return a new sleep
    public static Sleep until(TimeMark deadline) {
        return new Sleep(deadline.nanos(), false);
    }

    /// Waits for the deadline. Takes one operation of the budget when it has come.
    ///
    /// @throws IllegalStateException if no runtime polls, if the runtime has shut down, or after a drop
    @Override
    public @Nullable Object poll(Context cx) {
        if (!cx.proceed()) {
            return Poll.PENDING;
        }
        if (pollElapsed(cx)) {
            return null;
        }
        cx.refund();
        return Poll.PENDING;
    }

    /// Gives the timer up at once.
    @Override
    public @Nullable Object drop(Context cx) {
        disarm();
        return Poll.CANCELLED;
    }

    /// When it ends.
    ///
    /// @return the deadline; before the first poll of a sleep that was given a duration, what it would be if polled
    ///     now
    public TimeMark deadline() {
        if (isStarted()) {
            return new TimeMark(deadlineNanos(), clock());
        }
        return new TimeMark(Nanos.plus(clock().now(), deadlineNanos()), clock());
    }

    /// Whether it has ended, as far as the timers have found out: true before the task that was woken has polled.
    ///
    /// @return false again after a reset
    public boolean isElapsed() {
        return hasFired();
    }

    /// Ends so long after now instead; or after the first poll, if there was none. If a task waits, it goes on
    /// waiting, until the new deadline.
    ///
    /// @param duration zero or negative to finish at once
    public void reset(Duration duration) {
        resetAfter(Nanos.of(duration));
    }

    /// Ends at another point in time instead. If a task waits, it goes on waiting, until the new deadline.
    ///
    /// @param deadline in the past to finish at once
    public void reset(TimeMark deadline) {
        resetTo(deadline.nanos());
    }

    @Override
    public String toString() {
        return isStarted() ? "Sleep until " + deadline() : "Sleep of " + Duration.ofNanos(deadlineNanos());
    }
}
