package io.magpie.sync;

/// Waits for permits of a semaphore, and then is the permit: one object, so that an acquire costs one allocation.
final class Acquire extends PermitFuture<Permit> implements Permit {

    Acquire(Permits permits, int count) {
        super(permits, count);
    }

    @Override
    public int count() {
        return held();
    }

    @Override
    public void close() {
        releaseHeld();
    }

    @Override
    public void forget() {
        setHeld(0);
    }

    @Override
    public Permit split(int n) {
        int held = held();
        if (n < 1 || n > held) {
            throw new IllegalArgumentException("cannot split " + n + " off a permit of " + held);
        }
        setHeld(held - n);
        return new Acquire(permits(), n).finishWithPermits();
    }

    @Override
    public void merge(Permit other) {
        Acquire source = (Acquire) other;
        if (source == this || source.permits() != permits()) {
            throw new IllegalArgumentException(
                    source == this ? "a permit cannot be merged into itself" : "the permits are of two semaphores");
        }
        setHeld(held() + source.held());
        source.setHeld(0);
    }

    @Override
    Permit granted() {
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
}
