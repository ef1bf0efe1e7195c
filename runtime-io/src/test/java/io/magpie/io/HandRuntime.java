package io.magpie.io;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.io.internal.NioDriver;
import io.magpie.spi.IoHost;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// The smallest runtime there can be: the test's thread polls the tasks, and the driver when none is ready.
final class HandRuntime implements IoHost, AutoCloseable {

    final IoPoller poller;
    int polls;
    int wakes;

    private final Queue<HandTask<?>> ready = new ConcurrentLinkedQueue<>();

    HandRuntime() {
        try {
            poller = new NioDriver().open(this);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @CanIgnoreReturnValue
    <T> HandTask<T> spawn(Future<T> future) {
        var task = new HandTask<>(future);
        task.wake();
        return task;
    }

    /// Runs everything until `future` has finished.
    @CanIgnoreReturnValue
    <T> T run(Future<T> future) throws Exception {
        return finish(spawn(future));
    }

    /// Runs everything until `task` has finished.
    <T> T finish(HandTask<T> task) throws Exception {
        runReady();
        while (!task.done) {
            step(-1);
        }
        return task.result();
    }

    /// Runs the ready tasks; then polls the driver.
    void step(long timeoutNanos) throws IOException {
        runReady();
        polls++;
        poller.poll(ready.isEmpty() ? timeoutNanos : 0);
        runReady();
    }

    void runReady() {
        HandTask<?> task;
        while ((task = ready.poll()) != null) {
            task.poll();
        }
    }

    @Override
    public void wake(Waker waker) {
        wakes++;
        waker.wake();
    }

    @Override
    public int maxEventsPerPoll() {
        return 1024;
    }

    @Override
    public void close() {
        poller.close();
    }

    Context context(Waker waker) {
        return new HandContext(waker);
    }

    final class HandTask<T> implements Waker {
        private final Future<T> future;
        private final AtomicBoolean queued = new AtomicBoolean();
        volatile boolean done;
        private volatile Object value;
        private volatile Exception failure;

        HandTask(Future<T> future) {
            this.future = future;
        }

        @Override
        public void wake() {
            if (!queued.getAndSet(true)) {
                ready.add(this);
                poller.wakeup();
            }
        }

        void poll() {
            queued.set(false);
            if (done) {
                return;
            }
            try {
                Object answer = future.poll(context(this));
                if (answer != Poll.PENDING) {
                    value = answer;
                    done = true;
                }
            } catch (Exception e) {
                failure = e;
                done = true;
            }
        }

        void drop() throws Exception {
            done = true;
            future.drop(context(this).withCancellation(Cancellation.GIVEN_UP));
        }

        @SuppressWarnings("unchecked")
        T result() throws Exception {
            if (failure != null) {
                throw failure;
            }
            return (T) value;
        }
    }

    private final class HandContext extends Context {
        HandContext(Waker waker) {
            super(waker, new Budget(Budget.DEFAULT_OPERATIONS, Budget.DEFAULT_NANOS));
        }

        @Override
        public <S> S service(Class<S> type) {
            return type == IoPoller.class ? type.cast(poller) : null;
        }

        @Override
        protected void defer(Waker deferred) {
            deferred.wake();
        }
    }
}
