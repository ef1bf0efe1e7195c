package io.magpie.benchmarks.workloads;

import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Row;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What Magpie is to stay below: mostly ratios to virtual threads. One processor suits virtual threads better, so there they
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

    /// What is wanted of a peer; null if nothing is.
    static @Nullable Floor of(Catalogue workload, Peer peer, String cpus) {
        boolean all = cpus.equals(Row.ALL);
        return switch (peer) {
            case MAGPIE, MAGPIE_BY_HAND -> all ? onAll(workload) : ratio(ON_ONE.get(workload));
            case MAGPIE_FAIR -> ratio(all ? (Double) FAIR_MUTEX : null);
            case MAGPIE_SPIN -> ratio(all ? (Double) SPINNING_SPAWN : null);
            case VIRTUAL_THREADS, FORKJOIN, KOTLIN -> null;
        };
    }

    /// Where virtual threads never finish, or starve, a ratio to them would say nothing: there it is a value, in ns.
    private static @Nullable Floor onAll(Catalogue workload) {
        return switch (workload) {
            case SPAWN_REMOTE_BUSY -> new Floor.AtMost(300);
            case TICKER_HOGS -> new Floor.AtMost(220e6);
            case TICKER_YIELDING -> new Floor.AtMost(2e6);
            case TIMER_CANCEL, TIMEOUT, SLEEP_MANY -> new Floor.LeastOfPeers();
            default -> ratio(ON_ALL.get(workload));
        };
    }

    private static @Nullable Floor ratio(@Nullable Double most) {
        return most == null ? null : new Floor.ToBaseline(most);
    }

    /// Whether a floor can only be judged beside peers other than the baseline.
    static boolean needRivals(Catalogue workload) {
        return onAll(workload) instanceof Floor.LeastOfPeers;
    }

    /// Whether pinning to one processor is among the rows that matter.
    static boolean matterOnOne(Catalogue workload) {
        return ON_ONE.containsKey(workload);
    }
}
