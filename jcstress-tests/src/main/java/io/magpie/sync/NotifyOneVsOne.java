package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// Two notifications for two waiters.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "one each")
@Outcome(expect = Expect.FORBIDDEN, desc = "a notification was lost")
@State
public class NotifyOneVsOne {
    private final Notify notify = new Notify();
    private final Polled waiter = new Polled(notify.notified());
    private final Polled other = new Polled(notify.notified());

    public NotifyOneVsOne() {
        waiter.poll();
        other.poll();
    }

    @Actor
    public void first() {
        notify.notifyOne();
    }

    @Actor
    public void second() {
        notify.notifyOne();
    }

    @Arbiter
    public void look(II_Result r) {
        r.r1 = waiter.settle();
        r.r2 = other.settle();
    }
}
