package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A timer is cancelled while another thread settles the pending list: afterwards it is not linked.
@JCStressTest
@State
@Outcome(id = "0, 3", expect = ACCEPTABLE, desc = "Cancelled and forgotten.")
@Outcome(expect = FORBIDDEN, desc = "A cancelled timer stays in the wheel.")
public class CancelVsDrain {
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 5);

    public CancelVsDrain() {
        wheel.tryLock();
        timer.poll(() -> {}); // is pending
    }

    @Actor
    public void holder() {
        wheel.release();
    }

    @Actor
    public void owner() {
        timer.cancel();
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wheel.size();
        r.r2 = timer.isLinked() ? -1 : timer.state();
    }
}
