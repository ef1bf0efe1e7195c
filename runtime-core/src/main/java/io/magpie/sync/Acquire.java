package io.magpie.sync;

/// Waits for permits of a semaphore, and then is the permit: one object, so that an acquire costs one allocation.
final class Acquire extends PermitFuture<Permit> implements Permit {

    private final Permits permits;

    /// How many permits this holds, once finished. The owner's.
    private int held;

    Acquire(Permits permits, int count) {
        super(count);
        this.permits = permits;
    }

    @Override
    public int count() {
        return held;
    }

    @Override
    public void close() {
        int released = held;
        if (released > 0) {
            held = 0;
            permits.release(released);
        }
    }

    @Override
    public void forget() {
        held = 0;
    }

    @Override
    public Permit split(int n) {
        if (n < 1 || n > held) {
            throw new IllegalArgumentException("cannot split " + n + " off a permit of " + held);
        }
        held -= n;
        return new Acquire(permits, n).finishWithPermits();
    }

    @Override
    public void merge(Permit other) {
        Acquire source = (Acquire) other;
        if (source == this || source.permits != permits) {
            throw new IllegalArgumentException(
                    source == this ? "a permit cannot be merged into itself" : "the permits are of two semaphores");
        }
        held += source.held;
        source.held = 0;
    }

    @Override
    Permits permits() {
        return permits;
    }

    @Override
    Permit granted() {
        held = needed();
        return this;
    }

    @Override
    String name() {
        return "Semaphore.acquire";
    }

    @Override
    String closedMessage() {
        return "the semaphore was closed: no permits are given any more";
    }

    @Override
    public String toString() {
        return isFinished() ? "Permit[" + held + "]" : "Semaphore.acquire(" + needed() + ")";
    }
}
