package io.magpie.internal.time;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two timers are armed at once, while a third thread's hold of the lock ends: both are linked.
@JCStressTest
@State
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Both linked, both fire.")
@Outcome(expect = FORBIDDEN, desc = "A push was lost, or is stranded.")
public class EnqueueVsEnqueue {
    private final TimerWheel wheel = StressTimer.wheel(() -> {});
    private final StressTimer first = new StressTimer(wheel, 5);
    private final StressTimer second = new StressTimer(wheel, 5);

    @Actor
    public void one() {
        first.poll(() -> {});
    }

    @Actor
    public void other() {
        second.poll(() -> {});
    }

    @Arbiter
    public void after(II_Result r) {
        r.r1 = wheel.size();
        r.r2 = StressTimer.advance(wheel, 5);
    }
}
