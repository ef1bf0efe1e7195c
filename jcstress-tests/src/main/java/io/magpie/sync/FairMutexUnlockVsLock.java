package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// The lock is unlocked while somebody begins to wait for it.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "locked at once, or after a wake")
@Outcome(expect = Expect.FORBIDDEN, desc = "nobody has the lock, and its waiter sleeps")
@State
public class FairMutexUnlockVsLock {
    private final Mutex mutex = Mutex.fair();
    private final Mutex.Guard guard = mutex.tryLock();
    private final Polled waiter = new Polled(mutex.lock());

    @Actor
    public void unlock() {
        guard.close();
    }

    @Actor
    public void lock() {
        waiter.poll();
    }

    @Arbiter
    public void look(I_Result r) {
        r.r1 = waiter.settle();
    }
}
