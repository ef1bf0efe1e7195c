package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A timer is armed by another thread while the home parks: the home knows of it, or is unparked.
@JCStressTest
@State
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Armed first; the home sleeps until then.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Parked first; unparked.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: the unpark is spurious.")
@Outcome(expect = FORBIDDEN, desc = "The home oversleeps.")
public class PushVsPark {
    private int unparks;
    private final TimerWheel wheel = StressTimer.wheel(this::unpark);
    private final StressTimer timer = new StressTimer(wheel, 5);

    private void unpark() {
        unparks++;
    }

    @Actor
    public void home(II_Result r) {
        r.r1 = wheel.prepareToPark(0) == Nanos.ofTick(5) ? 1 : 0;
    }

    @Actor
    public void other() {
        timer.poll(() -> {});
    }

    @Arbiter
    public void after(II_Result r) {
        r.r2 = unparks;
    }
}
