package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Who sees that one waiter was notified by notifyWaiters sees that the other was, too.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "between the two looks")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was notified, the other not")
@State
public class NotifyAllIsAtomic {
    private final Notify notify = new Notify();
    private final Polled waiter = new Polled(notify.notified());
    private final Polled other = new Polled(notify.notified());

    public NotifyAllIsAtomic() {
        waiter.poll();
        other.poll();
    }

    @Actor
    public void notifyWaiters() {
        notify.notifyWaiters();
    }

    @Actor
    public void poll(II_Result r) {
        r.r1 = waiter.poll();
        r.r2 = other.poll();
    }
}
