package io.magpie;

import static io.magpie.Async.abortOnDrop;
import static io.magpie.Async.await;
import static io.magpie.Async.failed;
import static io.magpie.Async.race;
import static io.magpie.Async.ready;
import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;
import static io.magpie.Async.tryJoin;
import static io.magpie.Async.uncancellable;
import static io.magpie.Async.withDeadline;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.unwoven.UnwovenBlock;
import io.magpie.spi.AsyncFrame;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import io.magpie.task.UnobservedFailure;
import io.magpie.time.ElapsedException;
import io.magpie.time.TimeMark;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clean-up that waits: who drives it, how long it may take, and what is reported when it takes longer. The clock is
/// paused, so that the clean-up timeout of ten seconds passes at once when everything waits.
@Timeout(20)
@SuppressWarnings("magpie.unwoven") // core has no weaver: the blocks run on continuations
class CleanUpTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final List<UnobservedFailure> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    private final AsyncRuntime runtime = AsyncRuntime.builder()
            .currentThread()
            .startPaused(true)
            .cleanupTimeout(TIMEOUT)
            .onUnobservedFailure(reports::add)
            .build();

    @AfterEach
    void close() {
        runtime.close();
    }

    /// A block; on a continuation, since core has no weaver.
    private static <T> Future<T> block(Callable<T> body) {
        return new UnwovenBlock<>(body, "CleanUpTest");
    }

    private <T> T run(Callable<T> body) throws Exception {
        return runtime.blockOn(block(body));
    }

    private TimeMark now() throws Exception {
        return run(TimeMark::now);
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    /// Waits for ever, and its drop too.
    private static final class Stuck implements Future<String> {
        @Override
        public Object poll(Context cx) {
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            return Poll.PENDING;
        }
    }

    /// Waits for ever; its clean-up takes so long.
    private Future<String> slowToCleanUp(Duration time) {
        return block(() -> {
            try {
                await(_ -> Poll.PENDING);
                return "woken";
            } finally {
                log.add("cleaning up");
                await(sleep(time));
                log.add("cleaned up");
            }
        });
    }

    // ---- whoever drops drives the clean-up, as long as it may take

    @Test
    void aRace_goesOnWhenItsLosersAreCleanedUp() throws Exception {
        TimeMark start = now();
        String winner = runtime.blockOn(race(sleep(millis(1)).map(_ -> "won"), slowToCleanUp(Duration.ofSeconds(2))));
        assertThat(winner).isEqualTo("won");
        assertThat(log).containsExactly("cleaning up", "cleaned up");
        assertThat(now().since(start)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void aRace_givesALoserUp_thatIsNotCleanedUpInTime_andSaysWhereItHangs() throws Exception {
        TimeMark start = now();
        Future<String> hanging = block(() -> await(new Stuck().map(s -> s)));
        assertThat(runtime.blockOn(race(sleep(millis(1)).map(_ -> "won"), hanging)))
                .isEqualTo("won");
        assertThat(now().since(start)).isBetween(TIMEOUT, TIMEOUT.plusSeconds(1));
        assertHanging("another branch was decisive");
    }

    @Test
    void aRaceOfMany_givesLosersUp_too() throws Exception {
        List<Future<String>> futures = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            futures.add(i == 7 ? sleep(millis(1)).map(_ -> "won") : slowToCleanUp(Duration.ofHours(i + 1)));
        }
        futures.set(3, block(() -> await(new Stuck().map(s -> s))));
        assertThat(runtime.blockOn(race(futures))).isEqualTo("won");
        assertHanging("another branch was decisive");
        assertThat(log).doesNotContain("cleaned up");
    }

    @Test
    void tryJoin_timeout_andADeadline_giveUp_too() throws Exception {
        Future<String> broken = sleep(millis(1)).then(_ -> failed(new IOException("broken")));
        assertThatThrownBy(() -> runtime.blockOn(tryJoin(broken, block(() -> await(new Stuck().map(s -> s))))))
                .isInstanceOf(IOException.class);
        assertHanging("another branch was decisive");
        assertThatThrownBy(() -> runtime.blockOn(timeout(millis(1), block(() -> await(new Stuck().map(s -> s))))))
                .isInstanceOf(ElapsedException.class);
        assertHanging("the deadline passed");
        assertThatThrownBy(() -> runtime.blockOn(withDeadline(millis(1), block(() -> await(new Stuck().map(s -> s))))))
                .isInstanceOf(ElapsedException.class);
        assertHanging("the deadline passed");
    }

    @Test
    void anAbortedTask_isGivenUp_andItsReportShowsTheStack() throws Exception {
        JoinHandle<String> task = runtime.spawn("worker", block(() -> await(block(() -> await(new Stuck())))));
        run(() -> await(yieldNow()));
        task.abort("enough");
        assertThatThrownBy(() -> runtime.blockOn(task))
                .isInstanceOf(TaskCancelledException.class)
                .hasMessageContaining("clean-up abandoned");
        UnobservedFailure report = reports.removeFirst();
        assertThat(report.name()).isEqualTo("worker");
        assertThat(report.cause())
                .hasMessageContaining("enough")
                .hasMessageContaining("it hangs in " + Stuck.class.getName());
        assertThat(report.cause().getStackTrace())
                .hasSize(2)
                .allSatisfy(frame -> assertThat(frame.getFileName()).isEqualTo("CleanUpTest.java"));
    }

    /// One report, with the stack of the block in this class, a map, and the leaf.
    private void assertHanging(String reason) {
        assertThat(reports).hasSize(1);
        Throwable cause = reports.removeFirst().cause();
        assertThat(cause).hasMessageContaining(reason).hasMessageContaining("it hangs in " + Stuck.class.getName());
        assertThat(cause.getStackTrace()[0].getClassName()).isEqualTo("io.magpie.future.MapFuture");
        assertThat(cause.getStackTrace()[1].getClassName()).isEqualTo(CleanUpTest.class.getName());
    }

    @Test
    void cleanUpThatIsOverdue_isCancelledAtEveryAwait_andNotReported() throws Exception {
        JoinHandle<String> task = runtime.spawn(block(() -> {
            try {
                return await(sleep(Duration.ofDays(1)).map(_ -> "slept"));
            } finally {
                try {
                    await(sleep(Duration.ofDays(1)));
                } finally {
                    log.add("outer");
                    try {
                        await(sleep(Duration.ofDays(1)));
                    } finally {
                        log.add("inner");
                    }
                }
            }
        }));
        run(() -> await(yieldNow()));
        TimeMark start = now();
        task.abort("test");
        assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
        assertThat(log).containsExactly("outer", "inner");
        assertThat(now().since(start)).isBetween(TIMEOUT, TIMEOUT.plusSeconds(1));
        assertThat(reports).isEmpty();
    }

    /// A block that catches its cancellation and waits again, for ever: as woven, at a point that is no clean-up.
    private final class Stubborn extends AsyncFrame<String> {
        Stubborn() {
            super(VERSION);
        }

        @Override
        public Object poll(Context cx) throws Exception {
            Future<?> awaited = state == START ? sleep(Duration.ofDays(1)) : awaiting;
            while (true) {
                state = ENDED;
                try {
                    if (awaited.poll(cx) == Poll.PENDING) {
                        awaiting = awaited;
                        state = 1;
                        return Poll.PENDING;
                    }
                } catch (Cancelled swallowed) {
                    log.add("swallowed");
                }
                awaited = sleep(Duration.ofDays(1));
            }
        }
    }

    @Test
    void aBlockThatSwallowsItsCancellationForEver_freezesNobody_andIsGivenUp() throws Exception {
        try (var worker = AsyncRuntime.builder()
                .workers(1)
                .cleanupTimeout(millis(100))
                .onUnobservedFailure(reports::add)
                .build()) {
            JoinHandle<String> task = worker.spawn("stubborn", new Stubborn());
            var _ = worker.blockOn(worker.spawn(yieldNow()));
            task.abort("test");
            var _ = worker.blockOn(worker.spawn(yieldNow())); // in turns with the stubborn one
            assertThatThrownBy(task::join).isInstanceOf(TaskCancelledException.class);
        }
        assertThat(log).hasSizeGreaterThan(16).containsOnly("swallowed");
        assertThat(reports).singleElement().satisfies(report -> {
            assertThat(report.name()).isEqualTo("stubborn");
            assertThat(report.cause()).hasMessageContaining("io.magpie.time.Sleep");
        });
    }

    // ---- adoption

    /// Ends in its first poll, and leaves another behind whose clean-up waits.
    private static Future<String> leavingBehind(Future<?> other) {
        return cx -> {
            assertThat(other.poll(cx)).isSameAs(Poll.PENDING);
            cx.withCancellation(Cancellation.LOST_RACE).adopt(other);
            return "gone on";
        };
    }

    @Test
    void whatNobodyCanDrive_isAdopted() throws Exception {
        assertThat(runtime.blockOn(leavingBehind(slowToCleanUp(Duration.ofSeconds(1)))))
                .isEqualTo("gone on");
        run(() -> await(sleep(Duration.ofSeconds(2))));
        assertThat(log).containsExactly("cleaning up", "cleaned up");
        assertThat(runtime.metrics().aliveTasks()).isZero();
    }

    @Test
    void theCleanUpOfWhatWasAdopted_isBounded() throws Exception {
        var _ = runtime.blockOn(leavingBehind(block(() -> await(new Stuck().map(s -> s)))));
        run(() -> await(sleep(TIMEOUT.plusSeconds(1))));
        assertHanging("another branch was decisive");
        assertThat(runtime.metrics().aliveTasks()).isZero();
    }

    @Test
    void aFailureOfWhatWasAdopted_isReported() throws Exception {
        var _ = runtime.blockOn(leavingBehind(block(() -> {
            try {
                return await(sleep(Duration.ofDays(1)));
            } finally {
                await(yieldNow());
                throwIt(new IOException("late"));
            }
        })));
        run(() -> await(sleep(millis(1))));
        assertThat(reports).singleElement().extracting(UnobservedFailure::cause).isInstanceOf(IOException.class);
    }

    private static void throwIt(Exception failure) throws Exception {
        throw failure;
    }

    @Test
    void aShutdown_waitsForWhatItsTasksLeaveBehind() throws Exception {
        Future<String> inner = slowToCleanUp(Duration.ofSeconds(1));
        var _ = runtime.spawn(new Future<String>() {
            @Override
            public Object poll(Context cx) throws Exception {
                return inner.poll(cx);
            }

            @Override
            public Object drop(Context cx) {
                cx.adopt(inner);
                return Poll.CANCELLED;
            }
        });
        run(() -> await(yieldNow()));
        runtime.close();
        assertThat(log).containsExactly("cleaning up", "cleaned up");
        assertThat(reports).isEmpty();
    }

    @Test
    void onWorkers_aShutdownWaitsForWhatTasksLeaveBehind() throws Exception {
        for (int round = 0; round < 50; round++) {
            log.clear();
            try (var workers = AsyncRuntime.builder().workers(2).build()) {
                Future<String> inner = slowToCleanUp(Duration.ZERO);
                JoinHandle<String> task = workers.spawn(new Future<String>() {
                    @Override
                    public Object poll(Context cx) throws Exception {
                        Object answer = inner.poll(cx);
                        log.add("polled");
                        return answer;
                    }

                    @Override
                    public Object drop(Context cx) {
                        cx.adopt(inner);
                        return Poll.CANCELLED;
                    }
                });
                while (log.isEmpty()) {
                    Thread.onSpinWait();
                }
                assertThat(task.isFinished()).isFalse();
            }
            assertThat(log).containsExactly("polled", "cleaning up", "cleaned up");
        }
    }

    @Test
    void aSpawnThatIsRefused_hasItsCleanUpAdopted() throws Exception {
        Future<String> started = slowToCleanUp(Duration.ofSeconds(1));
        assertThatThrownBy(() -> run(() -> {
                    assertThat(started.poll(Context.of(() -> {}))).isSameAs(Poll.PENDING);
                    runtime.shutdownNow();
                    JoinHandle<String> refused = AsyncRuntime.current().spawn(started);
                    assertThat(refused.outcome()).isInstanceOf(Outcome.Aborted.class);
                    return await(yieldNow());
                }))
                .isInstanceOf(TaskCancelledException.class);
        runtime.close();
        assertThat(log).containsExactly("cleaning up", "cleaned up");
    }

    // ---- what comes of it

    @Test
    void aFailureOfTheCleanUp_isTheOutcome() throws Exception {
        JoinHandle<String> task = runtime.spawn(block(() -> {
            try {
                return await(sleep(Duration.ofDays(1)).map(_ -> ""));
            } finally {
                await(yieldNow());
                throwIt(new IOException("cannot close"));
            }
        }));
        run(() -> await(yieldNow()));
        task.abort("test");
        assertThatThrownBy(() -> runtime.blockOn(task))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot close");
    }

    @Test
    void failuresOfClose_areTheOutcome_theLaterSuppressedInTheFirst() throws Exception {
        JoinHandle<String> task = runtime.spawn(block(() -> {
            try (AutoCloseable _ = () -> throwIt(new IOException("second"));
                    AutoCloseable _ = () -> throwIt(new IOException("first"))) {
                return await(sleep(Duration.ofDays(1)).map(_ -> ""));
            }
        }));
        run(() -> await(yieldNow()));
        task.abort("test");
        Throwable failure = catchThrowable(() -> runtime.blockOn(task));
        assertThat(failure).isInstanceOf(IOException.class).hasMessage("first");
        assertThat(failure.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("second");
    }

    @Test
    void aValueThatCameInTime_isTheOutcome() throws Exception {
        JoinHandle<String> task = runtime.spawn(block(() -> {
            try {
                await(sleep(Duration.ofDays(1)));
                return "slept";
            } catch (Cancelled cancelled) {
                return "value";
            }
        }));
        run(() -> await(yieldNow()));
        task.abort("test");
        assertThat(runtime.blockOn(task)).isEqualTo("value");
    }

    @Test
    void aTasksFailure_isRethrownWhereItIsAwaited_theSameInstance() throws Exception {
        IOException failure = new IOException("own type");
        JoinHandle<String> task = runtime.spawn(block(() -> {
            await(yieldNow());
            throw failure;
        }));
        assertThatThrownBy(() -> run(() -> await(block(() -> await(task))))).isSameAs(failure);
    }

    // ---- sections that are not cancelled

    @Test
    void aSectionThatIsNotCancellable_runsToItsEnd_andTheCancellationComesAfterIt() throws Exception {
        JoinHandle<String> task = runtime.spawn(block(() -> {
            log.add(await(uncancellable(block(() -> {
                await(sleep(Duration.ofSeconds(1)));
                await(cx -> {
                    assertThat(cx.cancellation()).isNull();
                    return null;
                });
                return "section";
            }))));
            await(sleep(millis(1)));
            log.add("not reached");
            return "";
        }));
        run(() -> await(yieldNow()));
        task.abort("test");
        assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
        assertThat(log).containsExactly("section");
    }

    @Test
    void aSectionThatIsTheLastThing_givesItsValue() throws Exception {
        JoinHandle<String> task = runtime.spawn(uncancellable(sleep(millis(5)).map(_ -> "done")));
        run(() -> await(yieldNow()));
        task.abort("test");
        assertThat(runtime.blockOn(task)).isEqualTo("done");
    }

    @Test
    void aSectionThatTakesTooLong_isCancelledInTheEnd() throws Exception {
        JoinHandle<String> task = runtime.spawn(uncancellable(block(() -> {
            try {
                return await(sleep(Duration.ofDays(1)).map(_ -> ""));
            } finally {
                log.add("cancelled");
            }
        })));
        run(() -> await(yieldNow()));
        TimeMark start = now();
        task.abort("test");
        assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
        assertThat(log).containsExactly("cancelled");
        assertThat(now().since(start)).isBetween(TIMEOUT, TIMEOUT.plusSeconds(1));
    }

    @Test
    void aSectionThatNeverBegan_runsNothing() throws Exception {
        Future<String> section = uncancellable(block(() -> {
            log.add("ran");
            return "";
        }));
        JoinHandle<String> task = runtime.spawn(section);
        task.abort("test");
        assertThatThrownBy(() -> runtime.blockOn(task)).isInstanceOf(TaskCancelledException.class);
        assertThat(log).isEmpty();
    }

    // ---- tasks that go with their handle

    @Test
    void aHandleThatAborts_takesItsTaskWithIt_andWaitsForItsCleanUp() throws Exception {
        TimeMark start = now();
        String winner = run(() -> await(race(
                abortOnDrop(Async.spawn(slowToCleanUp(Duration.ofSeconds(1)))),
                sleep(millis(1)).map(_ -> "won"))));
        assertThat(winner).isEqualTo("won");
        assertThat(log).containsExactly("cleaning up", "cleaned up");
        assertThat(now().since(start)).isGreaterThan(Duration.ofSeconds(1));
        assertThat(runtime.metrics().aliveTasks()).isZero();
    }

    @Test
    void aHandleThatAborts_passesTheReasonOn() throws Exception {
        JoinHandle<String> inner = runtime.spawn(slowToCleanUp(Duration.ZERO));
        assertThatThrownBy(() -> runtime.blockOn(timeout(millis(1), abortOnDrop(inner))))
                .isInstanceOf(ElapsedException.class);
        assertThat(inner.outcome()).isEqualTo(new Outcome.Aborted<String>(Cancellation.TIMED_OUT));
    }

    @Test
    void aHandleThatAborts_givesTheValueThatCameInTime() throws Exception {
        JoinHandle<String> inner = runtime.spawn(uncancellable(sleep(millis(5)).map(_ -> "done")));
        assertThat(runtime.blockOn(timeout(millis(1), abortOnDrop(inner)))).isEqualTo("done");
        assertThat(runtime.blockOn(abortOnDrop(runtime.spawn(ready("simple"))))).isEqualTo("simple");
    }

    // ---- depth

    private static Future<Integer> nested(int depth) {
        return depth == 0 ? ready(0) : nested(depth - 1).map(n -> n + 1);
    }

    @Test
    void aStackOverflow_saysHowDeep_andWhatToDo() throws Exception {
        assertThat(runtime.blockOn(nested(100))).isEqualTo(100);
        Future<Integer> deep = ready(0);
        for (int i = 0; i < 200_000; i++) {
            deep = deep.map(n -> n + 1);
        }
        Future<Integer> tooDeep = deep;
        assertThatThrownBy(() -> runtime.blockOn(tooDeep))
                .isInstanceOf(StackOverflowError.class)
                .hasMessageContaining("nested too deep")
                .hasMessageContaining("spawn");
    }

    @Test
    void aStackOverflowOfTheUsersOwn_isLeftAsItIs() {
        Future<Integer> recursive = _ -> endless(0);
        assertThatThrownBy(() -> runtime.blockOn(recursive))
                .isInstanceOf(StackOverflowError.class)
                .hasMessage(null);
    }

    private static int endless(int n) {
        return n < 0 ? 0 : endless(n + 1) + 1;
    }
}
