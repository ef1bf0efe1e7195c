package io.magpie.testkit;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Polls one future by hand, and tells what happened to its waker.
///
/// ```java
/// var probe = TaskProbe.of(channel.receive());
/// probe.assertPending();
/// channel.trySend("hello");
/// assertTrue(probe.isWoken());
/// assertEquals("hello", probe.assertReady());
/// ```
///
/// Each poll starts with the whole budget. Used by one thread; only the waker may be called from others.
///
/// @param <T> the type of the future's value
public final class TaskProbe<T extends @Nullable Object> {

    private final Future<T> future;
    private final ProbeContext context;

    private CountingWaker waker = new CountingWaker();

    private TaskProbe(Future<T> future, Budget budget) {
        this.future = Objects.requireNonNull(future, "future");
        this.context = new ProbeContext(waker, budget);
    }

    /// A probe without a budget limit.
    ///
    /// @param future polled by this probe only, from now on
    /// @param <T> the type of the future's value
    /// @return a probe that has not polled yet
    public static <T extends @Nullable Object> TaskProbe<T> of(Future<T> future) {
        return new TaskProbe<>(future, Budget.unlimited());
    }

    /// A probe whose every poll has `budget`.
    ///
    /// @param future polled by this probe only, from now on
    /// @param budget filled before each poll; not shared with another probe
    /// @param <T> the type of the future's value
    /// @return a probe that has not polled yet
    public static <T extends @Nullable Object> TaskProbe<T> of(Future<T> future, Budget budget) {
        return new TaskProbe<>(future, budget);
    }

    /// Offers a service of a runtime to the future.
    ///
    /// @param type the interface the future asks for
    /// @param service what it is given
    /// @param <S> the service's interface
    /// @return this
    public <S> TaskProbe<T> withService(Class<S> type, S service) {
        context.offer(type, service);
        return this;
    }

    /// Decides the future's random choices.
    ///
    /// @param random called for each
    /// @return this
    public TaskProbe<T> withRandom(IntSupplier random) {
        context.decideBy(random);
        return this;
    }

    /// Polls once. Forgets the wakes before it, so that [#isWoken] tells of those that came during it or after.
    ///
    /// @return what the future answered
    /// @throws Exception what the future threw
    public Poll<T> poll() throws Exception {
        waker.woken.set(0);
        context.beginPoll(waker);
        return Poll.of(future.poll(context));
    }

    /// Polls once and expects no value yet.
    ///
    /// @throws Exception what the future threw
    /// @throws AssertionError if it was ready
    public void assertPending() throws Exception {
        if (poll() instanceof Poll.Ready<T>(var value)) {
            throw new AssertionError("expected a pending future, but it was ready with " + value);
        }
    }

    /// Polls once and expects the value.
    ///
    /// @return the value
    /// @throws Exception what the future threw
    /// @throws AssertionError if it was pending
    public T assertReady() throws Exception {
        return switch (poll()) {
            case Poll.Ready<T>(var value) -> value;
            case Poll.Pending<T> _ -> throw new AssertionError("expected a ready future, but it was pending");
        };
    }

    /// Polls once and expects a failure.
    ///
    /// @param type the failure's type, or a supertype
    /// @param <X> the failure's type
    /// @return what was thrown
    /// @throws AssertionError if it was pending, ready, or failed in another way
    public <X extends Throwable> X assertFails(Class<X> type) {
        Poll<T> answer;
        try {
            answer = poll();
        } catch (Throwable thrown) {
            if (type.isInstance(thrown)) {
                return type.cast(thrown);
            }
            throw new AssertionError("expected " + type.getName() + ", but the future threw " + thrown, thrown);
        }
        throw new AssertionError("expected " + type.getName() + ", but the future answered " + answer);
    }

    /// Drops the future, as an owner that gave it up. Call it again while the answer is [Poll#PENDING].
    ///
    /// @return what [Future#drop] answered
    /// @throws Exception what the future threw
    public @Nullable Object drop() throws Exception {
        return drop(Cancellation.GIVEN_UP);
    }

    /// As [#drop()], for another reason.
    ///
    /// @param why what the future finds in its context
    /// @return what [Future#drop] answered
    /// @throws Exception what the future threw
    public @Nullable Object drop(Cancellation why) throws Exception {
        waker.woken.set(0);
        context.beginDrop(waker, why);
        return future.drop(context);
    }

    /// Has later polls use another waker, as if the future had moved to another task. Wakes of the earlier one do not
    /// count any more.
    public void moveToAnotherTask() {
        waker = new CountingWaker();
    }

    /// The waker of the next poll. May be called from any thread.
    ///
    /// @return the waker this probe counts
    public Waker waker() {
        return waker;
    }

    /// Whether the future asked to be polled again since the last poll or drop began.
    ///
    /// @return true after a wake, also one that came during that poll
    public boolean isWoken() {
        return waker.woken.get() > 0;
    }

    /// Wakes since this probe was made, or moved to another task.
    ///
    /// @return 0 or more
    public int wakeCount() {
        return waker.total.get();
    }

    /// How often the future yielded: [io.magpie.future.Context#defer], also because its budget was spent. Each is a
    /// wake too.
    ///
    /// @return 0 or more
    public int deferCount() {
        return context.deferCount();
    }

    private static final class CountingWaker implements Waker {
        final AtomicInteger woken = new AtomicInteger();
        final AtomicInteger total = new AtomicInteger();

        @Override
        public void wake() {
            total.incrementAndGet();
            woken.incrementAndGet();
        }
    }
}
