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

/// A push meets a take: the branch is taken now or stays for the next take, never both and never neither; the branch that
/// was there before is taken now.
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both taken")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the new one waits for the next take")
@Outcome(expect = FORBIDDEN, desc = "a branch was lost or taken twice")
@State
public class WokenListPushVsTake {
    private final WokenList list = new WokenList();
    private final Branch old = new Branch(0, _ -> Poll.PENDING, list);
    private final Branch added = new Branch(1, _ -> Poll.PENDING, list);

    public WokenListPushVsTake() {
        old.unlist();
        added.unlist();
        old.wake();
    }

    @Actor
    public void waker() {
        added.wake();
    }

    @Actor
    public void poller(II_Result r) {
        r.r1 = count(list.take());
    }

    @Arbiter
    public void end(II_Result r) {
        r.r2 = count(list.take());
    }

    private static int count(Branch first) {
        int count = 0;
        for (Branch branch = first; branch != null && count < 9; branch = branch.next) {
            count++;
        }
        return count;
    }
}
