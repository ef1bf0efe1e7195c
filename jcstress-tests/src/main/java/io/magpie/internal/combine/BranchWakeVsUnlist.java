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

/// A second wake comes while the poller takes up the first: the poll sees it, or the branch is listed again. Breaks if
/// `unlist` is a plain store, or a wake looks before it swaps.
@JCStressTest
@Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "the wake was covered by the poll under way, which saw it")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "seen, and there will be one more poll")
@Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "listed again after the poll had looked")
@Outcome(expect = FORBIDDEN, desc = "a lost wake")
@State
public class BranchWakeVsUnlist {
    private final WokenList list = new WokenList();
    private final Branch branch = new Branch(0, _ -> Poll.PENDING, list); // listed, in the poller's hand
    private int written;

    @Actor
    public void waker() {
        written = 1;
        branch.wake();
    }

    @Actor
    public void poller(II_Result r) {
        branch.unlist();
        r.r1 = written;
    }

    @Arbiter
    public void end(II_Result r) {
        r.r2 = list.take() == null ? 0 : 1;
    }
}
