package io.magpie.time;

import io.magpie.future.Cancellation;
import io.magpie.future.Composite;
import io.magpie.future.Context;
import io.magpie.future.Deadline;
import io.magpie.future.Dropping;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.time.Nanos;
import io.magpie.internal.time.TimerEntry;
import io.magpie.internal.time.Timers;
import io.magpie.internal.util.Finished;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A future with a limit: the value of another, or [ElapsedException] if that does not come by the deadline.
///
/// The guarded future is polled before the deadline is looked at, so a value that is there wins, however late. The
/// time of a timeout that was given a duration starts with its first poll, as a [Sleep]'s.
///
/// When the deadline comes, the guarded future is dropped ([Cancellation#TIMED_OUT]), and its clean-up is driven to
/// its end before the exception is thrown. If it finishes with a value or a failure after all, that is the timeout's,
/// too: nothing that was done is thrown away. Dropping the timeout drops the guarded future.
///
/// The deadline is seen also when the guarded future uses up the whole budget in every poll.
///
/// ## Inherited deadlines
///
/// A timeout keeps its limit to itself. One made by `Async.withDeadline` is *inherited*: all that is awaited inside sees
/// it as [Context#deadline], however deep. If somebody who awaits this future has an earlier deadline, that one counts,
/// and this one needs no timer.
///
/// Source: `tokio::time::timeout`.
///
/// @param <T> the type of the value
@SuppressWarnings("exports") // the base is an implementation detail: all its members are final and protected
public final class Timeout<T extends @Nullable Object> extends TimerEntry implements Future<T>, Composite {

    /// What is guarded; null once finished or dropped.
    private @Nullable Future<T> guarded;

    /// The time it was given, for the message; null if that was a point in time.
    private final @Nullable Duration limit;

    /// Whether what is guarded sees the deadline.
    private final boolean inherited;

    /// The deadline as what is guarded sees it; null before the first poll, or if not inherited.
    private @Nullable TimeMark mark;

    /// Whether a deadline of those who await this future comes first, so that they will drop it.
    private boolean covered;

    /// The drop of the guarded future, once the deadline has come.
    private @Nullable Dropping dropping;

    /// Why there is no deadline to wait for; null unless there are no timers.
    private @Nullable IllegalStateException failure;

    private Timeout(long nanos, @Nullable Duration limit, boolean inherited, Future<T> guarded) {
        super(nanos, limit != null);
        this.limit = limit;
        this.inherited = inherited;
        this.guarded = guarded;
    }

    /// Limits `future` to so much time from the first poll on. Owns it from now on.
    ///
    /// @param limit zero or negative to poll it once
    /// @param future the future to guard
    /// @param <T> the type of the value
    /// @return a new timeout
    public static <T extends @Nullable Object> Timeout<T> of(Duration limit, Future<T> future) {
        return new Timeout<>(Nanos.of(limit), limit, false, future);
    }

    /// Limits `future` to the time until `deadline`. Owns it from now on.
    ///
    /// @param deadline in the past to poll it once
    /// @param future the future to guard
    /// @param <T> the type of the value
    /// @return a new timeout
    public static <T extends @Nullable Object> Timeout<T> at(TimeMark deadline, Future<T> future) {
        return new Timeout<>(deadline.nanos(), null, false, future);
    }

    /// As [#of], with a deadline that is inherited by what `future` awaits.
    ///
    /// @param limit zero or negative to poll it once
    /// @param future the future to guard
    /// @param <T> the type of the value
    /// @return a new timeout
    public static <T extends @Nullable Object> Timeout<T> inheritedOf(Duration limit, Future<T> future) {
        return new Timeout<>(Nanos.of(limit), limit, true, future);
    }

    /// As [#at], with a deadline that is inherited by what `future` awaits.
    ///
    /// @param deadline in the past to poll it once
    /// @param future the future to guard
    /// @param <T> the type of the value
    /// @return a new timeout
    public static <T extends @Nullable Object> Timeout<T> inheritedAt(TimeMark deadline, Future<T> future) {
        return new Timeout<>(deadline.nanos(), null, true, future);
    }

    /// Polls the guarded future, then looks at the deadline.
    ///
    /// @throws ElapsedException if the deadline came before the value, and everything is cleaned up
    /// @throws IllegalStateException if no runtime polls, or if this has finished
    /// @throws Exception what the guarded future threw
    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Future<T> future = Finished.alive(guarded, this);
        if (dropping != null) {
            return dropGuarded(cx, dropping);
        }
        boolean hadBudget = !cx.budget().isSpent();
        Object answer = pollGuarded(cx, future);
        if (answer != Poll.PENDING || !isOver(cx)) {
            return answer;
        }
        boolean spentByGuarded = hadBudget && cx.budget().isSpent();
        if (!spentByGuarded && !cx.proceed()) {
            return Poll.PENDING;
        }
        dropping = new Dropping(future, failure == null ? Cancellation.TIMED_OUT : Cancellation.GIVEN_UP);
        return dropGuarded(cx, dropping);
    }

    /// Drops the guarded future; pending while that is.
    ///
    /// @throws Exception what the guarded future threw
    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<T> future = guarded;
        if (future == null) {
            return Poll.CANCELLED;
        }
        disarm();
        boolean pending = false;
        try {
            Object answer = dropping == null ? future.drop(cx) : dropping.drop(cx);
            pending = answer == Poll.PENDING;
            return answer;
        } finally {
            if (!pending) {
                guarded = null;
            }
        }
    }

    private @Nullable Object pollGuarded(Context cx, Future<T> future) throws Exception {
        boolean pending = false;
        try {
            Object answer = future.poll(inherited ? limited(cx) : cx);
            pending = answer == Poll.PENDING;
            return answer;
        } finally {
            if (!pending) {
                guarded = null;
                disarm();
            }
        }
    }

    /// The context with this deadline, or as it is if that has an earlier one.
    private Context limited(Context cx) {
        TimeMark own = mark;
        if (own == null) {
            Timers timers = cx.service(Timers.class);
            if (timers == null) {
                return cx; // the look at the deadline says so
            }
            if (!isStarted()) {
                resetTo(Nanos.plus(timers.now(), deadlineNanos()));
            }
            own = new TimeMark(deadlineNanos(), timers.clock());
            mark = own;
        }
        Deadline outer = cx.deadline();
        covered = outer != null && !own.isBefore(outer);
        return covered ? cx : cx.withDeadline(own);
    }

    /// Whether to give up: the deadline has come, or never will because there are no timers.
    private boolean isOver(Context cx) {
        if (covered) {
            return false;
        }
        try {
            return pollElapsed(cx);
        } catch (IllegalStateException noTimers) {
            failure = noTimers;
            return true;
        }
    }

    private @Nullable Object dropGuarded(Context cx, Dropping under) throws Exception {
        boolean pending = false;
        try {
            Object answer = under.drop(cx);
            pending = answer == Poll.PENDING;
            if (answer == Poll.CANCELLED) {
                throw failure != null ? failure : elapsed();
            }
            return answer;
        } finally {
            if (!pending) {
                guarded = null;
            }
        }
    }

    @Override
    public List<Future<?>> parts() {
        return guarded == null ? List.of() : List.of(guarded);
    }

    private ElapsedException elapsed() {
        return new ElapsedException(limit == null ? "no value by " + deadline() : "no value within " + limit);
    }

    private TimeMark deadline() {
        return new TimeMark(deadlineNanos(), clock());
    }

    @Override
    public String toString() {
        return "Timeout " + (limit == null ? "at " + deadline() : "of " + limit);
    }
}
