package io.magpie.time;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.time.Nanos;
import io.magpie.internal.time.PausableClock;
import io.magpie.internal.time.Timers;
import io.magpie.internal.util.Finished;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Moves a paused clock from timer to timer: see [ClockControl#advance]. Each poll is a step, and yields, so that the
/// timers fire and the tasks run before the next.
final class Advance implements Future<@Nullable Void> {

    private enum Phase {
        NEW,
        UNDER_WAY,
        ARRIVED,
        FINISHED
    }

    private final PausableClock clock;
    private final Duration duration;

    private Phase phase = Phase.NEW;
    private long target;

    Advance(PausableClock clock, Duration duration) {
        this.clock = clock;
        this.duration = duration;
    }

    @Override
    public @Nullable Object poll(Context cx) {
        switch (phase) {
            case NEW -> {
                target = Nanos.plus(clock.now(), Nanos.of(duration));
                phase = Phase.UNDER_WAY;
                step(cx);
            }
            case UNDER_WAY -> step(cx);
            case ARRIVED -> {
                phase = Phase.FINISHED;
                return null;
            }
            case FINISHED -> throw Finished.finished(this);
        }
        cx.defer();
        return Poll.PENDING;
    }

    @Override
    public @Nullable Object drop(Context cx) {
        phase = Phase.FINISHED;
        return Poll.CANCELLED;
    }

    private void step(Context cx) {
        Timers timers = cx.service(Timers.class);
        long next = timers == null ? Long.MAX_VALUE : timers.nextDeadline();
        if (next <= clock.now()) {
            return; // the wheel has not come to the present yet
        }
        clock.advanceTo(Math.min(next, target));
        if (clock.now() >= target) {
            phase = Phase.ARRIVED;
        }
    }
}
