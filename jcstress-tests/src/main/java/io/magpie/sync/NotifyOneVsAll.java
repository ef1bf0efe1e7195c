package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// notifyOne against notifyWaiters: both waiters are notified, and one notification may be left.
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "the one came first")
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "all came first: the one is stored")
@Outcome(expect = Expect.FORBIDDEN, desc = "a notification was lost")
@State
public class NotifyOneVsAll {
    private final Notify notify = new Notify();
    private final Polled waiter = new Polled(notify.notified());
    private final Polled other = new Polled(notify.notified());

    public NotifyOneVsAll() {
        waiter.poll();
        other.poll();
    }

    @Actor
    public void notifyOne() {
        notify.notifyOne();
    }

    @Actor
    public void notifyWaiters() {
        notify.notifyWaiters();
    }

    @Arbiter
    public void look(III_Result r) {
        r.r1 = waiter.settle();
        r.r2 = other.settle();
        r.r3 = new Polled(notify.notified()).poll();
    }
}
