package io.magpie.benchmarks;

import io.magpie.benchmarks.tls.MagpieTlsEcho;
import io.magpie.benchmarks.tls.NettyTlsEcho;
import io.magpie.benchmarks.tls.TlsLoadClient;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `./run bench tls`: server CPU per request and latency of an encrypted 64-byte echo, against Netty's `SslHandler`, both
/// with the engine of the JDK, in paired runs. Processes and rounds are as in [EchoBench].
final class TlsBench {

    private static final double WANTED_CPU = 1.3;

    private TlsBench() {}

    static void run(Options options) throws Exception {
        int rounds = options.quick() ? 1 : 3;
        Duration length = Duration.ofSeconds(options.quick() ? 2 : 6);
        List<Integer> counts = options.selected().isEmpty()
                ? List.of(64, 1_000)
                : options.selected().stream().map(Integer::valueOf).toList();
        System.err.printf(
                "About %d s; rounds: %d.%n", counts.size() * 2 * rounds * (length.toSeconds() * 2 + 6), rounds);

        Table costs =
                new Table("server", "connections", "requests/s", "p50 ms", "p99 ms", "CPU µs/request", "idle KiB");
        Table ratios = new Table("connections", "CPU ratio", "wanted", "p99 ratio");
        for (int connections : counts) {
            List<Figures> magpie = new ArrayList<>();
            List<Figures> netty = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                if (round % 2 == 0) {
                    magpie.add(measure(MagpieTlsEcho.CONTENDER, connections, length));
                    netty.add(measure(NettyTlsEcho.CONTENDER, connections, length));
                } else {
                    netty.add(measure(NettyTlsEcho.CONTENDER, connections, length));
                    magpie.add(measure(MagpieTlsEcho.CONTENDER, connections, length));
                }
            }
            addCosts(costs, MagpieTlsEcho.CONTENDER, magpie);
            addCosts(costs, NettyTlsEcho.CONTENDER, netty);
            addRatios(ratios, connections, magpie, netty);
        }
        options.report(
                "tls",
                costs
                        + "\nMagpie to Netty's SslHandler with the JDK's engine, median of the rounds (least–greatest):\n\n"
                        + ratios);
    }

    private static Figures measure(Contender contender, int connections, Duration length) throws Exception {
        try (EchoTrial trial = EchoTrial.start(contender, TlsLoadClient.class)) {
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
                "%.2f".formatted(Ratios.median(rounds, figures -> figures.load().p50()) / 1e6),
                "%.2f".formatted(Ratios.median(rounds, figures -> figures.load().p99()) / 1e6),
                "%.2f".formatted(Ratios.median(rounds, Figures::cpuMicros)),
                "%.1f".formatted(Ratios.median(rounds, figures -> figures.idle().heapBytes()) / 1024));
    }

    private static void addRatios(Table table, int connections, List<Figures> ours, List<Figures> theirs) {
        Ratios cpu = new Ratios();
        Ratios p99 = new Ratios();
        for (int round = 0; round < ours.size(); round++) {
            cpu.add(ours.get(round).cpuMicros(), theirs.get(round).cpuMicros());
            p99.add(ours.get(round).load().p99(), theirs.get(round).load().p99());
        }
        table.row("%,d".formatted(connections), cpu.describe(), "%.2f".formatted(WANTED_CPU), p99.describe());
    }
}
