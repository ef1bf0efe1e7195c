package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A timer is armed while another thread lets go of the lock: it is linked by one of them.
@JCStressTest
@State
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Linked, and fires.")
@Outcome(expect = FORBIDDEN, desc = "Stranded: each left it to the other.")
public class EnqueueVsUnlock {
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 5);

    public EnqueueVsUnlock() {
        wheel.tryLock();
    }

    @Actor
    public void holder() {
        wheel.release();
    }

    @Actor
    public void poller() {
        timer.poll(() -> {});
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wheel.size();
        r.r2 = StressTimer.advance(wheel, 5);
    }
}
