package io.magpie;

import static io.magpie.Async.yieldNow;

import io.magpie.future.Budget;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.internal.time.PausableClock;
import io.magpie.internal.time.TimerWheel;
import io.magpie.internal.time.Timers;
import io.magpie.internal.time.WakeBatch;
import io.magpie.sync.Channel;
import io.magpie.sync.Mutex;
import io.magpie.sync.Notify;
import io.magpie.sync.Semaphore;
import io.magpie.task.JoinHandle;
import io.magpie.testkit.LeafContract;
import io.magpie.testkit.TaskProbe;
import io.magpie.time.Sleep;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/// The leaf contract, for the leaf futures of core. Left out is the receiver of a oneshot: nobody else can have what
/// was handed to it, so the value stays in it when it is dropped.
final class LeavesTest {

    @Nested
    final class AcquiringOnePermit extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var semaphore = new Semaphore(0);
            return Leaf.handingOver(semaphore::acquire, () -> semaphore.addPermits(1));
        }
    }

    @Nested
    final class AcquiringManyPermits extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var semaphore = new Semaphore(2);
            // The first waiter needs one more than there is; the others need all that is added.
            return Leaf.handingOver(() -> semaphore.acquire(3), () -> semaphore.addPermits(3));
        }
    }

    /// The order is left out: a running task may take a free lock past those who wait for it.
    @Nested
    final class LockingAMutex extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var mutex = new Mutex();
            var held = new Mutex.Guard[] {mutex.tryLock()};
            return Leaf.exclusive(() -> mutex.lock().map(guard -> held[0] = guard), () -> held[0].close());
        }
    }

    @Nested
    final class LockingAFairMutex extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var mutex = Mutex.fair();
            var held = new Mutex.Guard[] {mutex.tryLock()};
            return Leaf.handingOver(() -> mutex.lock().map(guard -> held[0] = guard), () -> held[0].close());
        }
    }

    @Nested
    final class WaitingForANotification extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var notify = new Notify();
            return Leaf.handingOver(notify::notified, notify::notifyOne).unbudgeted();
        }
    }

    @Nested
    final class Receiving extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var channel = Channel.<String>unbounded();
            return Leaf.exclusive(
                    () -> channel.receiver().recv(), () -> channel.sender().trySend("message"));
        }
    }

    @Nested
    final class ReceivingFromABoundedChannel extends LeafContract {
        @Override
        protected Leaf newLeaf() {
            var channel = Channel.<String>bounded(1);
            return Leaf.exclusive(
                    () -> channel.receiver().recv(), () -> channel.sender().trySend("message"));
        }
    }

    @Nested
    final class Sending extends LeafContract {
        @Override
        protected Leaf newLeaf() throws Exception {
            var channel = Channel.<String>bounded(1);
            channel.sender().trySend("first");
            return Leaf.handingOver(
                    () -> channel.sender().send("next"),
                    () -> channel.receiver().tryRecv());
        }
    }

    @Nested
    final class Sleeping extends LeafContract {

        private final PausableClock clock = new PausableClock(() -> 0);
        private final TimerWheel wheel = new TimerWheel(clock, () -> {});

        @Override
        protected Leaf newLeaf() {
            clock.pause();
            var deadline = Duration.ofMillis(10);
            var batch = new WakeBatch(Waker::wake);
            boolean[] passed = {false};
            return Leaf.shared(() -> Sleep.of(passed[0] ? Duration.ZERO : deadline), () -> {
                        passed[0] = true;
                        clock.advanceTo(clock.now() + deadline.toNanos());
                        wheel.advance(clock.now(), batch);
                    })
                    .mayBePolledAgain();
        }

        @Override
        protected TaskProbe<?> probe(Future<?> future, Budget budget) {
            return TaskProbe.of(future, budget).withService(Timers.class, wheel);
        }
    }

    @Nested
    final class AwaitingATask extends LeafContract {

        private final AsyncRuntime runtime =
                AsyncRuntime.builder().currentThread().build();

        @Override
        protected Leaf newLeaf() throws Exception {
            boolean[] done = {false};
            var waker = new Waker[1];
            JoinHandle<String> handle = runtime.spawn(cx -> {
                waker[0] = cx.waker();
                return done[0] ? "value" : Poll.PENDING;
            });
            runtime.blockOn(yieldNow());
            return Leaf.shared(() -> handle, () -> {
                        done[0] = true;
                        waker[0].wake();
                        runtime.blockOn(yieldNow());
                    })
                    .mayBePolledAgain();
        }

        @AfterEach
        void close() {
            runtime.close();
        }
    }
}
