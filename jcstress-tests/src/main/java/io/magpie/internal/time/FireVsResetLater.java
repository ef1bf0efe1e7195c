package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A timer is reset to later while it fires: it fires for the old tick, and is idle; or not before the new one.
@JCStressTest
@State
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Fired first; the reset timer waits for its next poll.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Reset first; fires at its new tick.")
@Outcome(expect = FORBIDDEN, desc = "Fired early, or never.")
public class FireVsResetLater {
    private int wakes;
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 1);

    public FireVsResetLater() {
        timer.poll(() -> wakes++);
    }

    @Actor
    public void home() {
        StressTimer.advance(wheel, 1);
    }

    @Actor
    public void owner() {
        timer.resetToTick(3);
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wakes;
        r.r2 = StressTimer.advance(wheel, 2) * 10 + StressTimer.advance(wheel, 3);
    }
}
