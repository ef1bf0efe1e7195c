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

/// A branch is woken while its task, which has moved, polls: the poll takes the branch and sees what the waker wrote, or
/// the task is woken again. Breaks if `aim` comes after `take`, or either side of that Dekker is weaker than volatile.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "woken before the poll, which saw it")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the poll saw it, and there will be one more")
@Outcome(id = "-1, 1", expect = ACCEPTABLE, desc = "woken after the poll: there will be another")
@Outcome(expect = FORBIDDEN, desc = "a lost wake, or a wake without what was written before")
@State
public class WokenListWakeVsPoll {
    private final WokenList list = new WokenList();
    private final Branch branch = new Branch(0, _ -> Poll.PENDING, list);
    private int written;
    private volatile int taskWoken;

    public WokenListWakeVsPoll() {
        branch.unlist();
        list.aim(() -> {});
    }

    @Actor
    public void waker() {
        written = 1;
        branch.wake();
    }

    @Actor
    public void poller(II_Result r) {
        list.aim(() -> taskWoken = 1);
        Branch woken = list.take();
        if (woken == null) {
            r.r1 = -1;
        } else {
            woken.unlist();
            r.r1 = written;
        }
    }

    @Arbiter
    public void end(II_Result r) {
        r.r2 = taskWoken;
    }
}
