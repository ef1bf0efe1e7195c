package io.magpie.spi;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import org.jspecify.annotations.Nullable;

/// The base of what the weaver makes of an async block: its state, what it awaits, and how it is dropped.
///
/// This is the contract between woven code and the runtime, not an interface for people. A woven class adds one field
/// for each capture and each local that lives across an `await`. Its [#poll] goes on where the block stopped.
///
/// ## State
///
/// [#START] until the first poll; [#ENDED] while the block runs, and for ever once it has returned or thrown; else the
/// number of the suspension point, 1 or more, at which it waits for [#awaiting]. Points that are clean-up (reached only
/// through an exception handler) have the highest numbers: from [#firstCleanUp] on.
///
/// @param <T> the type of the block's value
public abstract class AsyncFrame<T extends @Nullable Object> implements Future<T> {

    /// The version of this contract. Woven classes pass the one they were made for to the constructor.
    public static final int VERSION = 1;

    /// The [#state] of a block that was never polled.
    public static final int START = 0;

    /// The [#state] of a block that runs, has returned or has thrown.
    public static final int ENDED = -1;

    /// The cancellation was thrown at an await.
    private static final int DELIVERED = 1;

    /// What is awaited is being dropped, and that waits.
    private static final int DROPPING_AWAITED = 1 << 1;

    /// How often in a row a block may be cancelled that goes on all the same, before others get a turn.
    private static final int MAX_DELIVERIES = 16;

    /// Where the block is; see above. For woven code.
    public int state;

    /// What the block waits for; null unless it is suspended. For woven code.
    public @Nullable Future<?> awaiting;

    private int control;

    /// A block that was not started.
    ///
    /// @param version the version of the contract the class was woven for
    /// @throws IncompatibleClassChangeError if it is not [#VERSION]
    protected AsyncFrame(int version) {
        if (version != VERSION) {
            throw new IncompatibleClassChangeError(getClass().getName() + " was woven for version " + version
                    + " of async frames, and this runtime has version " + VERSION
                    + ": weave it again with the async-weaver of this runtime");
        }
    }

    /// Runs the block from where it is to the next await that is pending, or to its end.
    @Override
    public abstract @Nullable Object poll(Context cx) throws Exception;

    /// The first suspension point that is clean-up; they are the last ones.
    ///
    /// @return its number; [Integer#MAX_VALUE] if there is none
    protected int firstCleanUp() {
        return Integer.MAX_VALUE;
    }

    /// Another block of the same lambda, with the same captures: not started.
    ///
    /// @return a new frame
    protected AsyncFrame<T> fresh() {
        throw new AssertionError(getClass().getName() + " was woven without fresh()");
    }

    /// Sets an argument of a block that was not started.
    ///
    /// @param index 0 for the first parameter of the lambda
    /// @param value the argument, boxed if it is primitive
    protected void argument(int index, @Nullable Object value) {
        throw new AssertionError(getClass().getName() + " has no argument " + index);
    }

    /// Lets go of all captures and locals.
    protected void release() {}

    /// Where in the source a suspension point is.
    ///
    /// @param point a suspension point, or [#START] for the beginning of the block
    /// @return the place; null if the class was compiled without line numbers
    protected @Nullable StackTraceElement location(int point) {
        return null;
    }

    /// What woven code throws when it is polled in state [#ENDED].
    ///
    /// @return the error to throw
    public final IllegalStateException refused() {
        return new IllegalStateException("an async block was polled after it had finished, or by two at once: "
                + location(START) + "; it gives its value once: keep the value, or make a new future");
    }

    /// Makes the future of a lambda of a [io.magpie.Suspending] interface. May be called any number of times.
    ///
    /// @param lambda the woven lambda
    /// @param <T> the type of the block's value
    /// @return a block that was not started
    public static <T extends @Nullable Object> AsyncFrame<T> start(AsyncFrame<T> lambda) {
        return lambda.fresh();
    }

    /// As [#start(AsyncFrame)], for a lambda with parameters.
    ///
    /// @param lambda the woven lambda
    /// @param arguments one for each parameter
    /// @param <T> the type of the block's value
    /// @return a block that was not started
    public static <T extends @Nullable Object> AsyncFrame<T> start(
            AsyncFrame<T> lambda, @Nullable Object... arguments) {
        AsyncFrame<T> frame = lambda.fresh();
        for (int i = 0; i < arguments.length; i++) {
            frame.argument(i, arguments[i]);
        }
        return frame;
    }

    /// Cancels the block: throws [Cancelled] at the await where it is suspended, and drives its clean-up.
    ///
    /// A block that was never polled runs nothing. What is awaited is dropped first; if it finishes with a value or a
    /// failure after all, the block goes on with that, and is cancelled at the next await that is pending.
    @Override
    public final @Nullable Object drop(Context cx) throws Exception {
        if (state == START) {
            state = ENDED;
            release();
        }
        int deliveries = 0;
        while (state != ENDED) {
            Object answer;
            try {
                if (isCleaningUp()) {
                    answer = poll(cx);
                } else if (deliveries++ == MAX_DELIVERIES) {
                    cx.defer();
                    return Poll.PENDING;
                } else if (dropAwaited(cx)) {
                    answer = poll(cx);
                } else {
                    return Poll.PENDING;
                }
            } catch (Cancelled passed) {
                return Poll.CANCELLED;
            }
            if (answer != Poll.PENDING) {
                return answer;
            }
            if (isCleaningUp()) {
                return Poll.PENDING;
            }
        }
        return Poll.CANCELLED;
    }

    /// Whether the cancellation was thrown at an await: what the block does now is its reaction to that.
    ///
    /// @return true from then on
    protected final boolean isCancelled() {
        return (control & DELIVERED) != 0;
    }

    /// The block's class and where it is, for messages.
    @Override
    public String toString() {
        return switch (state) {
            case START -> "async block at " + location(START) + ", not started";
            case ENDED -> "async block at " + location(START) + ", running or ended";
            default -> "async block waiting at " + location(state);
        };
    }

    private boolean isCleaningUp() {
        return control == DELIVERED && state >= firstCleanUp();
    }

    /// Drops what is awaited, and puts in its place what the await is to give. Returns false while the drop waits.
    private boolean dropAwaited(Context cx) {
        Future<?> awaited = awaiting;
        if (awaited == null) {
            throw new AssertionError(getClass().getName() + " is suspended at " + state + " and awaits nothing");
        }
        try {
            Object answer = awaited.drop(cx);
            if (answer == Poll.PENDING) {
                control |= DROPPING_AWAITED;
                return false;
            }
            awaiting = answer == Poll.CANCELLED ? delivery(cx) : _ -> answer;
        } catch (Cancelled passed) {
            awaiting = delivery(cx);
        } catch (Throwable failed) {
            awaiting = _ -> {
                throw AsyncFrame.<Exception>rethrow(failed);
            };
        }
        control &= ~DROPPING_AWAITED;
        return true;
    }

    /// What throws the cancellation at the await.
    private Future<?> delivery(Context cx) {
        control |= DELIVERED;
        Cancellation why = cx.cancellation();
        Cancelled cancelled = new Cancelled(why == null ? Cancellation.GIVEN_UP : why);
        return _ -> {
            throw cancelled;
        };
    }

    /// Throws the failure in its own type: a future may throw what it likes.
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
