package io.magpie.time;

import io.magpie.internal.time.Nanos;

/// What an [Interval] does when a tick was taken more than 5 ms late: for instance because the task was busy.
///
/// With a period of 100 ms, and the tick of 100 taken at 250:
///
/// | | the next ticks |
/// |---|---|
/// | [#BURST] | 200 (at once), 300, 400 |
/// | [#DELAY] | 350, 450, 550 |
/// | [#SKIP] | 300, 400, 500 |
///
/// Source: `tokio::time::MissedTickBehavior`.
public enum MissedTickBehavior {
    /// Catches up: the ticks missed come one after the other, at once, until the old grid is reached. No tick is
    /// lost.
    BURST,

    /// Starts a new grid at the time the late tick was taken: ticks are at least a period apart.
    DELAY,

    /// Leaves out the ticks missed, and goes on with the next one of the old grid.
    SKIP;

    /// When the tick after the one scheduled for `scheduled` and taken at `now` is due.
    long next(long scheduled, long now, long period) {
        return switch (this) {
            case BURST -> Nanos.plus(scheduled, period);
            case DELAY -> Nanos.plus(now, period);
            case SKIP -> Nanos.plus(now, period - (now - scheduled) % period);
        };
    }
}
