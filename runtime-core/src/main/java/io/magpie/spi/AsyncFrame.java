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
/// ## Who calls what
///
/// One owner at a time, as for every future: the task, or the block or combinator that awaits this one. It calls [#poll]
/// until that answers, or [#drop] until that answers, and nothing after. Woven code writes [#state] and [#awaiting], and
/// only in `poll`; [#drop] writes [#awaiting] while the block is suspended, and calls `poll` to have the block react. The
/// fields are plain: whoever hands the block to another thread publishes them, and a task does so between two polls.
///
/// ## State
///
/// | [#state] | the block | [#awaiting] | a poll | a drop |
/// |---|---|---|---|---|
/// | [#START] | was never polled | null | runs it from the beginning | ends it: nothing runs |
/// | 1, 2, … | is suspended at that point | what it waits for | polls `awaiting`, then goes on | cancels it |
/// | [#ENDED] | runs, has returned or has thrown | null, or about to be | is a bug: [#refused] | answers `CANCELLED` |
///
/// Points that are clean-up (reached only through an exception handler) have the highest numbers: from [#firstCleanUp]
/// on. Woven code sets [#ENDED] before it runs anything, so a block that throws needs no handler to have ended.
///
/// ## Cancellation
///
/// [#drop] of a suspended block has two bits of control.
///
/// | bit | set | cleared | means |
/// |---|---|---|---|
/// | DROPPING | a drop of `awaiting` was pending | that drop has ended | drop it again, deliver nothing yet |
/// | DELIVERED | [Cancelled] was thrown at an await | never | a point that is clean-up is waited for |
///
/// 1. At a point that is clean-up, after the delivery: the block is polled, and may wait. Anywhere else, and everywhere
///    once the clean-up is overdue: `awaiting` is dropped. That may wait, too.
/// 2. What is awaited comes first: when its drop has ended, and not before, the block goes on. If it ended with a value or
///    a failure after all, the await gives that, and the block is cancelled at the next await that is pending. Else
///    [Cancelled] is thrown at the await, each time a new one.
/// 3. If the block is suspended again, from the top: so one that catches [Cancelled] and goes on is cancelled at every
///    await that is pending and no clean-up. Sixteen times in a row; then others have a turn, for it may never end.
/// 4. If the block lets [Cancelled] pass, the answer is `CANCELLED`. What `close()` threw meanwhile and a
///    try-with-resources suppressed is then the failure of the block, the later ones suppressed in the first. What the
///    block throws else, or returns, is its outcome.
///
/// @param <T> the type of the block's value
public abstract class AsyncFrame<T extends @Nullable Object> implements Future<T> {

    /// The version of this contract. Woven classes pass the one they were made for to the constructor.
    public static final int VERSION = 1;

    /// The [#state] of a block that was never polled.
    public static final int START = 0;

    /// The [#state] of a block that runs, has returned or has thrown.
    public static final int ENDED = -1;

    /// [Cancelled] was thrown at an await.
    private static final int DELIVERED = 1;

    /// What is awaited is being dropped, and that waits.
    private static final int DROPPING = 1 << 1;

    /// How often in a row a block is cancelled that goes on all the same, before others get a turn. A guess.
    private static final int MAX_DELIVERIES = 16;

    /// Where the block is; see above. For woven code.
    public int state;

    /// What the block waits for; null unless it is suspended. For woven code.
    public @Nullable Future<?> awaiting;

    /// [#DELIVERED] and [#DROPPING].
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
    /// failure after all, the block goes on with that, and is cancelled at the next await that is pending. Once the
    /// clean-up is overdue ([Context#isCleanUpOverdue]), clean-up is cancelled, too.
    @Override
    public final @Nullable Object drop(Context cx) throws Exception {
        if (state == START) {
            end();
        }
        for (int deliveries = 0; state != ENDED; deliveries++) {
            if (!mayCleanUp(cx)) {
                if (deliveries == MAX_DELIVERIES) {
                    cx.defer();
                    return Poll.PENDING;
                }
                if (!dropAwaited(cx)) {
                    return Poll.PENDING;
                }
            }
            Object answer = resume(cx);
            if (answer != Poll.PENDING || mayCleanUp(cx)) {
                return answer;
            }
        }
        return Poll.CANCELLED;
    }

    /// Polls the block, and lets go of what it holds if that ends it.
    private @Nullable Object resume(Context cx) throws Exception {
        try {
            return poll(cx);
        } catch (Cancelled passed) {
            throwSuppressed(passed);
            return Poll.CANCELLED;
        } finally {
            if (state == ENDED) {
                end();
            }
        }
    }

    private void end() {
        state = ENDED;
        awaiting = null;
        release();
    }

    /// Whether the block may wait where it is.
    private boolean mayCleanUp(Context cx) {
        return control == DELIVERED && state >= firstCleanUp() && !cx.isCleanUpOverdue();
    }

    /// Throws what clean-up failed with while `passed` was on its way: a cancellation does not hide it.
    private static void throwSuppressed(Cancelled passed) throws Exception {
        Throwable[] failures = passed.getSuppressed();
        if (failures.length == 0) {
            return;
        }
        Throwable first = failures[0];
        for (Throwable later : failures) {
            if (later != first) {
                first.addSuppressed(later);
            }
        }
        throw AsyncFrame.<Exception>rethrow(first);
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

    /// Drops what is awaited, and puts in its place what the await is to give. Returns false while the drop waits.
    private boolean dropAwaited(Context cx) {
        Future<?> awaited = awaiting;
        if (awaited == null) {
            throw new AssertionError(getClass().getName() + " is suspended at " + state + " and awaits nothing");
        }
        try {
            Object answer = awaited.drop(cx);
            if (answer == Poll.PENDING) {
                control |= DROPPING;
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
        control &= ~DROPPING;
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
