package io.magpie.jcstress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What every publication in the runtime relies on: a release makes the writes before it visible to the acquire that
/// sees it.
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "read before the publication")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "read between the two writes")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "read after the publication")
@Outcome(expect = Expect.FORBIDDEN, desc = "published, but the write before it is missing")
@State
public class MessagePassing {
    private static final VarHandle PUBLISHED;

    static {
        try {
            PUBLISHED = MethodHandles.lookup().findVarHandle(MessagePassing.class, "published", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private int value;

    private int published;

    @Actor
    public void publish() {
        value = 1;
        PUBLISHED.setRelease(this, 1);
    }

    @Actor
    public void read(II_Result r) {
        r.r1 = (int) PUBLISHED.getAcquire(this);
        r.r2 = value;
    }
}
