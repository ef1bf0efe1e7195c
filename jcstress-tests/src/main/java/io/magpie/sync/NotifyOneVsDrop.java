package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A waiter is dropped while it is notified: the notification goes to the next.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the next was notified")
@Outcome(expect = Expect.FORBIDDEN, desc = "the notification was lost")
@State
public class NotifyOneVsDrop {
    private final Notify notify = new Notify();
    private final Polled waiter = new Polled(notify.notified());
    private final Polled other = new Polled(notify.notified());

    public NotifyOneVsDrop() {
        waiter.poll();
        other.poll();
    }

    @Actor
    public void notifyOne() {
        notify.notifyOne();
    }

    @Actor
    public void drop() {
        waiter.drop();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = other.settle();
    }
}
