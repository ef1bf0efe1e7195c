package io.magpie.io.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A polling thread waits only if whoever has a reason against it knows that.
public final class SelectGateStress {

    private SelectGateStress() {}

    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Does not wait.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Does not wait, and is woken.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Waits, and is woken.")
    @Outcome(expect = FORBIDDEN, desc = "Waits, and nobody wakes it.")
    @State
    public static class EnterVsWakeup {
        private final SelectGate gate = new SelectGate();

        @Actor
        public void poller(II_Result r) {
            r.r1 = gate.enter() ? 1 : 0;
        }

        @Actor
        public void waker(II_Result r) {
            r.r2 = gate.callForWakeup() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "Does not wait.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Does not wait, and is woken.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Waits, and is woken.")
    @Outcome(expect = FORBIDDEN, desc = "Waits, and the closer waits for it.")
    @State
    public static class EnterVsCloser {
        private final SelectGate gate = new SelectGate();

        @Actor
        public void poller(II_Result r) {
            r.r1 = gate.enter() ? 1 : 0;
        }

        @Actor
        public void closer(II_Result r) {
            r.r2 = gate.closerComes() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The poller takes the change in.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The poller is woken to take it in.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both.")
    @Outcome(expect = FORBIDDEN, desc = "The poller waits, unaware of the change.")
    @State
    public static class EnterVsChange {
        private final SelectGate gate = new SelectGate();
        private volatile int interest; // as in a key

        @Actor
        public void poller(II_Result r) {
            gate.enter();
            r.r1 = interest;
        }

        @Actor
        public void task(II_Result r) {
            interest = 1;
            r.r2 = gate.isEntered() ? 1 : 0;
        }
    }
}
