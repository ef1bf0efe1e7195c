package io.magpie.metrics;

import java.time.Duration;

/// What one worker has done since the runtime was built. A worker publishes its counts when it parks and at its
/// maintenance ticks, so a reading is slightly stale; counts never fall.
///
/// @param index the worker's number, from 0
/// @param busy how long it was not parked
/// @param parks how often it parked
/// @param parkUnparks how often it parked or was unparked: odd while it is parked
public record WorkerMetrics(int index, Duration busy, long parks, long parkUnparks) {}
