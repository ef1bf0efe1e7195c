package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every leaf future of this package promises, in the words of the leaf contract of [Future].
class LeafContractTest {

    /// A leaf: a thing to wait for, which is not there until given.
    ///
    /// @param make a future that has to wait
    /// @param give gives one of them what it waits for
    /// @param queues whether several may wait, and are served in order
    /// @param budgeted whether it takes an operation of the budget
    record Leaf(String name, Supplier<Future<?>> make, Runnable give, boolean queues, boolean budgeted) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Supplier<Leaf>> leaves() {
        return List.of(
                named("semaphore", () -> {
                    var semaphore = new Semaphore(0);
                    return new Leaf("", semaphore::acquire, () -> semaphore.addPermits(1), true, true);
                }),
                named("semaphore, several permits", () -> {
                    var semaphore = new Semaphore(1);
                    return new Leaf("", () -> semaphore.acquire(3), () -> semaphore.addPermits(3), true, true);
                }),
                named("mutex", () -> {
                    var mutex = new Mutex();
                    var guards = new ArrayList<Mutex.Guard>();
                    guards.add(mutex.tryLock());
                    return new Leaf("", mutex::lock, guards.getFirst()::close, true, true);
                }),
                named("fair mutex", () -> {
                    var mutex = Mutex.fair();
                    return new Leaf("", mutex::lock, mutex.tryLock()::close, true, true);
                }),
                named("notifyOne", () -> {
                    var notify = new Notify();
                    return new Leaf("", notify::notified, notify::notifyOne, true, false);
                }),
                named("send", () -> {
                    var channel = Channel.<Integer>bounded(1);
                    fill(channel);
                    return new Leaf("", () -> channel.sender().send(1), channel::pop, true, true);
                }),
                named("reserve", () -> {
                    var channel = Channel.<Integer>bounded(1);
                    fill(channel);
                    return new Leaf("", () -> channel.sender().reserve(), channel::pop, true, true);
                }),
                named("recv", () -> {
                    var channel = Channel.<Integer>unbounded();
                    return new Leaf("", () -> channel.receiver().recv(), () -> fill(channel), false, true);
                }),
                named("recv, bounded", () -> {
                    var channel = Channel.<Integer>bounded(10);
                    return new Leaf("", () -> channel.receiver().recv(), () -> fill(channel), false, true);
                }),
                named("recv at the end", () -> {
                    var channel = Channel.<Integer>bounded(10);
                    return new Leaf("", () -> channel.receiver().recv(), channel::close, false, true);
                }),
                named("recvMany", () -> {
                    var channel = Channel.<Integer>unbounded();
                    return new Leaf(
                            "",
                            () -> channel.receiver().recvMany(new ArrayList<>(), 5),
                            () -> fill(channel),
                            false,
                            true);
                }),
                named("sender.closed", () -> {
                    var channel = Channel.<Integer>unbounded();
                    return new Leaf("", () -> channel.sender().closed(), channel::close, false, false);
                }),
                named("oneshot", () -> {
                    var oneshot = Oneshot.<Integer>create();
                    return new Leaf(
                            "", oneshot::receiver, () -> oneshot.sender().send(1), false, true);
                }),
                named("oneshot.sender.closed", () -> {
                    var oneshot = Oneshot.<Integer>create();
                    return new Leaf("", () -> oneshot.sender().closed(), oneshot.receiver()::close, false, true);
                }));
    }

    private static Supplier<Leaf> named(String name, Supplier<Leaf> leaf) {
        return new Supplier<>() {
            @Override
            public Leaf get() {
                Leaf made = leaf.get();
                return new Leaf(name, made.make, made.give, made.queues, made.budgeted);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    private static void fill(Channel<Integer> channel) {
        try {
            assertThat(channel.sender().trySend(0)).isTrue();
        } catch (ClosedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void nothingHappensBeforeTheFirstPoll(Supplier<Leaf> make) {
        var leaf = make.get();
        var unpolled = Probe.of(leaf.make.get());
        if (leaf.queues) {
            leaf.give.run();
            Probe.of(leaf.make.get()).assertReady();
        } else {
            assertThat(unpolled.isWoken()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void waitsUntilGivenAndIsWoken(Supplier<Leaf> make) {
        var leaf = make.get();
        var probe = Probe.waiting(leaf.make.get());
        probe.assertStillWaits();
        leaf.give.run();
        probe.assertWokenAndReady();
        assertThat(probe.wakes).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void theLatestWakerWins(Supplier<Leaf> make) throws Exception {
        var leaf = make.get();
        var future = leaf.make.get();
        var early = new AtomicInteger();
        var late = new AtomicInteger();
        assertThat(future.poll(Context.of(early::incrementAndGet))).isSameAs(Poll.PENDING);
        assertThat(future.poll(Context.of(late::incrementAndGet))).isSameAs(Poll.PENDING);
        leaf.give.run();
        assertThat(early).hasValue(0);
        assertThat(late).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void spuriousPollsAreHarmless(Supplier<Leaf> make) {
        var leaf = make.get();
        var probe = Probe.waiting(leaf.make.get());
        for (int i = 0; i < 10; i++) {
            probe.assertStillWaits();
        }
        leaf.give.run();
        probe.assertWokenAndReady();
        if (leaf.queues) { // it had one place in the queue
            Probe.waiting(leaf.make.get());
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void droppedWhileWaiting_losesNothing(Supplier<Leaf> make) {
        var leaf = make.get();
        var first = Probe.waiting(leaf.make.get());
        var second = leaf.queues ? Probe.waiting(leaf.make.get()) : null;
        if (leaf.name.equals("oneshot")) {
            return; // dropping the receiver closes it: see OneshotTest
        }
        assertThat(first.drop()).isSameAs(Poll.CANCELLED);
        leaf.give.run();
        assertThat(first.isWoken()).isFalse();
        if (second != null) {
            second.assertWokenAndReady();
        } else {
            Probe.of(leaf.make.get()).assertReady();
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void droppedAfterTheHandOver_givesItToTheNextInOrder(Supplier<Leaf> make) {
        var leaf = make.get();
        var first = Probe.waiting(leaf.make.get());
        if (!leaf.queues) {
            leaf.give.run();
            assertThat(first.isWoken()).isTrue();
            assertThat(first.drop()).isSameAs(Poll.CANCELLED);
            if (!leaf.name.equals("oneshot")) { // its value stays in the receiver itself: see OneshotTest
                Probe.of(leaf.make.get()).assertReady();
            }
            return;
        }
        var second = Probe.waiting(leaf.make.get());
        var third = Probe.waiting(leaf.make.get());
        leaf.give.run();
        assertThat(first.isWoken()).isTrue();
        assertThat(first.drop()).isSameAs(Poll.CANCELLED);
        second.assertWokenAndReady();
        third.assertStillWaits();
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void aFinishedFutureIsNotPolledAgain(Supplier<Leaf> make) {
        var leaf = make.get();
        var probe = Probe.waiting(leaf.make.get());
        leaf.give.run();
        probe.assertReady();
        assertThatThrownBy(probe::poll)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("finished");
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void aDroppedFutureIsNotPolledAgain(Supplier<Leaf> make) {
        var leaf = make.get();
        var polled = Probe.waiting(leaf.make.get());
        polled.drop();
        assertThatThrownBy(polled::poll).isInstanceOf(IllegalStateException.class);
        assertThat(polled.drop()).as("dropped twice").isSameAs(Poll.CANCELLED);
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void droppingAFinishedFuture_takesNothingBack(Supplier<Leaf> make) {
        var leaf = make.get();
        if (!leaf.queues) {
            return;
        }
        var probe = Probe.waiting(leaf.make.get());
        leaf.give.run();
        probe.assertReady();
        probe.drop();
        Probe.waiting(leaf.make.get());
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void droppingAnUnpolledFuture_takesNothing(Supplier<Leaf> make) {
        var leaf = make.get();
        if (leaf.queues) {
            assertThat(Probe.of(leaf.make.get()).drop()).isSameAs(Poll.CANCELLED);
            leaf.give.run();
            Probe.of(leaf.make.get()).assertReady();
        }
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void aSpentBudgetMakesItYield_andWaitingCostsNothing(Supplier<Leaf> make) throws Exception {
        var leaf = make.get();
        var future = leaf.make.get();
        var wakes = new AtomicInteger();
        var budget = new Budget(3, Long.MAX_VALUE);
        var cx = Context.of(wakes::incrementAndGet, budget);
        for (int i = 0; i < 10; i++) {
            assertThat(future.poll(cx)).isSameAs(Poll.PENDING);
        }
        assertThat(budget.remaining())
                .as("pending polls give their operation back")
                .isEqualTo(3);
        assertThat(wakes).as("deferred").hasValue(0);

        leaf.give.run();
        while (cx.proceed()) {} // spends the budget
        int before = wakes.get();
        Object answer = future.poll(cx);
        if (leaf.budgeted) {
            assertThat(answer).as("out of budget").isSameAs(Poll.PENDING);
            assertThat(wakes).as("asked to be polled again").hasValue(before + 1);
            var refilled = Context.of(wakes::incrementAndGet, new Budget(1, Long.MAX_VALUE));
            assertThat(future.poll(refilled)).isNotSameAs(Poll.PENDING);
            assertThat(refilled.budget().remaining())
                    .as("a finished operation costs one")
                    .isZero();
        } else {
            assertThat(answer).as("not budgeted").isNotSameAs(Poll.PENDING);
        }
    }

    static List<Supplier<Supplier<Future<?>>>> readyOperations() {
        return List.of(
                () -> {
                    var semaphore = new Semaphore(1000);
                    return semaphore::acquire;
                },
                () -> {
                    var mutex = new Mutex();
                    return () -> mutex.lock().map(guard -> {
                        guard.close();
                        return 1;
                    });
                },
                () -> {
                    var channel = Channel.<Integer>bounded(1000);
                    return () -> channel.sender().send(1);
                },
                () -> {
                    var channel = Channel.<Integer>bounded(1000);
                    return () -> channel.sender().reserve();
                },
                () -> {
                    var channel = Channel.<Integer>unbounded();
                    for (int i = 0; i < 1000; i++) {
                        fill(channel);
                    }
                    return () -> channel.receiver().recv();
                });
    }

    @ParameterizedTest
    @MethodSource("readyOperations")
    void aLoopOfReadyOperationsYieldsAtThe129th(Supplier<Supplier<Future<?>>> operations) throws Exception {
        var operation = operations.get();
        var cx = Context.of(() -> {}, new Budget(Budget.DEFAULT_OPERATIONS, Long.MAX_VALUE));
        int ready = 0;
        while (operation.get().poll(cx) != Poll.PENDING) {
            ready++;
        }
        assertThat(ready).isEqualTo(128);
    }
}
