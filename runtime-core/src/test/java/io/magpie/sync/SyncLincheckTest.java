package io.magpie.sync;

import static io.magpie.internal.model.Actors.inParallel;
import static io.magpie.internal.model.Actors.require;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Interleavings (under sequential consistency) of a few operations on each type: nothing is lost, nothing is given twice,
/// and whoever was told to wait is woken.
@Tag("lincheck")
class SyncLincheckTest {

    private static final int HUNTING_INVOCATIONS = 5_000;
    private static final int INVOCATIONS = 10 * Integer.getInteger("magpie.test.scale", 1);

    /// One waiter: what its last poll said, and whether it was woken since.
    private static final class Party<T> {
        final Future<T> future;
        private AtomicInteger wakes = new AtomicInteger();
        private Context cx = Context.of(wakes::incrementAndGet);
        private Object answer = Poll.CANCELLED;

        Party(Future<T> future) {
            this.future = future;
        }

        void poll() {
            try {
                answer = future.poll(cx);
            } catch (ClosedException e) {
                answer = e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /// Polls as another task, to which the future was handed on.
        void pollElsewhere() {
            var wakesThere = new AtomicInteger();
            cx = Context.of(wakesThere::incrementAndGet);
            wakes = wakesThere;
            poll();
        }

        void drop() {
            try {
                future.drop(cx);
                answer = Poll.CANCELLED;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        boolean isReady() {
            return answer != Poll.PENDING && answer != Poll.CANCELLED && !(answer instanceof ClosedException);
        }

        boolean isRefused() {
            return answer instanceof ClosedException;
        }

        /// What a task would do in the end: poll if it was woken.
        Party<T> settle() {
            if (answer == Poll.PENDING && wakes.get() > 0) {
                poll();
            }
            return this;
        }
    }

    /// Explores a mutant until its fault is found; ends at the first, so the bound is generous.
    private static void hunt(Runnable scenario) {
        Lincheck.runConcurrentTest(HUNTING_INVOCATIONS, scenario);
    }

    private static void check(Runnable scenario) {
        Lincheck.runConcurrentTest(INVOCATIONS, scenario);
    }

    // Combiner

    /// A sequential counter; `forgetful` does what a plain try-lock would.
    private static final class Counter extends Combiner<Notified> {
        private final boolean forgetful;
        private int count;

        Counter(boolean forgetful) {
            this.forgetful = forgetful;
        }

        void increment() {
            if (tryEnter()) {
                count++;
                leave();
            } else if (!forgetful) {
                submit(() -> count++);
            }
        }

        @Override
        void register(Notified waiter) {}

        @Override
        void settle() {}
    }

    private static void countInParallel(boolean forgetful) {
        var counter = new Counter(forgetful);
        inParallel(counter::increment, counter::increment, counter::increment);
        require(counter.count == 3, "every operation is applied once, but the count is " + counter.count);
    }

    @Test
    void everyOperationIsAppliedOnce() {
        check(() -> countInParallel(false));
    }

    @Test
    void mutant_aRefusedOperationThatIsNotLeftBehind_isFound() {
        assertThatThrownBy(() -> hunt(() -> countInParallel(true))).hasMessageContaining("applied once");
    }

    // Semaphore

    @Test
    void semaphore_aReleaseDuringAnAcquire_isNotLost() {
        check(() -> {
            var semaphore = new Semaphore(0);
            var waiter = new Party<>(semaphore.acquire(2));
            inParallel(waiter::poll, () -> semaphore.addPermits(1), () -> semaphore.addPermits(1));
            require(waiter.settle().isReady(), "two permits for one who waits for two");
        });
    }

    @Test
    void semaphore_permitsOfADroppedWaiter_goToTheNext() {
        check(() -> {
            var semaphore = new Semaphore(0);
            var first = new Party<>(semaphore.acquire());
            first.poll();
            var second = new Party<>(semaphore.acquire());
            inParallel(first::drop, () -> semaphore.addPermits(1), second::poll);
            require(second.settle().isReady(), "the permit reaches the second");
            require(semaphore.availablePermits() == 0, "there was one permit");
        });
    }

    @Test
    void semaphore_closing_endsEveryWait() {
        check(() -> {
            var semaphore = new Semaphore(0);
            var first = new Party<>(semaphore.acquire());
            var second = new Party<>(semaphore.acquire());
            inParallel(first::poll, second::poll, semaphore::close);
            require(first.settle().isRefused() && second.settle().isRefused(), "both are refused");
        });
    }

    @Test
    void semaphore_twoAcquirersAndAReleaser_shareWhatThereIs() {
        check(() -> {
            var semaphore = new Semaphore(1);
            var one = new Party<>(semaphore.acquire());
            var two = new Party<>(semaphore.acquire(2));
            inParallel(one::poll, two::poll, () -> semaphore.addPermits(2));
            require(one.settle().isReady() && two.settle().isReady(), "three permits for three");
            require(semaphore.availablePermits() == 0, "none is left");
        });
    }

    // Mutex

    private static void passLock(Mutex mutex) {
        var held = mutex.tryLock();
        var first = new Party<>(mutex.lock());
        var second = new Party<>(mutex.lock());
        inParallel(first::poll, second::poll, held::close);
        for (int i = 0; i < 2; i++) {
            var winner = first.settle().isReady() ? first : second.settle().isReady() ? second : null;
            require(winner != null, "the lock is free, and somebody knows");
            var loser = winner == first ? second : first;
            require(i > 0 || !loser.settle().isReady(), "one holder at a time");
            if (i == 0) {
                ((Mutex.Guard) winner.answer).close();
                winner.answer = Poll.CANCELLED;
            }
        }
    }

    @Test
    void mutex_theUnlockReachesAWaiter() {
        check(() -> passLock(new Mutex(() -> 0)));
    }

    @Test
    void mutex_theUnlockReachesAnImpatientWaiter() {
        check(() -> {
            var clock = new AtomicInteger();
            passLock(new Mutex(() -> clock.addAndGet(2_000_000)));
        });
    }

    @Test
    void fairMutex_theUnlockReachesAWaiter() {
        check(() -> passLock(Mutex.fair()));
    }

    @Test
    void mutex_aWokenWaiterThatIsDropped_leavesTheLockToTheNext() {
        check(() -> {
            var mutex = new Mutex(() -> 0);
            var held = mutex.tryLock();
            var first = new Party<>(mutex.lock());
            first.poll();
            var second = new Party<>(mutex.lock());
            inParallel(first::drop, second::poll, held::close);
            require(second.settle().isReady(), "the lock reaches the second");
        });
    }

    // Notify

    @Test
    void notify_oneDuringAPoll_isNotLost() {
        check(() -> {
            var notify = new Notify();
            var first = new Party<>(notify.notified());
            var second = new Party<>(notify.notified());
            inParallel(first::poll, second::poll, notify::notifyOne);
            first.settle();
            second.settle();
            require(first.isReady() != second.isReady(), "one notification, one waiter");
        });
    }

    @Test
    void notify_oneAndAll_reachEverybody() {
        check(() -> {
            var notify = new Notify();
            var first = new Party<>(notify.notified());
            var second = new Party<>(notify.notified());
            first.poll();
            inParallel(notify::notifyOne, notify::notifyWaiters, second::poll);
            require(first.settle().isReady() && second.settle().isReady(), "both were made before notifyWaiters");
        });
    }

    @Test
    void notify_ifOneWaiterWasNotifiedByAll_soWasTheOther() {
        check(() -> {
            var notify = new Notify();
            var first = new Party<>(notify.notified());
            var second = new Party<>(notify.notified());
            first.poll();
            second.poll();
            inParallel(notify::notifyWaiters, () -> {
                first.poll();
                if (first.isReady()) {
                    second.poll();
                    require(second.isReady(), "all at the same moment");
                }
            });
        });
    }

    @Test
    void notify_aDroppedWaiterForwards() {
        check(() -> {
            var notify = new Notify();
            var first = new Party<>(notify.notified());
            first.poll();
            var second = new Party<>(notify.notified());
            inParallel(first::drop, notify::notifyOne, second::poll);
            require(second.settle().isReady(), "the notification reaches the second");
        });
    }

    @Test
    void notify_oneThenAll_consumesOneNotification() {
        check(() -> {
            var notify = new Notify();
            var waiter = new Party<>(notify.notified());
            waiter.poll();
            var other = new Party<>(notify.notified());
            inParallel(
                    () -> {
                        notify.notifyOne();
                        notify.notifyWaiters();
                    },
                    other::poll);
            require(waiter.settle().isReady() && other.settle().isReady(), "both were made before");
            var later = new Party<>(notify.notified());
            later.poll();
            require(!later.isReady(), "the one notification was the waiter's");
        });
    }

    /// A waiter that is alone is taken out of the inbox first, and told afterwards: in between it may be polled by another
    /// task, with somebody else inside.
    @Test
    void notify_aWaiterThatMoves_isWokenWhereItIs() {
        check(() -> {
            var notify = new Notify();
            var moving = new Party<>(notify.notified());
            moving.poll();
            var other = new Party<>(notify.notified());
            inParallel(notify::notifyOne, moving::pollElsewhere, other::poll);
            require(moving.settle().isReady() != other.settle().isReady(), "one notification, one waiter");
        });
    }

    /// The permit that was left after a notifyWaiters is not for one that this has completed.
    @Test
    void notify_thePermitLeftAfterAll_isForALaterOne() {
        check(() -> {
            var notify = new Notify();
            var early = new Party<>(notify.notified());
            var late = new AtomicReference<Party<?>>();
            inParallel(early::poll, () -> {
                notify.notifyWaiters();
                notify.notifyOne();
                var made = new Party<>(notify.notified());
                made.poll();
                late.set(made);
            });
            require(early.settle().isReady(), "it was made before notifyWaiters");
            require(late.get().settle().isReady(), "the permit was the later one's");
        });
    }

    /// A waiter that comes too late to be reached by a notifyWaiters that has completed it is not in the way of others.
    @Test
    void notify_whoComesToTheQueueAfterAll_isNotChosen() {
        check(() -> {
            var notify = new Notify();
            var early = new Party<>(notify.notified());
            var late = new AtomicReference<Party<?>>();
            inParallel(early::poll, () -> {
                notify.notifyWaiters();
                var made = new Party<>(notify.notified());
                made.poll();
                notify.notifyOne();
                late.set(made);
            });
            require(early.settle().isReady(), "it was made before notifyWaiters");
            require(late.get().settle().isReady(), "the notification was the later one's");
        });
    }

    /// A notifyWaiters that meets somebody inside is counted before it reaches the queue. A waiter that is made then, and
    /// a notification for it: one that was completed by the count must not take that.
    @Test
    void notify_whoWasNotifiedByAll_takesNothingMeantForALaterOne() {
        check(() -> {
            var notify = new Notify();
            var early = new Party<>(notify.notified());
            var dropped = new Party<>(notify.notified());
            early.poll();
            dropped.poll();
            var late = new AtomicReference<Party<?>>();
            inParallel(dropped::drop, notify::notifyWaiters, () -> {
                boolean counted = notify.calls() > 0;
                var made = new Party<>(notify.notified());
                made.poll();
                notify.notifyOne();
                if (counted) {
                    late.set(made);
                }
            });
            require(early.settle().isReady(), "it was made before notifyWaiters");
            require(late.get() == null || late.get().settle().isReady(), "the notification was the later one's");
        });
    }

    // Oneshot

    @Test
    void oneshot_sendAgainstCloseAgainstPoll() {
        check(() -> {
            var oneshot = Oneshot.<Integer>create();
            var receiver = new Party<>(oneshot.receiver());
            var sent = new boolean[1];
            inParallel(receiver::poll, () -> sent[0] = oneshot.sender().send(1), oneshot.receiver()::close);
            receiver.settle();
            if (receiver.answer == Poll.PENDING) {
                require(!sent[0], "a value that was accepted is received, unless the receiver closed itself");
            } else {
                require(sent[0] == receiver.isReady(), "accepted and received, or neither");
            }
        });
    }

    @Test
    void oneshot_whoWaitsForTheReceiverToGo_isWoken() {
        check(() -> {
            var oneshot = Oneshot.<Integer>create();
            var closed = new Party<>(oneshot.sender().closed());
            inParallel(closed::poll, oneshot.receiver()::close);
            require(closed.settle().isReady(), "told at once, or woken");
        });
    }

    // Channel

    /// A sender that looked at the word before others sent, and at the head after they were received: there are not more
    /// messages than can be, but fewer than none.
    @Test
    void channel_anUnboundedOne_isNotFullForASenderThatFellBehind() {
        check(() -> {
            var channel = Channel.<Integer>unbounded();
            var slow = new Party<>(channel.sender().send(1));
            var fast = new Party<>(channel.sender().send(2));
            var received = new Party<>(channel.receiver().recv());
            inParallel(slow::poll, () -> {
                fast.poll();
                received.poll();
            });
            require(slow.isReady() && fast.isReady(), "a send never waits");
        });
    }

    /// What a receiver does that does not look again although it may not wait, or does.
    private static void receiveByHand(boolean looksAgain) {
        var channel = new Channel<Integer>(0, 1, 1);
        var wakes = new AtomicInteger();
        var received = new AtomicInteger();
        inParallel(() -> channel.pushUnlessClosed(1), () -> {
            Integer message = channel.pop();
            if (message == null) {
                boolean waits = channel.awaitMessage(wakes::incrementAndGet);
                while (looksAgain && !waits && message == null) {
                    message = channel.pop();
                }
            }
            if (message != null) {
                received.incrementAndGet();
            }
        });
        require(received.get() == 1 || wakes.get() == 1, "the message is received, or its receiver woken");
    }

    @Test
    void channel_theReceiverThatLooksAgain_missesNothing() {
        check(() -> receiveByHand(true));
    }

    @Test
    void mutant_aReceiverThatDoesNotLookAgain_isFound() {
        assertThatThrownBy(() -> hunt(() -> receiveByHand(false)))
                .hasMessageContaining("received, or its receiver woken");
    }

    @SuppressWarnings("magpie") // drops a future on purpose
    private static void twoSenders(int bound) {
        var channel = new Channel<Integer>(bound, 1, 1);
        var received = new ArrayList<Integer>();
        var receiver = new Party<>(channel.receiver().recv());
        inParallel(
                () -> channel.sender().send(0), // never polled: sends nothing
                () -> new Party<>(channel.sender().send(1)).poll(),
                () -> new Party<>(channel.sender().send(2)).poll(),
                receiver::poll);
        receiver.settle();
        require(receiver.isReady(), "there is a message for the receiver");
        received.add((Integer) receiver.answer);
        for (var next = new Party<>(channel.receiver().recv());
                ;
                next = new Party<>(channel.receiver().recv())) {
            next.poll();
            if (!next.isReady()) {
                break;
            }
            received.add((Integer) next.answer);
        }
        require(received.size() == 2 && received.containsAll(List.of(1, 2)), "both arrive once: " + received);
    }

    @Test
    void channel_unbounded_bothMessagesArriveOnce() {
        check(() -> twoSenders(0));
    }

    @Test
    void channel_bounded_bothMessagesArriveOnce() {
        check(() -> twoSenders(2));
    }

    private static void sendAgainstClose(int bound) {
        var channel = new Channel<Integer>(bound, 1, 1);
        var receiver = new Party<>(channel.receiver().recv());
        var sender = new Party<>(channel.sender().send(1));
        inParallel(sender::poll, channel::close, receiver::poll);
        receiver.settle();
        require(receiver.answer != Poll.PENDING, "message or end: the receiver knows");
        require((receiver.answer != null) == sender.isReady(), "sent and received, or neither");
    }

    @Test
    void channel_unbounded_sendAgainstClose() {
        check(() -> sendAgainstClose(0));
    }

    @Test
    void channel_bounded_sendAgainstClose() {
        check(() -> sendAgainstClose(1));
    }

    @Test
    void channel_aFullOne_passesThePlaceOn() {
        check(() -> {
            var channel = new Channel<Integer>(1, 1, 1);
            new Party<>(channel.sender().send(0)).poll();
            var first = new Party<>(channel.sender().send(1));
            first.poll();
            var second = new Party<>(channel.sender().send(2));
            var receiver = new Party<>(channel.receiver().recv());
            inParallel(receiver::poll, first::drop, second::poll);
            require(receiver.isReady(), "the first message is there");
            require(second.settle().isReady(), "the place reaches the second");
        });
    }

    @Test
    void channel_aPermitGivenBackAfterTheClose_endsTheSequence() throws Exception {
        for (int bound : new int[] {0, 1}) {
            check(() -> {
                var channel = new Channel<Integer>(bound, 1, 1);
                var reserving = new Party<>(channel.sender().reserve());
                reserving.poll();
                SendPermit<?> permit = (SendPermit<?>) reserving.answer;
                var receiver = new Party<>(channel.receiver().recv());
                inParallel(permit::close, channel::close, receiver::poll);
                receiver.settle();
                require(receiver.answer == null, "the end is seen");
            });
        }
        assertThat(INVOCATIONS).isPositive();
    }
}
