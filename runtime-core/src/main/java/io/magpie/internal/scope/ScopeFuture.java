package io.magpie.internal.scope;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Dropping;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import io.magpie.task.Outcome;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A scope: a body, which this future polls, and children, which are tasks of their own. Ends when all have ended.
///
/// What the end of a child means, and what the value is, is a matter of policy, and said by the subclasses. The phases
/// are in the package's documentation.
///
/// @param <R> the type of the scope's value
public abstract sealed class ScopeFuture<R extends @Nullable Object> implements Future<R>
        permits AllScope, AnyScope, CollectScope {

    private enum Phase {
        NEW,
        OPEN,
        CANCELLING,
        FINISHED
    }

    private static final System.Logger LOGGER = System.getLogger("io.magpie");

    private final Children children = new Children();

    /// Makes the body, in the first poll; null from then on.
    private @Nullable Function<Children, Future<?>> opener;

    /// Null once the body has ended, and before it has begun.
    private @Nullable Future<?> body;

    /// The drop of the body, once everything is being cancelled.
    private @Nullable Dropping bodyDrop;

    private Phase phase = Phase.NEW;

    /// Whether the owner has dropped this future.
    private boolean dropped;

    /// Why everything is to be cancelled; null while it is not.
    private @Nullable Cancellation why;

    /// Whether the body, or a child, was cancelled along with the scope.
    private boolean incomplete;

    /// The first failure; the later ones are suppressed in it.
    private @Nullable Throwable failure;

    ScopeFuture(Function<Children, Future<?>> opener) {
        this.opener = opener;
    }

    @Override
    public final @Nullable Object poll(Context cx) throws Exception {
        if (dropped || phase == Phase.FINISHED) {
            throw Finished.finished(this);
        }
        if (phase == Phase.NEW) {
            open(cx);
        }
        return advance(cx);
    }

    @Override
    public final @Nullable Object drop(Context cx) throws Exception {
        if (phase == Phase.NEW || phase == Phase.FINISHED) {
            opener = null;
            phase = Phase.FINISHED;
            return Poll.CANCELLED;
        }
        if (!dropped) {
            dropped = true;
            Cancellation given = cx.cancellation();
            decide(given == null ? Cancellation.GIVEN_UP : given);
        }
        return advance(cx);
    }

    // ---- the policy

    /// A child has ended.
    abstract void childEnded(Child child, Outcome<?> outcome);

    /// The body has returned.
    abstract void bodyCompleted(@Nullable Object value);

    /// What the scope gives, now that all has ended and nothing has failed: the value, or [Poll#CANCELLED].
    ///
    /// @param complete whether nothing was cancelled along with the scope
    abstract @Nullable Object value(boolean complete) throws Exception;

    /// Lets go of all values.
    abstract void release();

    /// Cancels the body and all children; only the first reason counts.
    final void decide(Cancellation because) {
        if (why == null) {
            why = because;
        }
    }

    /// Whether everything is being cancelled, or is about to be.
    final boolean isDecided() {
        return why != null;
    }

    /// Takes note of a failure: the first is the scope's, the others are suppressed in it.
    final void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        } else {
            suppress(failure, thrown);
        }
    }

    /// Whether there is a failure.
    final boolean hasFailed() {
        return failure != null;
    }

    /// Takes note that a child was cancelled along with the scope.
    final void miss() {
        incomplete = true;
    }

    /// Says that something failed that the scope's value does not depend on.
    static void log(Throwable thrown) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "a task of a scope that was decided failed while it was cancelled",
                thrown);
    }

    /// What the body threw. By default it is a failure like that of a child, and cancels the children.
    void bodyFailed(Throwable cause) {
        fail(cause);
        decide(Cancellation.scopeFailed(cause));
    }

    // ---- polling

    private void open(Context cx) {
        Function<Children, Future<?>> made = Objects.requireNonNull(opener);
        opener = null;
        phase = Phase.FINISHED; // in case it throws
        children.inherit(cx.deadline());
        body = made.apply(children);
        phase = Phase.OPEN;
    }

    private @Nullable Object advance(Context cx) throws Exception {
        children.settleAll(cx.waker(), this::ended);
        if (why == null) {
            pollBody(cx);
        }
        Cancellation because = why;
        if (because != null) {
            cancel(cx, because);
        }
        if (body == null && children.end()) {
            return outcome();
        }
        return Poll.PENDING;
    }

    private void ended(Child child) {
        childEnded(child, Objects.requireNonNull(child.task.outcome()));
    }

    private void pollBody(Context cx) {
        Future<?> polled = body;
        if (polled == null) {
            return;
        }
        body = null;
        Object answer;
        try {
            answer = polled.poll(cx);
        } catch (Throwable thrown) {
            bodyFailed(thrown);
            return;
        }
        if (answer == Poll.PENDING) {
            body = polled;
        } else {
            bodyCompleted(answer);
        }
    }

    /// Cancels what is still there: the first time all children, and the body each time, which is driven to its end.
    private void cancel(Context cx, Cancellation because) {
        if (phase == Phase.OPEN) {
            phase = Phase.CANCELLING;
            children.cancelAll(because, cx.waker(), this::ended);
        }
        dropBody(cx, because);
    }

    private void dropBody(Context cx, Cancellation because) {
        Future<?> open = body;
        if (open == null) {
            return;
        }
        if (bodyDrop == null) {
            bodyDrop = new Dropping(open, because);
        }
        body = null;
        Object answer;
        try {
            answer = bodyDrop.drop(cx);
        } catch (Throwable thrown) {
            bodyFailed(thrown);
            return;
        }
        if (answer == Poll.PENDING) {
            body = open;
        } else if (answer == Poll.CANCELLED) {
            incomplete = true;
        } else {
            bodyCompleted(answer);
        }
    }

    private @Nullable Object outcome() throws Exception {
        phase = Phase.FINISHED;
        Throwable thrown = failure;
        failure = null;
        try {
            if (thrown != null) {
                throw ScopeFuture.<Exception>sneak(thrown);
            }
            return value(!incomplete);
        } finally {
            release();
        }
    }

    /// Suppresses `later` in `first`, once.
    static void suppress(Throwable first, Throwable later) {
        if (first == later) {
            return;
        }
        for (Throwable known : first.getSuppressed()) {
            if (known == later) {
                return;
            }
        }
        first.addSuppressed(later);
    }

    /// Throws anything where only exceptions are declared: a failure keeps its own type.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " " + children;
    }
}
