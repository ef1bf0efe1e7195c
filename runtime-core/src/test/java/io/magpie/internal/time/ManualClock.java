package io.magpie.internal.time;

/// A clock that shows what the test says, in ticks.
final class ManualClock implements Clock {

    private long nanos;

    void setTick(long tick) {
        nanos = tick * Nanos.PER_TICK;
    }

    void setNanos(long time) {
        nanos = time;
    }

    @Override
    public long now() {
        return nanos;
    }
}
