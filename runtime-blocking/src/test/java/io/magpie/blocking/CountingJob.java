package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A job for Lincheck and jcstress: no more than two counters.
final class CountingJob implements BlockingJob {
    private static final VarHandle RAN;
    private static final VarHandle REJECTED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            RAN = lookup.findVarHandle(CountingJob.class, "ran", int.class);
            REJECTED = lookup.findVarHandle(CountingJob.class, "rejected", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int ran;
    private volatile int rejected;

    @Override
    public void run() {
        RAN.getAndAdd(this, 1);
    }

    @Override
    public void reject() {
        REJECTED.getAndAdd(this, 1);
    }

    /// How often the pool has dealt with it: once is right.
    int ends() {
        return (int) RAN.getVolatile(this) + (int) REJECTED.getVolatile(this);
    }

    int runs() {
        return (int) RAN.getVolatile(this);
    }

    @Override
    public Kind kind() {
        return Kind.BLOCKING;
    }

    @Override
    public String name() {
        return null;
    }

    @Override
    public boolean isWithdrawn() {
        return false;
    }
}
