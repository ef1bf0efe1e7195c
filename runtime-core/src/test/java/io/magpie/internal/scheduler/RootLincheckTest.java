package io.magpie.internal.scheduler;

import static io.magpie.internal.model.Actors.inParallel;
import static io.magpie.internal.model.Actors.require;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.internal.task.PollContext;
import io.magpie.task.Outcome;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The root of a `blockOn` under Lincheck's model checker: its thread sleeps on a flag, and others wake or abort it. A
/// lost wake-up shows as a deadlock.
@Tag("lincheck")
class RootLincheckTest {

    private static final int INVOCATIONS = 5 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 2_000;

    @Test
    void aRootThatIsWoken_isPolledAgain() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race(true).wakeIt());
    }

    @Test
    void aWakeThatUnparksNobody_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Race(false).wakeIt()))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aRootThatIsAborted_isDroppedOnce_unlessItsValueCameInTime() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race(true).wakeAndAbort());
    }

    private static final class Race implements Future<String> {
        private final AtomicInteger data = new AtomicInteger();
        private final AtomicInteger drops = new AtomicInteger();
        // Not LockSupport: in Lincheck a park may return for nothing, and a lost wake-up would not show.
        private final Semaphore token = new Semaphore(0);
        private final SharedServices shared = new FakeEngine().shared;
        private final Root<String> root =
                new Root<>(this, Budget.unlimited(), PollContext.NO_SERVICES, shared, this::unpark);
        private final boolean unparks;

        Race(boolean unparks) {
            this.unparks = unparks;
            require(shared.owned().link(root.task()), "refused");
        }

        void wakeIt() {
            inParallel(this::drive, this::wake);
            require(root.task().isFinished(), "not finished");
        }

        void wakeAndAbort() {
            inParallel(this::drive, this::wake, () -> root.task().abort(Cancellation.SHUT_DOWN));
            boolean inTime = root.task().outcome() instanceof Outcome.Completed;
            require(drops.get() == (inTime ? 0 : 1), "dropped " + drops + " times");
        }

        private void drive() {
            while (!root.task().isFinished()) {
                if (!root.runIfReady()) {
                    token.acquireUninterruptibly();
                }
            }
        }

        private void unpark() {
            if (unparks) {
                token.release();
            }
        }

        private void wake() {
            data.incrementAndGet();
            Waker waker = root.task();
            waker.wake();
        }

        @Override
        public Object poll(Context cx) {
            return data.get() == 1 ? "woken" : Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            drops.incrementAndGet();
            return Poll.CANCELLED;
        }
    }
}
