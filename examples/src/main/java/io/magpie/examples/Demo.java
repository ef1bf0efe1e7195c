package io.magpie.examples;

import io.magpie.examples.load.Computation;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import io.magpie.examples.load.LoadReport;
import io.magpie.examples.load.ProcessFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// `./run`: ten thousand connections echo on Magpie, then on virtual threads; then one handler does what no handler
/// should. Prints what was measured, whatever it is.
public final class Demo {

    private static final String USAGE = "./run demo [--connections N] [--seconds N]";
    private static final int MOST_CONNECTIONS = 10_000;
    private static final Duration DEFAULT_LENGTH = Duration.ofSeconds(6);

    private static final int OTHERS = 64;
    private static final Duration THEIR_PACE = Duration.ofMillis(10);

    private final int connections;
    private final Duration length;
    private final ProgressLine progress = new ProgressLine();

    private Demo(int connections, Duration length) {
        this.connections = connections;
        this.length = length;
    }

    /// Runs the demo.
    ///
    /// @param arguments `--connections N`: at most so many, 10,000 if not given; `--seconds N`: how long each part is
    ///     measured
    /// @throws Exception if a process fails
    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.parse(USAGE, arguments, "connections", "seconds");
        int connections = ProcessFacts.connectionsWithinLimit(given.number("connections", MOST_CONNECTIONS));
        Demo demo = new Demo(connections, given.seconds("seconds", DEFAULT_LENGTH));
        demo.echo();
        demo.compute();
    }

    private void echo() throws IOException, InterruptedException {
        System.out.printf(
                "%,d connections echo 64 bytes each on this machine: %d processors, Java %s.%n"
                        + "The load client is a process of its own, and shares the processors with the server.%n%n",
                connections, Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"));
        Figures magpie = measure(EchoServer.CONTENDER);
        Figures virtual = measure(Contender.VIRTUAL_THREADS);
        Comparison table = new Comparison("Magpie, 2 workers", "virtual threads");
        table.row("requests/s", "%,.0f", magpie.load().rate(), virtual.load().rate());
        table.row("p50, ms", "%.2f", magpie.load().p50() / 1e6, virtual.load().p50() / 1e6);
        table.row("p99, ms", "%.2f", magpie.load().p99() / 1e6, virtual.load().p99() / 1e6);
        table.row(
                "p99.9, ms", "%.2f", magpie.load().p999() / 1e6, virtual.load().p999() / 1e6);
        table.row("server CPU per request, µs", "%.2f", magpie.cpuMicros(), virtual.cpuMicros());
        table.row("memory per idle connection, KB", "%.2f", kilobytes(magpie), kilobytes(virtual));
        table.row(
                "  of it live heap, KB",
                "%.2f",
                magpie.idle().heapBytes() / 1024,
                virtual.idle().heapBytes() / 1024);
        table.row("platform threads", "%,.0f", magpie.threads(), virtual.threads());
        System.out.println(table);
    }

    private Figures measure(Contender contender) throws IOException, InterruptedException {
        progress.show(contender.name() + ": starting, connecting");
        try (EchoTrial trial = EchoTrial.start(contender)) {
            Figures figures = trial.measure(connections, length, report -> show(contender.name(), report));
            progress.end();
            return figures;
        }
    }

    private static double kilobytes(Figures figures) {
        return figures.idle().rssBytes() / 1024;
    }

    private void show(String name, LoadReport report) {
        progress.show("%-34s %,7d connections %,9.0f requests/s   p50 %9.3f ms   p99 %9.3f ms"
                .formatted(name, report.connections(), report.rate(), report.p50() / 1e6, report.p99() / 1e6));
    }

    private void compute() throws IOException, InterruptedException {
        System.out.printf(
                "%nNow one handler computes for %d ms without yielding, again and again; then two do.%n"
                        + "What %d other connections see, which ask every %d ms:%n%n",
                Computation.LENGTH.toMillis(), OTHERS, THEIR_PACE.toMillis());
        List<Contender> contenders = List.of(
                EchoServer.CONTENDER.with("Magpie, in the handler", "--port", "0", "--probe", "--compute", "inline"),
                EchoServer.CONTENDER.with("Magpie, spawnCompute", "--port", "0", "--probe", "--compute", "offload"),
                Contender.VIRTUAL_THREADS.with("virtual threads, in the handler", "channel", "inline"),
                Contender.VIRTUAL_THREADS.with("virtual threads, platform pool", "channel", "offload"));
        StarvationTable table = new StarvationTable();
        for (Contender contender : contenders) {
            progress.show(contender.name() + ": starting");
            try (EchoTrial trial = EchoTrial.start(contender)) {
                trial.rehearse(length.dividedBy(4));
                trial.connect(OTHERS);
                LoadReport calm = runOthers(trial, contender);
                trial.connectComputing(1);
                LoadReport one = runOthers(trial, contender);
                trial.connectComputing(1);
                LoadReport two = runOthers(trial, contender);
                progress.end();
                table.row(contender.name(), calm, one, two);
            }
        }
        System.out.println(table);
    }

    private LoadReport runOthers(EchoTrial trial, Contender contender) throws IOException, InterruptedException {
        return trial.run(length.dividedBy(3), THEIR_PACE, report -> show(contender.name(), report));
    }
}
