package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// All are notified while one of them begins to wait.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the notification was lost")
@State
public class NotifyAllVsPoll {
    private final Notify notify = new Notify();
    private final Polled waiter = new Polled(notify.notified());

    @Actor
    public void notifyWaiters() {
        notify.notifyWaiters();
    }

    @Actor
    public void poll() {
        waiter.poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = waiter.settle();
    }
}
