package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The home and a rescuer advance at once: every timer fires once.
@JCStressTest
@State
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Each timer woken once.")
@Outcome(expect = FORBIDDEN, desc = "A timer fired twice or not at all.")
public class AdvanceVsAdvance {
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final int[] wakes = new int[2];

    public AdvanceVsAdvance() {
        new StressTimer(wheel, 1).poll(() -> wakes[0]++);
        new StressTimer(wheel, 2).poll(() -> wakes[1]++);
    }

    @Actor
    public void home() {
        StressTimer.advance(wheel, 2);
    }

    @Actor
    public void rescuer() {
        StressTimer.advance(wheel, 2);
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wakes[0] + wakes[1];
        r.r2 = 2 * wakes[0] * wakes[1];
    }
}
