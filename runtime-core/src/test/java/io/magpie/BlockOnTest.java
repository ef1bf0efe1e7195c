package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What a thread that waits in `blockOn` is promised: its value, its interrupt, and a clear refusal where it may not wait.
@Timeout(20)
class BlockOnTest {

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours().map(builder -> builder.blockingPool(ThreadPerJobPool.factory()));
    }

    static Stream<RuntimeBuilder> multi() {
        return flavours().limit(3);
    }

    // ---- under load

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOn_ends_whileATaskKeepsWakingItself(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            runtime.spawn(restless());
            runtime.spawn(restless());
            for (int i = 0; i < 100; i++) {
                JoinHandle<String> handle = runtime.spawn(Async.yieldNow().map(_ -> "value"));
                assertThat(runtime.blockOn(handle)).isEqualTo("value");
            }
        }
    }

    private static Future<String> restless() {
        return cx -> {
            cx.waker().wake();
            return Poll.PENDING;
        };
    }

    // ---- interrupts

    @ParameterizedTest
    @MethodSource("flavours")
    void anInterrupt_dropsTheFuture_drivesItsCleanup_andThrows(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            CountDownLatch polled = new CountDownLatch(1);
            AtomicInteger drops = new AtomicInteger();
            Future<String> root = new Future<>() {
                @Override
                public Object poll(Context cx) {
                    polled.countDown();
                    return Poll.PENDING;
                }

                @Override
                public Object drop(Context cx) {
                    if (drops.incrementAndGet() == 3) {
                        return Poll.CANCELLED;
                    }
                    runtime.spawn(waking(cx.waker())).detached();
                    return Poll.PENDING;
                }
            };
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            AtomicBoolean stillInterrupted = new AtomicBoolean();
            Thread blocked = Thread.ofPlatform().start(() -> {
                try {
                    runtime.blockOn(root);
                } catch (Throwable failure) {
                    thrown.set(failure);
                }
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            });
            polled.await();
            blocked.interrupt();
            blocked.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(stillInterrupted).isFalse();
            assertThat(drops).hasValue(3);
        }
    }

    private static Future<String> waking(Waker waker) {
        return cx -> {
            waker.wake();
            return "woken";
        };
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aValueThatComesInTime_winsOverAnInterrupt_whichStays(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            AtomicBoolean interrupted = new AtomicBoolean();
            AtomicReference<@Nullable Object> value = new AtomicReference<>();
            Thread blocked = Thread.ofPlatform().start(() -> {
                try {
                    value.set(runtime.blockOn(valueOnDrop()));
                } catch (Throwable failure) {
                    value.set(failure);
                }
                interrupted.set(Thread.currentThread().isInterrupted());
            });
            blocked.join();
            assertThat(value.get()).isEqualTo("in time");
            assertThat(interrupted).isTrue();
        }
    }

    /// Interrupts its own thread in its first poll, and has its value when it is dropped for that.
    private static Future<String> valueOnDrop() {
        return new Future<>() {
            @Override
            public Object poll(Context cx) {
                Thread.currentThread().interrupt();
                return Poll.PENDING;
            }

            @Override
            public Object drop(Context cx) {
                return "in time";
            }
        };
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aThreadThatIsInterruptedAlready_doesNotPoll(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            AtomicInteger polls = new AtomicInteger();
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread blocked = Thread.ofPlatform().start(() -> {
                Thread.currentThread().interrupt();
                try {
                    runtime.blockOn(cx -> {
                        polls.incrementAndGet();
                        return Poll.PENDING;
                    });
                } catch (Throwable failure) {
                    thrown.set(failure);
                }
            });
            blocked.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            assertThat(polls).hasValue(0);
        }
    }

    // ---- where it is refused

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOn_insideATask_isRefused_andSaysWhatToDo(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> runtime.blockOn(Async.ready("never"))));
            assertThatThrownBy(() -> runtime.blockOn(handle))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("AsyncRuntime.blockOn")
                    .hasMessageContaining("await the future instead")
                    .hasMessageContaining("spawnBlocking");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOn_insideBlockOn_isRefused(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            assertThatThrownBy(() -> runtime.blockOn(Async.pollFn(_ -> runtime.blockOn(Async.ready("never")))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("polls tasks");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void joiningAThread_insideATask_isRefused(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            JoinHandle<String> other = runtime.spawn(Async.ready("other"));
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> other.join()));
            assertThatThrownBy(() -> runtime.blockOn(handle))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("JoinHandle.join");
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOn_insideABlockingJob_works(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            JoinHandle<String> job =
                    runtime.spawnBlocking(() -> runtime.blockOn(Async.yieldNow().map(_ -> "inner")));
            assertThat(runtime.blockOn(job)).isEqualTo("inner");
        }
    }

    @ParameterizedTest
    @MethodSource("multi")
    void blockOn_insideBlockInPlace_works_andANestedOneIsRefused(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(
                    () -> runtime.blockOn(Async.yieldNow().then(_ -> Async.spawn(Async.ready("inner")))))));
            assertThat(runtime.blockOn(handle)).isEqualTo("inner");
            JoinHandle<String> nested = runtime.spawn(Async.pollFn(_ -> Async.blockInPlace(
                    () -> runtime.blockOn(Async.pollFn(_ -> runtime.blockOn(Async.ready("never")))))));
            assertThatThrownBy(() -> runtime.blockOn(nested))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("AsyncRuntime.blockOn");
        }
    }

    @Test
    void outsideAnyRuntime_theErrorsSayWhatIsMissing() {
        assertThatThrownBy(AsyncRuntime::current)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Thread.currentThread().getName())
                .hasMessageContaining("keep the AsyncRuntime");
        assertThatThrownBy(() -> Async.spawn(Async.ready("never"))).isInstanceOf(IllegalStateException.class);
    }

    // ---- several runtimes

    @Test
    void severalRuntimes_coexist_andEachTaskKnowsItsOwn() throws Exception {
        List<AsyncRuntime> runtimes = new ArrayList<>();
        try {
            for (RuntimeBuilder flavour : flavours().toList()) {
                runtimes.add(flavour.build());
            }
            for (AsyncRuntime runtime : runtimes) {
                JoinHandle<AsyncRuntime> inTask = runtime.spawn(Async.pollFn(_ -> AsyncRuntime.current()));
                assertThat(runtime.blockOn(inTask)).isSameAs(runtime);
                assertThat(runtime.blockOn(runtime.spawnBlocking(AsyncRuntime::current)))
                        .isSameAs(runtime);
            }
        } finally {
            runtimes.forEach(AsyncRuntime::close);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void blockOnOfAnotherRuntime_inPlace_belongsToThatOne(RuntimeBuilder flavour) throws Exception {
        try (var outer = AsyncRuntime.builder().workers(2).build();
                var inner = flavour.build()) {
            JoinHandle<List<AsyncRuntime>> handle = outer.spawn(Async.pollFn(_ -> Async.blockInPlace(() -> {
                List<AsyncRuntime> seen = new ArrayList<>();
                seen.add(AsyncRuntime.current());
                seen.add(inner.blockOn(Async.pollFn(_ -> AsyncRuntime.current())));
                seen.add(inner.blockOn(
                        Async.ready("").then(_ -> Async.spawn(Async.pollFn(_ -> AsyncRuntime.current())))));
                seen.add(AsyncRuntime.current());
                return seen;
            })));
            assertThat(outer.blockOn(handle)).containsExactly(outer, inner, inner, outer);
        }
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aTaskOfOneRuntime_mayAwaitATaskOfAnother(RuntimeBuilder flavour) throws Exception {
        try (var one = flavour.build();
                var two = AsyncRuntime.builder().workers(1).build()) {
            JoinHandle<String> there = two.spawn(Async.yieldNow().map(_ -> "from there"));
            JoinHandle<String> here = one.spawn(Async.ready("").then(_ -> there));
            assertThat(one.blockOn(here)).isEqualTo("from there");
        }
    }

    // ---- failures

    @ParameterizedTest
    @MethodSource("flavours")
    void whateverATaskThrows_reachesWhoeverAwaits_andTheWorkerLivesOn(RuntimeBuilder flavour) throws Exception {
        try (var runtime = flavour.build()) {
            for (Throwable failure : List.of(
                    new IOException("planted"),
                    new IllegalStateException("planted"),
                    new AssertionError("planted"),
                    new StackOverflowError("planted"),
                    new InterruptedException("planted"))) {
                JoinHandle<String> handle = runtime.spawn(Async.pollFn(_ -> {
                    throw BlockOnTest.<Exception>sneak(failure);
                }));
                assertThatThrownBy(() -> runtime.blockOn(handle)).isSameAs(failure);
                assertThat(runtime.blockOn(runtime.spawn(Async.ready("alive")))).isEqualTo("alive");
            }
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    /// A waker that is no task is foreign code: it may throw, and the worker and the other waiters must not suffer.
    @ParameterizedTest
    @MethodSource("flavours")
    void aForeignWakerThatThrows_harmsNobodyElse(RuntimeBuilder flavour) throws Exception {
        AtomicInteger woken = new AtomicInteger();
        try (var runtime = flavour.build()) {
            CountDownLatch go = new CountDownLatch(1);
            JoinHandle<String> handle = runtime.spawn(waitingFor(go));
            assertThat(handle.poll(Context.of(woken::incrementAndGet))).isSameAs(Poll.PENDING);
            assertThat(handle.poll(Context.of(() -> {
                        throw new IllegalStateException("planted");
                    })))
                    .isSameAs(Poll.PENDING);
            assertThat(handle.poll(Context.of(woken::incrementAndGet))).isSameAs(Poll.PENDING);
            go.countDown();
            assertThat(runtime.blockOn(handle)).isEqualTo("gone");
        }
        assertThat(woken).hasValue(2);
    }

    private static Future<String> waitingFor(CountDownLatch go) {
        return cx -> {
            if (go.getCount() == 0) {
                return "gone";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }
}
