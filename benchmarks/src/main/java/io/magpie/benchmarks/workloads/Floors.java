package io.magpie.benchmarks.workloads;

import io.magpie.benchmarks.results.Row;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ratios to virtual threads that Magpie is to stay below. One processor suits virtual threads better, so there they
/// are higher, and few.
final class Floors {

    private static final Map<Catalogue, Double> ON_ALL = Map.ofEntries(
            Map.entry(Catalogue.SPAWN_LOCAL, 0.34),
            Map.entry(Catalogue.SPAWN_REMOTE, 0.28),
            Map.entry(Catalogue.CHAINED_SPAWN, 0.075),
            Map.entry(Catalogue.YIELD, 0.04),
            Map.entry(Catalogue.PING_PONG_MANY, 0.22),
            Map.entry(Catalogue.PING_PONG_PAIR, 0.18),
            Map.entry(Catalogue.MPSC_BOUNDED, 0.32),
            Map.entry(Catalogue.MPSC_UNBOUNDED, 0.30),
            Map.entry(Catalogue.MPSC_UNCONTENDED, 0.65),
            Map.entry(Catalogue.MUTEX, 1.0),
            Map.entry(Catalogue.SEMAPHORE_CONTENDED, 0.60),
            Map.entry(Catalogue.SEMAPHORE_UNCONTENDED, 0.70),
            Map.entry(Catalogue.NOTIFY_RING, 0.07),
            Map.entry(Catalogue.SPAWN_BLOCKING, 0.60),
            Map.entry(Catalogue.SKYNET, 0.10),
            Map.entry(Catalogue.IDLE_MEMORY, 0.20));

    private static final Map<Catalogue, Double> ON_ONE = Map.of(
            Catalogue.CHAINED_SPAWN, 0.25,
            Catalogue.MPSC_BOUNDED, 0.70,
            Catalogue.NOTIFY_RING, 0.25);

    private static final double FAIR_MUTEX = 3.0;
    private static final double SPINNING_SPAWN = 0.20;

    private Floors() {}

    /// The ratio wanted of a peer; null if none was set.
    static @Nullable Double of(Catalogue workload, Peer peer, String cpus) {
        boolean all = cpus.equals(Row.ALL);
        return switch (peer) {
            case MAGPIE, MAGPIE_BY_HAND -> (all ? ON_ALL : ON_ONE).get(workload);
            case MAGPIE_FAIR -> all ? (Double) FAIR_MUTEX : null;
            case MAGPIE_SPIN -> all ? (Double) SPINNING_SPAWN : null;
            case VIRTUAL_THREADS, FORKJOIN, KOTLIN -> null;
        };
    }

    /// What is wanted of a peer that is no ratio; null if nothing.
    static @Nullable String note(Catalogue workload, Peer peer, String cpus) {
        if (peer != Peer.MAGPIE || cpus.equals(Row.ONE)) {
            return null;
        }
        return switch (workload) {
            case SPAWN_REMOTE_BUSY -> "wanted: finishes, at most 300 ns";
            case TICKER_HOGS -> "wanted: finishes, at most 220 ms late";
            case TICKER_YIELDING -> "wanted: finishes, at most 2 ms late";
            case TIMER_CANCEL, TIMEOUT, SLEEP_MANY -> "wanted: the least of all peers";
            default -> null;
        };
    }

    /// Whether pinning to one processor is among the rows that matter.
    static boolean matterOnOne(Catalogue workload) {
        return ON_ONE.containsKey(workload);
    }
}
