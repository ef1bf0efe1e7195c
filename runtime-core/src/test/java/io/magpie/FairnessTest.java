package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.sync.Channel;
import io.magpie.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Nobody starves: counted in polls, not in milliseconds.
@Timeout(20)
class FairnessTest {

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours();
    }

    static Stream<RuntimeBuilder> oneThread() {
        return Stream.of(
                AsyncRuntime.builder().workers(1).name("one"),
                AsyncRuntime.builder().workers(1).disableLifoSlot().name("one, no LIFO slot"),
                AsyncRuntime.builder().currentThread().name("current"));
    }

    // ---- the LIFO slot

    /// A hundred pairs that wake each other for ever would own the LIFO slot; a task that yields goes on all the same.
    @ParameterizedTest
    @MethodSource("flavours")
    void pingPongPairs_cannotStarveOthers(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            for (int i = 0; i < 100; i++) {
                Ball ball = new Ball();
                runtime.spawn(ball.player(0));
                runtime.spawn(ball.player(1));
            }
            JoinHandle<Integer> other = runtime.spawn(yielding(50));
            assertThat(runtime.blockOn(other)).isEqualTo(50);
        }
    }

    /// Two players who wake each other, for ever.
    private static final class Ball {
        private final List<AtomicReference<@Nullable Waker>> players =
                List.of(new AtomicReference<>(), new AtomicReference<>());

        Future<String> player(int self) {
            return cx -> {
                players.get(self).set(cx.waker());
                Waker other = players.get(1 - self).get();
                if (other != null) {
                    other.wake();
                }
                return Poll.PENDING;
            };
        }
    }

    /// One pair in the slot: the task behind them in the queue runs after at most three polls from the slot in a row.
    @ParameterizedTest
    @MethodSource("oneThread")
    void aPairInTheSlot_letsTheQueueRun_afterThreePolls(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            AtomicInteger pairPolls = new AtomicInteger();
            List<Integer> gaps = new ArrayList<>();
            Ball ball = new Ball();
            JoinHandle<String> all = runtime.spawn(Async.ready("").then(_ -> {
                for (int self = 0; self < 2; self++) {
                    Future<String> player = ball.player(self);
                    Async.spawn(cx -> {
                                pairPolls.incrementAndGet();
                                return player.poll(cx);
                            })
                            .detached();
                }
                int[] last = {0};
                int[] polls = {0};
                return Async.spawn(cx -> {
                    gaps.add(pairPolls.get() - last[0]);
                    last[0] = pairPolls.get();
                    if (polls[0]++ == 20) {
                        return "done";
                    }
                    cx.waker().wake();
                    return Poll.PENDING;
                });
            }));
            runtime.blockOn(all);
            // Three from the slot and one from the queue, between two polls of the third task; the first gap is the
            // start.
            assertThat(gaps.subList(1, gaps.size())).allMatch(gap -> gap <= 5);
        }
    }

    /// The polls of a chain through the LIFO slot share one budget: a chain of ready tasks ends, too.
    @ParameterizedTest
    @MethodSource("oneThread")
    void theSlot_sharesTheBudget_ofTheTaskThatWoke(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.budget(10, Duration.ofDays(1)).build()) {
            List<Integer> taken = new ArrayList<>();
            JoinHandle<String> first = runtime.spawn(Async.pollFn(cx -> {
                int used = use(cx, 7);
                taken.add(used);
                Async.spawn(Async.pollFn(inner -> {
                            taken.add(use(inner, 7));
                            return "";
                        }))
                        .detached();
                return "";
            }));
            runtime.blockOn(first);
            runtime.blockOn(yielding(10));
            assertThat(taken.getFirst()).isEqualTo(7);
            // Through the slot 3 are left; through the queue it has a budget of its own.
            assertThat(taken.getLast()).isIn(3, 7);
            if (runtime.name().equals("one")) {
                assertThat(taken.getLast()).isEqualTo(3);
            }
        }
    }

    private static int use(Context cx, int operations) {
        int used = 0;
        while (used < operations && cx.proceed()) {
            used++;
        }
        return used;
    }

    // ---- the budget

    /// A task that is always ready gives way: at the 129th message at the latest.
    @ParameterizedTest
    @MethodSource("oneThread")
    void aThousandReadyMessages_forceYields(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.budget(128, Duration.ofDays(1)).build()) {
            Channel<Integer> channel = Channel.unbounded();
            for (int i = 0; i < 1_000; i++) {
                var _ = channel.sender().trySend(i);
            }
            List<Integer> perPoll = new ArrayList<>();
            Future<Integer> reader = draining(channel, 1_000, perPoll);
            assertThat(runtime.blockOn(runtime.spawn(reader))).isEqualTo(1_000);
            assertThat(perPoll).hasSizeGreaterThanOrEqualTo(8);
            assertThat(perPoll).allMatch(count -> count <= 128);
        }
    }

    @ParameterizedTest
    @MethodSource("oneThread")
    void aThousandReadyMessages_unconstrained_takeOnePoll(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.budget(128, Duration.ofDays(1)).build()) {
            Channel<Integer> channel = Channel.unbounded();
            for (int i = 0; i < 1_000; i++) {
                var _ = channel.sender().trySend(i);
            }
            List<Integer> perPoll = new ArrayList<>();
            Future<Integer> reader = Async.unconstrained(draining(channel, 1_000, perPoll));
            assertThat(runtime.blockOn(runtime.spawn(reader))).isEqualTo(1_000);
            assertThat(perPoll).containsExactly(1_000);
        }
    }

    private static Future<Integer> draining(Channel<Integer> channel, int total, List<Integer> perPoll) {
        int[] taken = {0};
        return cx -> {
            int now = 0;
            try {
                while (taken[0] < total) {
                    if (channel.receiver().recv().poll(cx) == Poll.PENDING) {
                        return Poll.PENDING;
                    }
                    taken[0]++;
                    now++;
                }
                return total;
            } finally {
                perPoll.add(now);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("oneThread")
    void aTaskThatOnlyChecksPoints_letsOthersRun(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            AtomicBoolean stop = new AtomicBoolean();
            JoinHandle<String> computing = runtime.spawn(cx -> {
                while (!stop.get()) {
                    if (!cx.proceed()) {
                        return Poll.PENDING;
                    }
                }
                return "stopped";
            });
            JoinHandle<Boolean> other = runtime.spawn(yielding(3).map(_ -> stop.getAndSet(true)));
            assertThat(runtime.blockOn(Async.join(computing, other)).first()).isEqualTo("stopped");
        }
    }

    // ---- the injection queue

    /// Workers that never run dry look at what comes from outside all the same.
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 61})
    void theInjectionQueue_isServed_whileWorkersAreBusy(int interval) throws Exception {
        for (RuntimeBuilder flavour : flavours().toList()) {
            try (var runtime = flavour.injectionInterval(interval).build()) {
                for (int i = 0; i < 20; i++) {
                    runtime.spawn(restless(new AtomicInteger()));
                }
                for (int i = 0; i < 50; i++) {
                    assertThat(runtime.blockOn(runtime.spawn(Async.ready(i)))).isEqualTo(i);
                }
            }
        }
    }

    /// With one worker: no more polls than the interval, and a queue full, lie between a spawn and its first poll.
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 61})
    void aSpawnFromOutside_waitsForFewPolls(int interval) throws Exception {
        try (var runtime =
                AsyncRuntime.builder().workers(1).injectionInterval(interval).build()) {
            AtomicInteger polls = new AtomicInteger();
            CountDownLatch running = new CountDownLatch(1);
            AtomicInteger seen = new AtomicInteger();
            AtomicInteger before = new AtomicInteger();
            AtomicReference<@Nullable JoinHandle<String>> spawned = new AtomicReference<>();
            Future<String> busy = cx -> {
                polls.incrementAndGet();
                if (spawned.get() == null) {
                    // Spawned by another thread, while this poll lasts: the number of polls is known exactly.
                    Thread outside = Thread.ofPlatform()
                            .start(() -> spawned.set(runtime.spawn(Async.pollFn(_ -> {
                                seen.set(polls.get());
                                running.countDown();
                                return "";
                            }))));
                    outside.join();
                    before.set(polls.get());
                }
                cx.waker().wake();
                return running.getCount() == 0 ? "done" : Poll.PENDING;
            };
            runtime.blockOn(runtime.spawn(busy));
            assertThat(seen.get() - before.get()).isLessThanOrEqualTo(interval + 1);
        }
    }

    // ---- yields

    /// A task that yielded runs again only after the others that were ready have run.
    @ParameterizedTest
    @MethodSource("oneThread")
    void aYield_comesAfterWhatIsReady(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            List<String> order = new ArrayList<>();
            JoinHandle<String> all = runtime.spawn(Async.ready("").then(_ -> {
                JoinHandle<String> yielding = Async.spawn(logged(order, "yielding", 1));
                List<JoinHandle<String>> others = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    others.add(Async.spawn(logged(order, "other", 0)));
                }
                return Async.join(others).then(_ -> yielding);
            }));
            runtime.blockOn(all);
            assertThat(order).hasSize(7);
            assertThat(order.getLast()).isEqualTo("yielding");
        }
    }

    /// Who yields lets others go first, also those that are woken later.
    @ParameterizedTest
    @MethodSource("oneThread")
    void whatIsWokenLater_goesBeforeThoseThatYield(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            List<String> order = new ArrayList<>();
            AtomicReference<@Nullable Waker> sleeper = new AtomicReference<>();
            List<Future<String>> all = new ArrayList<>();
            boolean[] woken = {false};
            Future<String> sleeping = cx -> {
                if (!woken[0]) {
                    sleeper.set(cx.waker());
                    return Poll.PENDING;
                }
                order.add("sleeper");
                return "sleeper";
            };
            Future<String> root = Async.ready("").then(_ -> {
                all.add(Async.spawn(sleeping));
                for (int i = 0; i < 5; i++) {
                    all.add(Async.spawn(yieldsOnce(order, i, 2, () -> {
                        woken[0] = true;
                        Objects.requireNonNull(sleeper.get()).wake();
                    })));
                }
                return Async.join(all).then(_ -> Async.ready(""));
            });
            runtime.blockOn(runtime.spawn(root));
            assertThat(order.indexOf("sleeper")).isLessThan(order.indexOf("again 0"));
        }
    }

    /// Yields once; task `waker` runs `wakes` before it does.
    private static Future<String> yieldsOnce(List<String> order, int number, int waker, Runnable wakes) {
        boolean[] yielded = {false};
        return cx -> {
            if (yielded[0]) {
                order.add("again " + number);
                return "yielded";
            }
            if (number == waker) {
                wakes.run();
            }
            yielded[0] = true;
            cx.defer();
            return Poll.PENDING;
        };
    }

    /// Between two polls of a task that yields, its worker has polled the driver: also where hundreds yield at once.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1_000})
    void aYield_givesTheDriverATurn(int tasks) throws Exception {
        for (RuntimeBuilder flavour : oneThread().toList()) {
            NapDriver driver = new NapDriver();
            try (var runtime =
                    flavour.driver(driver).eventInterval(Integer.MAX_VALUE).build()) {
                List<Future<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < tasks; i++) {
                    all.add(runtime.spawn(sawADriverPollAtEachOf(10, driver.polls)));
                }
                assertThat(runtime.blockOn(runtime.spawn(Async.join(all))))
                        .hasSize(tasks)
                        .containsOnly(true);
            }
        }
    }

    private static Future<Boolean> sawADriverPollAtEachOf(int yields, AtomicInteger driverPolls) {
        int[] left = {yields};
        int[] seen = {-1};
        return cx -> {
            int now = driverPolls.get();
            if (left[0]-- == 0 || now == seen[0]) {
                return now != seen[0];
            }
            seen[0] = now;
            cx.defer();
            return Poll.PENDING;
        };
    }

    private static Future<String> logged(List<String> order, String name, int yields) {
        int[] polls = {0};
        return cx -> {
            order.add(name);
            if (polls[0]++ == yields) {
                return name;
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    private static Future<String> restless(AtomicInteger polls) {
        return cx -> {
            polls.incrementAndGet();
            cx.waker().wake();
            return Poll.PENDING;
        };
    }

    private static Future<Integer> yielding(int times) {
        int[] polls = {0};
        return cx -> {
            if (polls[0]++ == times) {
                return times;
            }
            cx.defer();
            return Poll.PENDING;
        };
    }
}
