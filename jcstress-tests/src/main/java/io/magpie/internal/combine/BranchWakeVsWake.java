package io.magpie.internal.combine;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Poll;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two wakes of one branch list it once, and what both wrote is seen by who takes it.
@JCStressTest
@Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "listed once, both writes seen")
@Outcome(expect = FORBIDDEN, desc = "listed twice, not at all, or without a write")
@State
public class BranchWakeVsWake {
    private final WokenList list = new WokenList();
    private final Branch branch = new Branch(0, _ -> Poll.PENDING, list);
    private int first;
    private int second;

    public BranchWakeVsWake() {
        branch.unlist();
    }

    @Actor
    public void firstWaker() {
        first = 1;
        branch.wake();
    }

    @Actor
    public void secondWaker() {
        second = 1;
        branch.wake();
    }

    @Arbiter
    public void end(II_Result r) {
        for (Branch woken = list.take(); woken != null && r.r1 < 9; woken = woken.next) {
            r.r1++;
        }
        r.r2 = first + second;
    }
}
