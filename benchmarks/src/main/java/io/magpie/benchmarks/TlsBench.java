package io.magpie.benchmarks;

import io.magpie.benchmarks.tls.MagpieTlsEcho;
import io.magpie.benchmarks.tls.NettyTlsEcho;
import io.magpie.benchmarks.tls.TlsLoadClient;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import java.time.Duration;
import java.util.List;

/// `./run bench tls`: server CPU per request and latency of an encrypted 64-byte echo, against Netty's `SslHandler`, both
/// with the engine of the JDK, in paired runs. Server and client are processes of their own, as in [io.magpie.benchmarks.echo.EchoSuite].
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
            PairedTrials trials =
                    new PairedTrials(contender -> EchoTrial.start(contender, TlsLoadClient.class), connections, length);
            trials.run(rounds, MagpieTlsEcho.CONTENDER, NettyTlsEcho.CONTENDER);
            addCosts(costs, MagpieTlsEcho.CONTENDER, trials.ours);
            addCosts(costs, NettyTlsEcho.CONTENDER, trials.theirs);
            ratios.row(
                    "%,d".formatted(connections),
                    trials.ratios(Figures::cpuMicros).describe(),
                    "%.2f".formatted(WANTED_CPU),
                    trials.ratios(figures -> figures.load().p99()).describe());
        }
        options.report(
                "tls",
                costs
                        + "\nMagpie to Netty's SslHandler with the JDK's engine, median of the rounds (least–greatest):\n\n"
                        + ratios);
    }

    private static void addCosts(Table table, Contender contender, List<Figures> rounds) {
        table.row(
                contender.name(),
                PairedTrials.count(rounds),
                PairedTrials.rate(rounds),
                PairedTrials.millis(rounds, figures -> figures.load().p50()),
                PairedTrials.millis(rounds, figures -> figures.load().p99()),
                PairedTrials.cpu(rounds),
                "%.1f".formatted(Ratios.median(rounds, figures -> figures.idle().heapBytes()) / 1024));
    }
}
