package io.magpie.internal.scheduler;

/// What the workers of a runtime have done, for benchmarks and tests: sums over all workers, a little late.
///
/// Each worker counts for itself, in words that nobody else writes, at moments that are rare or cost far more than the
/// count: so the counters are always on.
///
/// @param polls polls of tasks
/// @param parks times that a worker went to sleep
/// @param claims times that a sleeping worker was woken to search: by a push, by a backlog, by a searcher that found work
/// @param steals searches of other workers' queues that found something
/// @param failedSteals searches that found nothing
/// @param pulls batches taken from the injection queue
/// @param driverPolls polls of the driver, those that sleep included
/// @param idleRetries CAS of the idle word that failed and were tried again, by any thread
public record Counters(
        long polls,
        long parks,
        long claims,
        long steals,
        long failedSteals,
        long pulls,
        long driverPolls,
        long idleRetries) {

    /// What was done by both.
    public Counters plus(Counters other) {
        return new Counters(
                polls + other.polls,
                parks + other.parks,
                claims + other.claims,
                steals + other.steals,
                failedSteals + other.failedSteals,
                pulls + other.pulls,
                driverPolls + other.driverPolls,
                idleRetries + other.idleRetries);
    }

    /// What was done since an earlier reading.
    public Counters since(Counters earlier) {
        return new Counters(
                polls - earlier.polls,
                parks - earlier.parks,
                claims - earlier.claims,
                steals - earlier.steals,
                failedSteals - earlier.failedSteals,
                pulls - earlier.pulls,
                driverPolls - earlier.driverPolls,
                idleRetries - earlier.idleRetries);
    }
}
