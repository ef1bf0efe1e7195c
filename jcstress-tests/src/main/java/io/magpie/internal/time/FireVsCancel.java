package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A timer is cancelled while it fires: one of the two wins, and nothing stays linked.
@JCStressTest
@State
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "Fired and woken; the cancel came late.")
@Outcome(id = "0, 3", expect = ACCEPTABLE, desc = "Cancelled, and nobody woken.")
@Outcome(expect = FORBIDDEN, desc = "Woken though cancelled, fired without a wake, or still linked.")
public class FireVsCancel {
    private int wakes;
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 1);

    public FireVsCancel() {
        timer.poll(() -> wakes++);
    }

    @Actor
    public void home() {
        StressTimer.advance(wheel, 1);
    }

    @Actor
    public void owner() {
        timer.cancel();
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wakes;
        r.r2 = timer.isLinked() || wheel.size() != 0 ? -1 : timer.state();
    }
}
