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

    /// Whom it measures, too, where the least of all peers is wanted. Kotlin has one round there: it is never near.
    private static final Set<Peer> RIVALS = Set.of(Peer.FORKJOIN, Peer.KOTLIN);

    private static final int DIVISOR_IF_QUICK = 10;

    /// The time a process takes beside what it measures: to start, and for an iteration longer than it must.
    private static final int START_MILLIS = 500;

    @Override
    public List<Experiment> plan(Selection selection) {
        List<Experiment> experiments = new ArrayList<>();
        for (Catalogue workload : Catalogue.values()) {
            for (String cpus : List.of(Row.ALL, Row.ONE)) {
                if (isSelected(selection, workload, cpus)) {
                    List<Trial> trials = workload.peers().stream()
                            .filter(peer -> isSelected(selection, workload, peer))
                            .<Trial>map(peer -> trial(selection, workload, peer, cpus))
                            .toList();
                    experiments.add(new Experiment(trials, mostRounds(selection, workload)));
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
        boolean matters = PEERS_THAT_MATTER.contains(peer)
                || Floors.needRivals(workload) && RIVALS.contains(peer) && !isHopeless(workload, peer);
        return selection.selectsPeer(peer.id())
                && (matters
                        || isThorough(selection, workload)
                        || !selection.peers().isEmpty());
    }

    /// Takes half a minute a round, for a coroutine each, and is ten times as slow as the others.
    private static boolean isHopeless(Catalogue workload, Peer peer) {
        return workload == Catalogue.TIMER_CANCEL && peer == Peer.KOTLIN;
    }

    private static PeerTrial trial(Selection selection, Catalogue workload, Peer peer, String cpus) {
        boolean thorough = isThorough(selection, workload);
        Measurement.Effort effort = selection.quick()
                ? Measurement.Effort.QUICK
                : (thorough ? Measurement.Effort.FULL : Measurement.Effort.SHORT).warmedUp(warmUps(workload, cpus));
        int rounds = workload.starves(peer) || !thorough && peer == Peer.KOTLIN ? 1 : Integer.MAX_VALUE;
        return new PeerTrial(workload, peer, cpus, effort, rounds);
    }

    /// On one processor the compiler shares it with the workload; and a tree of a million tasks is a single iteration, of
    /// which the compiler wants several.
    private static int warmUps(Catalogue workload, String cpus) {
        return workload == Catalogue.SKYNET ? 3 : cpus.equals(Row.ONE) ? 2 : 1;
    }

    private static boolean isThorough(Selection selection, Catalogue workload) {
        return selection.full() || selection.names(workload.id());
    }

    /// What takes long and varies little is not repeated as often.
    private static int mostRounds(Selection selection, Catalogue workload) {
        return switch (workload) {
            case TICKER_HOGS, TICKER_YIELDING -> 1;
            case IDLE_MEMORY, SKYNET, TIMER_CANCEL -> isThorough(selection, workload) ? 3 : 2;
            case SLEEP_MANY -> isThorough(selection, workload) ? Integer.MAX_VALUE : 2;
            default -> Integer.MAX_VALUE;
        };
    }

    /// One peer's part.
    private record PeerTrial(Catalogue workload, Peer peer, String cpus, Measurement.Effort effort, int mostRounds)
            implements Trial {
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
                return workload.limit();
            }
            boolean slow = peer == Peer.VIRTUAL_THREADS || peer == Peer.KOTLIN;
            int millis = switch (workload) {
                case TICKER_HOGS, TICKER_YIELDING -> peer == Peer.VIRTUAL_THREADS ? 9_000 : 5_000;
                case IDLE_MEMORY -> slow ? 6_000 : 3_000;
                case TIMER_CANCEL -> peer == Peer.KOTLIN ? 25_000 : slow ? 4_000 : 2_500;
                case SLEEP_MANY -> 4_200;
                case SKYNET -> slow ? 12_000 : 4_600;
                default -> Math.toIntExact((effort.warmUpNanos() + effort.measuredNanos()) / 1_000_000);
            };
            return Duration.ofMillis(START_MILLIS + (isQuick() ? millis / DIVISOR_IF_QUICK : millis));
        }

        private boolean isQuick() {
            return effort.equals(Measurement.Effort.QUICK);
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
            if (isQuick()) {
                flags.add("-D" + Size.DIVISOR_PROPERTY + "=" + DIVISOR_IF_QUICK);
            }
            return flags;
        }

        @Override
        public Round measure() throws Exception {
            List<Object> arguments = new ArrayList<>(List.of(workload.id(), peer.id()));
            arguments.addAll(effort.arguments());
            return Child.measure(cpus, flags(), workload.limit(), Process.class, arguments.toArray());
        }
    }

    /// The process that measures one workload on one peer.
    static final class Process {
        private Process() {}

        public static void main(String[] arguments) {
            Catalogue catalogued = Catalogue.of(arguments[0]);
            Peer peer = Peer.of(arguments[1]);
            Measurement.Effort effort = Measurement.Effort.of(List.of(arguments).subList(2, arguments.length));
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
