package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A timer is reset to earlier while another thread looks for due ones: it fires in that advance, or in the next.
@JCStressTest
@State
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Reset first; fired at the new tick.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Advanced first; fires in the next advance.")
@Outcome(expect = FORBIDDEN, desc = "Stranded in the pending list, or linked at its old tick.")
public class FireVsResetEarlier {
    private int wakes;
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 9);

    public FireVsResetEarlier() {
        timer.poll(() -> wakes++);
        new StressTimer(wheel, 1).poll(() -> {}); // so that the advance takes the lock
    }

    @Actor
    public void home() {
        StressTimer.advance(wheel, 1);
    }

    @Actor
    public void owner() {
        timer.resetToTick(1);
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wakes;
        StressTimer.advance(wheel, 1);
        r.r2 = wakes - r.r1;
    }
}
