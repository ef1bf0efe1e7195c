package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.task.AbortHandle;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import io.magpie.task.UnobservedFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every way a task may go, times every way it may be aborted, times every way its handle may be used: each must end,
/// with the right outcome, its future ended once, and nobody left in the registry.
///
/// The idea is that of Tokio's `task_combinations`.
class TaskCombinationsTest {

    /// What the future does when it is polled.
    private enum Body {
        VALUE,
        THROW_AT_ONCE,
        /// Waits once and is woken by the test; then has its value.
        SUSPEND,
        /// As SUSPEND, and then throws.
        SUSPEND_THEN_THROW,
        /// Waits for ever.
        FOREVER,
        /// Wakes itself three times.
        SELF_WAKE,
        /// Yields three times.
        YIELD
    }

    /// What the future does when it is dropped.
    private enum Drop {
        CANCELLED,
        PENDING_THEN_CANCELLED,
        VALUE,
        THROWS
    }

    private enum Abort {
        NEVER,
        BEFORE_FIRST_POLL,
        WHILE_SUSPENDED,
        DURING_POLL,
        AFTER_COMPLETION
    }

    private enum Handle {
        AWAITED,
        JOINED,
        READ,
        DETACHED,
        FORGOTTEN
    }

    private record Case(Body body, Drop drop, Abort abort, boolean twice, Handle handle) {

        /// Whether the combination can happen and be observed, and is not as good as another.
        boolean makesSense() {
            if (twice && drop != Drop.CANCELLED) {
                return false;
            }
            return switch (abort) {
                case NEVER -> body != Body.FOREVER && drop == Drop.CANCELLED && !twice;
                case AFTER_COMPLETION -> body != Body.FOREVER && drop == Drop.CANCELLED;
                case WHILE_SUSPENDED -> body == Body.SUSPEND || body == Body.SUSPEND_THEN_THROW || body == Body.FOREVER;
                case BEFORE_FIRST_POLL, DURING_POLL -> true;
            };
        }

        /// Whether the abort reaches a future that has not finished by itself.
        boolean isCancelled() {
            return switch (abort) {
                case NEVER, AFTER_COMPLETION -> false;
                case BEFORE_FIRST_POLL, WHILE_SUSPENDED -> true;
                case DURING_POLL -> body != Body.VALUE && body != Body.THROW_AT_ONCE;
            };
        }

        boolean fails() {
            return isCancelled() ? drop == Drop.THROWS : body == Body.THROW_AT_ONCE || body == Body.SUSPEND_THEN_THROW;
        }

        boolean isAborted() {
            return isCancelled() && (drop == Drop.CANCELLED || drop == Drop.PENDING_THEN_CANCELLED);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCombination_endsAsItMust() {
        return Stream.of("one", "two", "current")
                .flatMap(flavour -> Stream.of(Handle.values())
                        .map(handle -> DynamicTest.dynamicTest(
                                flavour + ", handle " + handle, () -> runAll(flavour, handle))));
    }

    private static RuntimeBuilder builder(String flavour) {
        return switch (flavour) {
            case "one" -> AsyncRuntime.builder().workers(1);
            case "two" -> AsyncRuntime.builder().workers(2);
            default -> AsyncRuntime.builder().currentThread();
        };
    }

    private static void runAll(String flavour, Handle handle) throws Exception {
        List<String> wrong = new ArrayList<>();
        int cases = 0;
        for (Body body : Body.values()) {
            for (Drop drop : Drop.values()) {
                for (Abort abort : Abort.values()) {
                    for (boolean twice : new boolean[] {false, true}) {
                        Case one = new Case(body, drop, abort, twice, handle);
                        if (one.makesSense()) {
                            cases++;
                            run(flavour, one, wrong);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(cases).as("combinations").isGreaterThan(100);
    }

    private static void run(String flavour, Case one, List<String> wrong) throws Exception {
        List<UnobservedFailure> reports = new ArrayList<>();
        Subject subject = new Subject(one);
        Object result;
        try (var runtime = builder(flavour)
                .onUnobservedFailure(failure -> {
                    synchronized (reports) {
                        reports.add(failure);
                    }
                })
                .build()) {
            result = play(runtime, one, subject);
        }
        check(one, subject, result, reports, wrong);
    }

    /// Runs the case; returns the value, or what was thrown or read.
    private static @Nullable Object play(AsyncRuntime runtime, Case one, Subject subject) throws Exception {
        JoinHandle<String> handle;
        if (one.abort == Abort.BEFORE_FIRST_POLL) {
            // Spawned by a task, so that it is not polled before that task's poll has ended.
            handle = runtime.blockOn(runtime.spawn(Async.pollFn(_ -> {
                JoinHandle<String> fresh = Async.spawn(subject);
                if (isOneThread(runtime)) {
                    abort(one, fresh);
                }
                return fresh;
            })));
            if (!isOneThread(runtime)) {
                abort(one, handle);
            }
        } else {
            handle = runtime.spawn(subject);
            subject.task.set(handle);
            subject.mayPoll.release();
        }
        if (one.handle == Handle.DETACHED) {
            AbortHandle detached = handle.detached();
            assertThat(detached).isNotNull();
        }
        switch (one.body) {
            case SUSPEND, SUSPEND_THEN_THROW, FOREVER -> {
                if (one.abort == Abort.WHILE_SUSPENDED) {
                    drive(runtime, subject.suspended);
                    abort(one, handle);
                } else if (one.abort != Abort.BEFORE_FIRST_POLL && !one.isCancelled()) {
                    drive(runtime, subject.suspended);
                    subject.go();
                }
            }
            case VALUE, THROW_AT_ONCE, SELF_WAKE, YIELD -> {}
        }
        if (one.abort == Abort.AFTER_COMPLETION) {
            runtime.blockOn(finished(handle));
            abort(one, handle);
        }
        return switch (one.handle) {
            case AWAITED -> attempt(() -> runtime.blockOn(handle));
            case JOINED -> {
                // A thread may join a current-thread runtime's task only while somebody drives it.
                runtime.blockOn(finished(handle));
                yield attempt(handle::join);
            }
            case READ -> {
                runtime.blockOn(finished(handle));
                yield handle.outcome();
            }
            case DETACHED, FORGOTTEN -> {
                runtime.blockOn(finished(handle));
                yield null;
            }
        };
    }

    private static boolean isOneThread(AsyncRuntime runtime) {
        return runtime.metrics().workerCount() == 1;
    }

    private static void abort(Case one, JoinHandle<String> handle) {
        handle.abort("first");
        if (one.twice) {
            handle.abort("second");
        }
    }

    private interface Attempt {
        @Nullable
        Object run() throws Exception;
    }

    private static @Nullable Object attempt(Attempt attempt) {
        try {
            return attempt.run();
        } catch (Exception thrown) {
            return thrown;
        }
    }

    /// Ends when `handle` has finished, without claiming its outcome.
    private static Future<String> finished(JoinHandle<String> handle) {
        return cx -> {
            if (handle.isFinished()) {
                return "finished";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    private static void drive(AsyncRuntime runtime, CountDownLatch latch) throws Exception {
        runtime.blockOn(cx -> {
            if (latch.getCount() == 0) {
                return "";
            }
            cx.defer();
            return Poll.PENDING;
        });
    }

    private static void check(
            Case one, Subject subject, @Nullable Object result, List<UnobservedFailure> reports, List<String> wrong) {
        List<String> complaints = new ArrayList<>();
        boolean raced = one.abort == Abort.BEFORE_FIRST_POLL && subject.polls.get() > 0;
        if (subject.ends.get() != 1) {
            complaints.add("its future ended " + subject.ends + " times");
        }
        if (subject.usedAfterEnd.get() != 0) {
            complaints.add("its future was used after its end");
        }
        if (!raced) {
            checkOutcome(one, subject, result, complaints);
            boolean mustReport = one.fails() && (one.handle == Handle.DETACHED || one.handle == Handle.FORGOTTEN);
            if (reports.size() != (mustReport ? 1 : 0)) {
                complaints.add("reports: " + reports);
            }
        }
        if (!complaints.isEmpty()) {
            wrong.add(one + ": " + complaints + ", got " + result);
        }
    }

    private static void checkOutcome(Case one, Subject subject, @Nullable Object result, List<String> complaints) {
        if (one.handle == Handle.DETACHED || one.handle == Handle.FORGOTTEN) {
            return;
        }
        boolean right;
        if (one.isAborted()) {
            right = switch (result) {
                case TaskCancelledException cancelled -> cancelled.getMessage().contains("first");
                case Outcome.Aborted<?> aborted ->
                    aborted.cancellation().toString().contains("first");
                case null, default -> false;
            };
        } else if (one.fails()) {
            right = result == subject.failure
                    || result instanceof Outcome.Failed<?> failed && failed.cause() == subject.failure;
        } else {
            String expected = one.isCancelled() ? "dropped value" : "value";
            right = expected.equals(result)
                    || result instanceof Outcome.Completed<?> completed && expected.equals(completed.value());
        }
        if (!right) {
            complaints.add("wrong outcome");
        }
    }

    /// The future of a case.
    private static final class Subject implements Future<String> {
        private final Case one;
        private final Exception failure = new Exception("planted");
        private final AtomicInteger polls = new AtomicInteger();
        private final AtomicInteger drops = new AtomicInteger();
        private final AtomicInteger ends = new AtomicInteger();
        private final AtomicInteger usedAfterEnd = new AtomicInteger();
        private final CountDownLatch suspended = new CountDownLatch(1);
        private final AtomicReference<@Nullable Waker> waker = new AtomicReference<>();
        private final AtomicReference<@Nullable JoinHandle<String>> task = new AtomicReference<>();
        private final Semaphore mayPoll = new Semaphore(0);
        private volatile boolean going;

        Subject(Case one) {
            this.one = one;
        }

        void go() {
            going = true;
            Waker last = waker.get();
            if (last != null) {
                last.wake();
            }
        }

        @Override
        public Object poll(Context cx) throws Exception {
            if (ends.get() > 0) {
                usedAfterEnd.incrementAndGet();
            }
            int poll = polls.incrementAndGet();
            waker.set(cx.waker());
            if (poll == 1 && one.abort == Abort.DURING_POLL) {
                mayPoll.acquire();
                JoinHandle<String> self = task.get();
                if (self != null) {
                    abort(one, self);
                }
            }
            return switch (one.body) {
                case VALUE -> end("value");
                case THROW_AT_ONCE -> fail();
                case SUSPEND -> {
                    boolean now = going;
                    suspended.countDown();
                    yield now ? end("value") : Poll.PENDING;
                }
                case SUSPEND_THEN_THROW -> {
                    boolean now = going;
                    suspended.countDown();
                    yield now ? fail() : Poll.PENDING;
                }
                case FOREVER -> {
                    suspended.countDown();
                    yield Poll.PENDING;
                }
                case SELF_WAKE -> {
                    if (poll > 3) {
                        yield end("value");
                    }
                    cx.waker().wake();
                    yield Poll.PENDING;
                }
                case YIELD -> {
                    if (poll > 3) {
                        yield end("value");
                    }
                    cx.defer();
                    yield Poll.PENDING;
                }
            };
        }

        @Override
        public Object drop(Context cx) {
            if (ends.get() > 0) {
                usedAfterEnd.incrementAndGet();
            }
            int drop = drops.incrementAndGet();
            return switch (one.drop) {
                case CANCELLED -> end(Poll.CANCELLED);
                case PENDING_THEN_CANCELLED -> {
                    if (drop > 1) {
                        yield end(Poll.CANCELLED);
                    }
                    cx.waker().wake();
                    yield Poll.PENDING;
                }
                case VALUE -> end("dropped value");
                case THROWS -> throw TaskCombinationsTest.<RuntimeException>sneak(ending());
            };
        }

        private Object end(Object outcome) {
            ends.incrementAndGet();
            return outcome;
        }

        private Object fail() throws Exception {
            throw ending();
        }

        private Exception ending() {
            ends.incrementAndGet();
            return failure;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
