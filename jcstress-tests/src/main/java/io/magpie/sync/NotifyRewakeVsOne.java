package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The only waiter goes on waiting in another task, while it is notified: the wake-up follows it. Breaks if a waiter that
/// was taken out of the inbox, and not told yet, is given another waker that nobody wakes.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "notified at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "the wake-up went to the first task only")
@State
public class NotifyRewakeVsOne {
    private final Notify notify = new Notify();
    private final Notified notified = notify.notified();
    private final Polled second = new Polled(notified);

    public NotifyRewakeVsOne() {
        new Polled(notified).poll();
    }

    @Actor
    public void notifyOne() {
        notify.notifyOne();
    }

    @Actor
    public void poll() {
        second.poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = second.settle();
    }
}
