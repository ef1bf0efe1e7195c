package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A pending timer is reset to earlier while another thread settles the list: it is linked at the new tick.
@JCStressTest
@State
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Fires at the new tick.")
@Outcome(expect = FORBIDDEN, desc = "Linked by its old word: late.")
public class RequeueVsDrain {
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 9);

    public RequeueVsDrain() {
        wheel.tryLock();
        timer.poll(() -> {}); // is pending
    }

    @Actor
    public void holder() {
        wheel.release();
    }

    @Actor
    public void owner() {
        timer.resetToTick(2);
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = StressTimer.advance(wheel, 2);
        r.r2 = StressTimer.advance(wheel, 9);
    }
}
