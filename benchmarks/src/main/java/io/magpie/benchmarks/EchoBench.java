package io.magpie.benchmarks;

import io.magpie.examples.EchoServer;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import io.magpie.examples.load.ProcessFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `./run bench echo`: server CPU per request and latency of a 64-byte echo, against virtual threads, in paired runs.
///
/// Server and client are processes of their own; the client is the same for all, and shares the processors with the
/// server. A round runs the contenders one right after the other; who is first changes from round to round.
final class EchoBench {

    private static final int MOST = 10_000;
    private static final double WANTED_CPU = 0.85;
    private static final double WANTED_CPU_AT_MOST = 0.92;
    private static final double WANTED_P99 = 1.2;
    private static final int WANTED_P99_AT = 64;

    private EchoBench() {}

    static void run(Options options) throws Exception {
        int rounds = options.quick() ? 1 : 3;
        Duration length = Duration.ofSeconds(options.quick() ? 2 : 6);
        int most = ProcessFacts.connectionsWithinLimit(MOST);
        List<Integer> counts = options.selected().isEmpty()
                ? List.of(64, 1_000, most)
                : options.selected().stream().map(Integer::valueOf).toList();
        long secondsEach = length.toSeconds() * 3 / 2 + 4;
        System.err.printf("About %d s; rounds: %d.%n", counts.size() * (2L * rounds + 1) * secondsEach, rounds);

        Table costs =
                new Table("server", "connections", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "CPU µs/request");
        Table ratios = new Table("connections", "CPU ratio", "wanted", "p99 ratio", "wanted");
        for (int connections : counts) {
            List<Figures> magpie = new ArrayList<>();
            List<Figures> channels = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                if (round % 2 == 0) {
                    magpie.add(measure(EchoServer.CONTENDER, connections, length));
                    channels.add(measure(Contender.VIRTUAL_THREADS, connections, length));
                } else {
                    channels.add(measure(Contender.VIRTUAL_THREADS, connections, length));
                    magpie.add(measure(EchoServer.CONTENDER, connections, length));
                }
            }
            List<Figures> sockets = List.of(measure(Contender.VIRTUAL_THREADS_SOCKETS, connections, length));
            addCosts(costs, EchoServer.CONTENDER, magpie);
            addCosts(costs, Contender.VIRTUAL_THREADS, channels);
            addCosts(costs, Contender.VIRTUAL_THREADS_SOCKETS, sockets);
            addRatios(ratios, connections, connections == most ? WANTED_CPU_AT_MOST : WANTED_CPU, magpie, channels);
        }
        options.report(
                "echo", costs + "\nMagpie to virtual threads, median of the rounds (least–greatest):\n\n" + ratios);
    }

    private static Figures measure(Contender contender, int connections, Duration length) throws Exception {
        try (EchoTrial trial = EchoTrial.start(contender)) {
            Figures figures = trial.measure(connections, length, _ -> {});
            System.err.printf(
                    "%s, %,d connections: %.2f µs CPU a request, %s%n",
                    contender.name(), connections, figures.cpuMicros(), figures.load());
            return figures;
        }
    }

    private static void addCosts(Table table, Contender contender, List<Figures> rounds) {
        table.row(
                contender.name(),
                "%,d".formatted(rounds.getFirst().load().connections()),
                "%,.0f"
                        .formatted(
                                Ratios.median(rounds, figures -> figures.load().rate())),
                millis(Ratios.median(rounds, figures -> figures.load().p50())),
                millis(Ratios.median(rounds, figures -> figures.load().p99())),
                millis(Ratios.median(rounds, figures -> figures.load().p999())),
                "%.2f".formatted(Ratios.median(rounds, Figures::cpuMicros)));
    }

    private static void addRatios(
            Table table, int connections, double wantedCpu, List<Figures> ours, List<Figures> theirs) {
        Ratios cpu = new Ratios();
        Ratios p99 = new Ratios();
        for (int round = 0; round < ours.size(); round++) {
            cpu.add(ours.get(round).cpuMicros(), theirs.get(round).cpuMicros());
            p99.add(ours.get(round).load().p99(), theirs.get(round).load().p99());
        }
        table.row(
                "%,d".formatted(connections),
                cpu.describe(),
                "%.2f".formatted(wantedCpu),
                p99.describe(),
                connections == WANTED_P99_AT ? "%.2f".formatted(WANTED_P99) : "");
    }

    private static String millis(double nanos) {
        return "%.2f".formatted(nanos / 1e6);
    }
}
