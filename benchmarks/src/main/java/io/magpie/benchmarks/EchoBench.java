package io.magpie.benchmarks;

import io.magpie.examples.EchoServer;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import io.magpie.examples.load.ProcessFacts;
import java.time.Duration;
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
            PairedTrials trials = new PairedTrials(EchoTrial::start, connections, length);
            trials.run(rounds, EchoServer.CONTENDER, Contender.VIRTUAL_THREADS);
            List<Figures> sockets = List.of(trials.measure(Contender.VIRTUAL_THREADS_SOCKETS));
            addCosts(costs, EchoServer.CONTENDER, trials.ours);
            addCosts(costs, Contender.VIRTUAL_THREADS, trials.theirs);
            addCosts(costs, Contender.VIRTUAL_THREADS_SOCKETS, sockets);
            addRatios(ratios, connections, connections == most ? WANTED_CPU_AT_MOST : WANTED_CPU, trials);
        }
        options.report(
                "echo", costs + "\nMagpie to virtual threads, median of the rounds (least–greatest):\n\n" + ratios);
    }

    private static void addCosts(Table table, Contender contender, List<Figures> rounds) {
        table.row(
                contender.name(),
                PairedTrials.count(rounds),
                PairedTrials.rate(rounds),
                PairedTrials.millis(rounds, figures -> figures.load().p50()),
                PairedTrials.millis(rounds, figures -> figures.load().p99()),
                PairedTrials.millis(rounds, figures -> figures.load().p999()),
                PairedTrials.cpu(rounds));
    }

    private static void addRatios(Table table, int connections, double wantedCpu, PairedTrials trials) {
        table.row(
                "%,d".formatted(connections),
                trials.ratios(Figures::cpuMicros).describe(),
                "%.2f".formatted(wantedCpu),
                trials.ratios(figures -> figures.load().p99()).describe(),
                connections == WANTED_P99_AT ? "%.2f".formatted(WANTED_P99) : "");
    }
}
