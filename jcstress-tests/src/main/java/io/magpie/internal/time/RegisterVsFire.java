package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A task polls a timer that another task polled before, while it fires: the new one sees it, or is woken.
@JCStressTest
@State
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "The poll saw that it had fired.")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Woken.")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Both: the wake is spurious.")
@Outcome(expect = FORBIDDEN, desc = "Lost wake: the task sleeps for ever.")
public class RegisterVsFire {
    private int wakes;
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer timer = new StressTimer(wheel, 1);

    public RegisterVsFire() {
        timer.poll(() -> {});
    }

    @Actor
    public void home() {
        StressTimer.advance(wheel, 1);
    }

    @Actor
    public void poller(II_Result r) {
        r.r1 = timer.poll(() -> wakes++) ? 1 : 0;
    }

    @Arbiter
    public void after(II_Result r) {
        r.r2 = wakes;
    }
}
