package io.magpie.testkit;

import io.magpie.future.Budget;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Runs futures on the calling thread, one poll at a time, in an order that repeats.
///
/// ```java
/// var executor = StepExecutor.inOrder();
/// var sender = executor.spawn(channel.send(1));
/// var receiver = executor.spawn(channel.receive());
/// executor.runUntilIdle();
/// assertEquals(1, receiver.value());
/// ```
///
/// A task that yields is polled after all others that are ready. Used by one thread; wakers may be called from any.
public final class StepExecutor {

    private final @Nullable RandomGenerator random;
    private final List<StepTask<?>> ready = new ArrayList<>();
    private final Queue<StepTask<?>> woken = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Waker> deferred = new ArrayDeque<>();

    private long steps;

    private StepExecutor(@Nullable RandomGenerator random) {
        this.random = random;
    }

    /// An executor that polls in the order of the wakes.
    ///
    /// @return an executor without tasks
    public static StepExecutor inOrder() {
        return new StepExecutor(null);
    }

    /// An executor that picks any of the ready tasks, the same ones for the same seed.
    ///
    /// @param seed decides each choice
    /// @return an executor without tasks
    public static StepExecutor shuffled(long seed) {
        return new StepExecutor(new SplittableRandom(seed));
    }

    /// Adds a task that is ready to be polled. Polls nothing yet.
    ///
    /// @param future polled by this executor only, from now on
    /// @param <T> the type of the value
    /// @return the task
    public <T extends @Nullable Object> StepTask<T> spawn(Future<T> future) {
        return spawn(future, new Budget(Budget.DEFAULT_OPERATIONS, Long.MAX_VALUE));
    }

    /// As [#spawn(Future)], with a budget of its own.
    ///
    /// @param future polled by this executor only, from now on
    /// @param budget filled before each poll
    /// @param <T> the type of the value
    /// @return the task
    public <T extends @Nullable Object> StepTask<T> spawn(Future<T> future, Budget budget) {
        StepTask<T> task = new StepTask<>(this, Objects.requireNonNull(future, "future"), budget);
        task.wake();
        return task;
    }

    /// Polls one ready task.
    ///
    /// @return the task that was polled; null if none is ready
    public @Nullable StepTask<?> step() {
        collectWoken();
        if (ready.isEmpty()) {
            wakeDeferred();
            collectWoken();
        }
        if (ready.isEmpty()) {
            return null;
        }
        StepTask<?> task = ready.remove(random == null ? 0 : random.nextInt(ready.size()));
        steps++;
        task.run();
        return task;
    }

    /// Polls until no task is ready.
    ///
    /// @return how many polls that took
    /// @throws AssertionError after a million polls: some task wakes itself for ever
    public int runUntilIdle() {
        int polls = 0;
        while (step() != null) {
            polls++;
            if (polls == 1_000_000) {
                throw new AssertionError("still not idle after 1,000,000 polls: a task wakes itself for ever");
            }
        }
        return polls;
    }

    /// Polls since this executor was made.
    ///
    /// @return 0 or more
    public long steps() {
        return steps;
    }

    void wake(StepTask<?> task) {
        woken.add(task);
    }

    void defer(Waker waker) {
        deferred.add(waker);
    }

    private void wakeDeferred() {
        for (int left = deferred.size(); left > 0; left--) {
            deferred.remove().wake();
        }
    }

    private void collectWoken() {
        for (StepTask<?> task = woken.poll(); task != null; task = woken.poll()) {
            ready.add(task);
        }
    }
}
