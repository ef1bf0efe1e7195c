package io.magpie;

import static io.magpie.Async.join;
import static io.magpie.Async.pollFn;
import static io.magpie.Async.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Notify;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import io.magpie.task.UnobservedFailure;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Scopes on runtimes of every flavour. The bodies are written by hand: blocks that await are tested where they are
/// woven.
@Timeout(60)
class ScopeTest {

    private static final IOException FAILURE = new IOException("planted");

    /// How many of the futures made by [#running] are neither finished nor dropped.
    private final AtomicInteger running = new AtomicInteger();

    static Stream<RuntimeBuilder> flavours() {
        return Stream.of(
                AsyncRuntime.builder().workers(1).name("one"),
                AsyncRuntime.builder().workers(4).name("four"),
                AsyncRuntime.builder().currentThread().name("current"));
    }

    private static <R> Future<R> scope(Function<Scope, Future<R>> body) {
        return Scope.all().open(body);
    }

    private static Future<@Nullable Void> done() {
        return ready(null);
    }

    /// A future that never ends, and is counted while it runs. Its drop takes a few polls.
    private <T> Future<T> running() {
        return new Future<>() {
            private boolean began;
            private int pollsToDrop = 3;

            @Override
            public Object poll(Context cx) {
                if (!began) {
                    began = true;
                    running.incrementAndGet();
                }
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                if (began && pollsToDrop-- > 0) {
                    cx.defer();
                    return Poll.PENDING;
                }
                if (began) {
                    running.decrementAndGet();
                }
                return Poll.CANCELLED;
            }
        };
    }

    /// Fails once `others` of the futures made by [#running] run.
    private <T> Future<T> failing(int others) {
        return pollFn(cx -> {
            if (running.get() < others) {
                cx.defer();
                return Poll.PENDING;
            }
            throw FAILURE;
        });
    }

    /// Hangs in its clean-up.
    private static <T> Future<T> hanging() {
        return new Future<>() {
            @Override
            public Object poll(Context cx) {
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                return Poll.PENDING;
            }
        };
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void theValueIsThatOfTheBody(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            int sum = runtime.blockOn(scope(s -> {
                JoinHandle<Integer> a = s.spawn(Async.yieldNow().map(_ -> 40));
                JoinHandle<Integer> b = s.spawn("two", ready(2));
                assertThat(b.name()).isEqualTo("two");
                return join(a, b).map(both -> both.first() + both.second());
            }));
            assertThat(sum).isEqualTo(42);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void childrenThatNobodyAwaits_areWaitedFor(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            for (int round = 0; round < 200; round++) {
                var ended = new AtomicInteger();
                var handles = new ConcurrentLinkedQueue<JoinHandle<?>>();
                runtime.blockOn(scope(s -> {
                    for (int i = 0; i < 10; i++) {
                        handles.add(s.spawn(Async.yieldNow().map(_ -> {
                            handles.add(s.spawn(Async.yieldNow().map(_ -> ended.incrementAndGet())));
                            return ended.incrementAndGet();
                        })));
                    }
                    return done();
                }));
                assertThat(ended).hasValue(20);
                assertThat(handles).hasSize(20).allMatch(JoinHandle::isFinished);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aFailureOfAChild_cancelsTheRest_andIsTheSameInstance(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            for (int round = 0; round < 100; round++) {
                assertThatThrownBy(() -> runtime.blockOn(scope(s -> {
                            s.spawn(running());
                            s.spawn(failing(3));
                            s.spawn(running());
                            return running();
                        })))
                        .isSameAs(FAILURE);
                assertThat(running).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aFailureOfTheBody_cancelsTheChildren(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            for (int round = 0; round < 100; round++) {
                assertThatThrownBy(() -> runtime.blockOn(scope(s -> {
                            s.spawn(running());
                            s.spawn(running());
                            return failing(2);
                        })))
                        .isSameAs(FAILURE);
                assertThat(running).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void anAbortedTask_endsAfterTheChildrenOfItsScope(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            for (int round = 0; round < 100; round++) {
                JoinHandle<Object> task = runtime.spawn(scope(s -> {
                    s.spawn(scope(inner -> {
                        inner.spawn(running());
                        return running();
                    }));
                    s.spawn(running());
                    return running();
                }));
                runtime.blockOn(pollFn(cx -> {
                    if (running.get() < 4) {
                        cx.defer();
                        return Poll.PENDING;
                    }
                    return null;
                }));
                task.abort("enough");
                assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
                assertThat(running).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aLostRace_endsAfterTheChildren(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            for (int round = 0; round < 100; round++) {
                Future<String> slow = scope(s -> {
                    s.spawn(running());
                    return running();
                });
                Future<String> fast = pollFn(cx -> {
                    if (running.get() < 2) {
                        cx.defer();
                        return Poll.PENDING;
                    }
                    return "fast";
                });
                assertThat(runtime.blockOn(Async.race(slow, fast))).isEqualTo("fast");
                assertThat(running).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void shutdown_endsScopesAndChildren(RuntimeBuilder flavour) throws Exception {
        var spawned = new CountDownLatch(1);
        var runtime = flavour.build();
        JoinHandle<Object> task = runtime.spawn(scope(s -> {
            s.spawn(running());
            spawned.countDown();
            return running();
        }));
        runtime.blockOn(pollFn(cx -> {
            if (spawned.getCount() > 0) {
                cx.defer();
                return Poll.PENDING;
            }
            return null;
        }));
        runtime.close();
        assertThat(task.outcome()).isInstanceOf(Outcome.Aborted.class);
        assertThat(running).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aScopeKeptBeyondItsEnd_refusesToSpawn(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            var kept = new AtomicReference<Scope>();
            runtime.blockOn(scope(s -> {
                kept.set(s);
                return done();
            }));
            assertThatThrownBy(() -> kept.get().spawn(ready(1))).hasMessageContaining("the scope has ended");
        }
    }

    @Test
    void outsideARuntime_theFirstPollSaysSo() {
        Future<Void> scope = scope(_ -> done());
        assertThatThrownBy(() -> scope.poll(Context.of(() -> {}))).hasMessageContaining("belongs to no runtime");
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void spawnFromAnyThread_whileTheScopeIsOpen(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            var ended = new AtomicInteger();
            var release = new Notify();
            runtime.blockOn(scope(s -> {
                Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 100; i++) {
                        s.spawn(Async.yieldNow().map(_ -> ended.incrementAndGet()));
                    }
                    release.notifyOne();
                });
                return release.notified();
            }));
            assertThat(ended).hasValue(100);
        }
    }

    // ---- policies

    @ParameterizedTest
    @MethodSource("flavours")
    void any_givesTheFirstValue_andCancelsTheRest(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            for (int round = 0; round < 100; round++) {
                String value = runtime.blockOn(Scope.<String>any().open(s -> {
                    s.spawn(running());
                    s.spawn(failing(1));
                    s.spawn(pollFn(cx -> {
                        if (running.get() < 1) {
                            cx.defer();
                            return Poll.PENDING;
                        }
                        return "value";
                    }));
                    return running();
                }));
                assertThat(value).isEqualTo("value");
                assertThat(running).hasValue(0);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void collect_givesEveryOutcome(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            List<Outcome<Integer>> outcomes =
                    runtime.blockOn(Scope.<Integer>collect().open(s -> {
                        s.spawn(Async.yieldNow().map(_ -> 1));
                        s.spawn(failing(0));
                        s.spawn("three", ready(3));
                        return done();
                    }));
            assertThat(outcomes)
                    .containsExactly(
                            new Outcome.Completed<>(1), new Outcome.Failed<>(FAILURE), new Outcome.Completed<>(3));
        }
    }

    // ---- limits

    @ParameterizedTest
    @MethodSource("flavours")
    void aLimit_holdsTheOthersBack(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            var atOnce = new AtomicInteger();
            var most = new AtomicInteger();
            var ended = new AtomicInteger();
            runtime.blockOn(Scope.all().limit(3).open(s -> {
                for (int i = 0; i < 100; i++) {
                    s.spawn(Async.pollFn(_ -> most.accumulateAndGet(atOnce.incrementAndGet(), Math::max))
                            .then(_ -> Async.yieldNow())
                            .map(_ -> {
                                atOnce.decrementAndGet();
                                return ended.incrementAndGet();
                            }));
                }
                return done();
            }));
            assertThat(ended).hasValue(100);
            assertThat(most.get()).isBetween(1, 3);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aFailureBehindALimit_cancelsThoseThatWaitForTheirTurn(RuntimeBuilder flavour) {
        try (var runtime = flavour.build()) {
            var handles = new ConcurrentLinkedQueue<JoinHandle<?>>();
            assertThatThrownBy(() -> runtime.blockOn(Scope.all().limit(1).open(s -> {
                        for (int i = 0; i < 20; i++) {
                            handles.add(s.spawn(running()));
                        }
                        return failing(1);
                    })))
                    .isSameAs(FAILURE);
            assertThat(running).hasValue(0);
            assertThat(handles).hasSize(20).allMatch(handle -> handle.outcome() instanceof Outcome.Aborted);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aChildAbortedWhileItWaitsForItsTurn_leavesTheTurnToTheNext(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            var hold = new Notify();
            int value = runtime.blockOn(Scope.all().limit(1).open(s -> {
                s.spawn(hold.notified());
                JoinHandle<Object> waiting = s.spawn(running());
                return Async.yieldNow().then(_ -> {
                    waiting.abort("not needed");
                    hold.notifyOne();
                    return s.spawn(ready(1));
                });
            }));
            assertThat(value).isEqualTo(1);
            assertThat(running).hasValue(0);
        }
    }

    @Test
    void aLimitOfNone_isRefused() {
        assertThatThrownBy(() -> Scope.all().limit(0)).hasMessageContaining("allow 1 or more");
        assertThatThrownBy(() -> Scope.any().limit(-1)).hasMessageContaining("-1");
    }

    @Test
    void aDeadline_isInheritedByBodyAndChildren() throws Exception {
        try (var runtime =
                AsyncRuntime.builder().currentThread().startPaused(true).build()) {
            Duration left =
                    runtime.blockOn(Scope.all().within(Duration.ofMinutes(1)).open(s -> {
                        JoinHandle<Duration> ofChild =
                                s.spawn(Async.sleep(Duration.ofSeconds(10)).then(_ -> pollFn(Context::remaining)));
                        return join(ofChild, pollFn(Context::remaining)).map(both -> {
                            assertThat(both.second()).isEqualTo(Duration.ofMinutes(1));
                            return both.first();
                        });
                    }));
            assertThat(left).isBetween(Duration.ofSeconds(49), Duration.ofSeconds(50)); // timers tick in milliseconds
        }
    }

    @Test
    void aDeadlineOfTheOwner_isInheritedByTheChildren_andTheirScopes() throws Exception {
        try (var runtime =
                AsyncRuntime.builder().currentThread().startPaused(true).build()) {
            Future<Duration> nested = scope(s -> s.spawn(scope(inner -> inner.spawn(pollFn(Context::remaining)))));
            assertThat(runtime.blockOn(Async.withDeadline(Duration.ofSeconds(7), nested)))
                    .isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void aTimeout_cancelsTheChildren_andFailsWhenTheyHaveEnded() throws Exception {
        try (var runtime =
                AsyncRuntime.builder().currentThread().startPaused(true).build()) {
            assertThatThrownBy(() -> runtime.blockOn(
                            Scope.all().within(Duration.ofMinutes(1)).open(s -> {
                                s.spawn(running());
                                return running();
                            })))
                    .isInstanceOf(ElapsedException.class)
                    .hasMessageContaining("PT1M");
            assertThat(running).hasValue(0);
            Integer value = runtime.blockOn(Scope.<Integer>any()
                    .within(Duration.ofMinutes(1))
                    .limit(2)
                    .open(s -> {
                        s.spawn(Async.sleep(Duration.ofSeconds(59)).map(_ -> 59));
                        return done();
                    }));
            assertThat(value).isEqualTo(59);
        }
    }

    // ---- clean-up that hangs

    @ParameterizedTest
    @MethodSource("flavours")
    void aCleanUpThatHangs_isReportedForTheChild_andTheScopeGoesOn(RuntimeBuilder flavour) {
        var reported = new ConcurrentLinkedQueue<UnobservedFailure>();
        try (var runtime = flavour.cleanupTimeout(Duration.ofMillis(20))
                .onUnobservedFailure(reported::add)
                .build()) {
            var child = new AtomicReference<JoinHandle<?>>();
            assertThatThrownBy(() -> runtime.blockOn(scope(s -> {
                        child.set(s.spawn("stubborn", hanging()));
                        s.spawn(failing(0));
                        return pollFn(_ -> Poll.PENDING);
                    })))
                    .isSameAs(FAILURE);
            assertThat(child.get().isFinished()).isTrue();
        }
        assertThat(reported).singleElement().satisfies(report -> {
            assertThat(report.name()).isEqualTo("stubborn");
            assertThat(report.cause()).isInstanceOf(TimeoutException.class);
        });
    }

    // ---- memory

    @ParameterizedTest
    @MethodSource("flavours")
    void aScopeThatLivesLong_forgetsTheChildrenThatHaveEnded(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            var child = new AtomicReference<WeakReference<Object>>();
            runtime.blockOn(scope(s -> pollFn(cx -> {
                if (child.get() == null) {
                    child.set(new WeakReference<>(s.spawn(Async.yieldNow())));
                }
                s.spawn(ready(1)); // the thread that runs tasks remembers the last one
                System.gc();
                if (child.get().get() == null) {
                    return null;
                }
                cx.defer();
                return Poll.PENDING;
            })));
        }
    }

    @Test
    void why_isToldToTheSiblings() throws Exception {
        try (var runtime = AsyncRuntime.builder().workers(2).build()) {
            var sibling = new AtomicReference<JoinHandle<Object>>();
            assertThatThrownBy(() -> runtime.blockOn(scope(s -> {
                        sibling.set(s.spawn(running()));
                        return failing(1);
                    })))
                    .isSameAs(FAILURE);
            assertThat(sibling.get().outcome()).isEqualTo(new Outcome.Aborted<>(Cancellation.scopeFailed(FAILURE)));
        }
    }
}
