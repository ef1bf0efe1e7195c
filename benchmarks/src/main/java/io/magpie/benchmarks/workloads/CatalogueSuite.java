package io.magpie.benchmarks.workloads;

import io.magpie.benchmarks.driver.Child;
import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Suite;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The [Catalogue], each workload free on all processors and pinned to one with as many workers, each peer in processes of
/// its own.
public final class CatalogueSuite implements Suite {

    /// Whom the short run measures.
    private static final Set<Peer> PEERS_THAT_MATTER =
            Set.of(Peer.MAGPIE, Peer.MAGPIE_FAIR, Peer.MAGPIE_SPIN, Peer.VIRTUAL_THREADS);

    private static final int DIVISOR_IF_QUICK = 10;

    @Override
    public List<Experiment> plan(Selection selection) {
        List<Experiment> experiments = new ArrayList<>();
        for (Catalogue workload : Catalogue.values()) {
            for (String cpus : List.of(Row.ALL, Row.ONE)) {
                if (isSelected(selection, workload, cpus)) {
                    List<Trial> trials = workload.peers().stream()
                            .filter(peer -> isSelected(selection, workload, peer))
                            .<Trial>map(peer -> new PeerTrial(workload, peer, cpus, selection.quick()))
                            .toList();
                    experiments.add(new Experiment(trials, mostRounds(workload)));
                }
            }
        }
        return experiments;
    }

    private static boolean isSelected(Selection selection, Catalogue workload, String cpus) {
        boolean matters = cpus.equals(Row.ALL) || Floors.matterOnOne(workload);
        return selection.selects(workload.id())
                && selection.selectsCpus(cpus)
                && (matters
                        || selection.full()
                        || selection.names(workload.id())
                        || selection.cpus().equals(cpus));
    }

    private static boolean isSelected(Selection selection, Catalogue workload, Peer peer) {
        return selection.selectsPeer(peer.id())
                && (selection.full()
                        || selection.names(workload.id())
                        || !selection.peers().isEmpty()
                        || PEERS_THAT_MATTER.contains(peer));
    }

    /// What takes long and varies little is not repeated as often.
    private static int mostRounds(Catalogue workload) {
        return switch (workload) {
            case TICKER_HOGS, TICKER_YIELDING -> 1;
            case IDLE_MEMORY, SKYNET, TIMER_CANCEL -> 3;
            default -> Integer.MAX_VALUE;
        };
    }

    /// One peer's part.
    private record PeerTrial(Catalogue workload, Peer peer, String cpus, boolean quick) implements Trial {
        @Override
        public Row row() {
            return new Row(
                    workload.id(),
                    workload.title(),
                    workload.group(),
                    peer.id(),
                    Map.of(Row.CPUS, cpus),
                    workload.unit(),
                    Floors.of(workload, peer, cpus),
                    Peer.VIRTUAL_THREADS.id(),
                    flags(),
                    List.of(),
                    null,
                    null);
        }

        @Override
        public Duration expected() {
            if (workload.starves(peer)) {
                return workload.limit().dividedBy(3); // it has its turn once, not in every round
            }
            int millis = switch (workload) {
                case TICKER_HOGS, TICKER_YIELDING -> 6_500;
                case IDLE_MEMORY -> 6_000;
                case TIMER_CANCEL -> 6_000;
                case SLEEP_MANY -> 5_000;
                case SKYNET -> 8_000;
                default -> 2_300;
            };
            return Duration.ofMillis(quick ? millis / DIVISOR_IF_QUICK + 500 : millis);
        }

        /// The same for all peers; each reads only what is its own. A process on one processor would not choose G1.
        private List<String> flags() {
            int workers = Runtime.getRuntime().availableProcessors();
            List<String> flags = new ArrayList<>(List.of(
                    "-Xmx4g",
                    "-XX:+UseG1GC",
                    "-D" + Size.WORKERS_PROPERTY + "=" + workers,
                    "-Djdk.virtualThreadScheduler.parallelism=" + workers,
                    "-Dkotlinx.coroutines.scheduler.core.pool.size=" + workers));
            if (quick) {
                flags.add("-D" + Size.DIVISOR_PROPERTY + "=" + DIVISOR_IF_QUICK);
            }
            return flags;
        }

        @Override
        public Round measure() throws Exception {
            return Child.measure(cpus, flags(), workload.limit(), Process.class, workload.id(), peer.id(), quick);
        }
    }

    /// The process that measures one workload on one peer.
    static final class Process {
        private Process() {}

        public static void main(String[] arguments) {
            Catalogue catalogued = Catalogue.of(arguments[0]);
            Peer peer = Peer.of(arguments[1]);
            Measurement.Effort effort =
                    Boolean.parseBoolean(arguments[2]) ? Measurement.Effort.QUICK : Measurement.Effort.FULL;
            Child.answer(() -> {
                Workload workload = catalogued.start(peer);
                return workload instanceof Workload.Once once
                        ? once.measure()
                        : Measurement.of(workload, catalogued.operations(), catalogued.waitingNanos(), effort)
                                .toRound();
            });
        }
    }
}
