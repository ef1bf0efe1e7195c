package io.magpie.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// What a holder wrote is seen by the next holder.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "the writer was not first")
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "the writer was first")
@Outcome(expect = Expect.FORBIDDEN, desc = "half of what the holder wrote")
@State
public class MutexPublication {
    private final Mutex mutex = new Mutex();
    private int value;
    private boolean written;

    @Actor
    public void write() {
        var guard = mutex.tryLock();
        if (guard != null) {
            value = 1;
            written = true;
            guard.close();
        }
    }

    @Actor
    public void read(I_Result r) {
        var guard = mutex.tryLock();
        r.r1 = guard == null ? 0 : written == (value == 1) ? value : 2;
    }
}
