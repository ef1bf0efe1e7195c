package io.magpie.internal.scheduler;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Budget;
import io.magpie.future.Poll;
import io.magpie.internal.park.Parker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// [Root]: the thread in `blockOn`, and whoever wakes its future.
public final class RootStress {

    private RootStress() {}

    /// A wake during the first poll: the poll saw what the waker wrote, or the root is ready again and its thread has a
    /// token; and the next poll sees it.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen by the first poll")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "seen by the second")
    @Outcome(expect = FORBIDDEN, desc = "the wake was lost: the thread sleeps for ever")
    @State
    public static class WakeVsRun {
        private final Parker parker = new Parker();
        private int data;
        private final Root<String> root = new Root<>(
                cx -> data == 1 ? "woken" : Poll.PENDING,
                Budget.unlimited(),
                StressEngine.NO_SERVICES,
                StressEngine.SHARED,
                parker::unpark);

        public WakeVsRun() {
            StressEngine.SHARED.owned().link(root.task()); // as blockOn does: its end takes it off
        }

        @Actor
        public void thread(II_Result r) {
            root.runIfReady();
            r.r1 = root.task().isFinished() ? 1 : 0;
        }

        @Actor
        public void waker() {
            data = 1;
            root.task().wake();
        }

        @Arbiter
        public void end(II_Result r) {
            // As in blockOn: it sleeps only if the root is not ready, and comes round if it has a token.
            if (!root.task().isFinished() && !root.runIfReady() && parker.park(0)) {
                root.runIfReady();
            }
            r.r2 = root.task().isFinished() ? 1 : 0;
        }
    }
}
