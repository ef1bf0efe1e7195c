package io.magpie.examples;

import io.magpie.examples.load.Computation;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import io.magpie.examples.load.LoadReport;
import io.magpie.examples.load.ProcessFacts;
import io.magpie.examples.load.RedisTrial;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// `./run`: ten thousand connections echo on Magpie, then on virtual threads; mini-redis runs beside Redis, where that is
/// installed; then one handler does what no handler should. Prints what was measured, whatever it is.
public final class Demo {

    private static final String USAGE = "./run demo [--connections N] [--seconds N]";
    private static final int MOST_CONNECTIONS = 10_000;
    private static final Duration DEFAULT_LENGTH = Duration.ofSeconds(6);

    /// A guess at what a processor does, so that a run takes about as long as the others.
    private static final int REDIS_REQUESTS_PER_SECOND = 25_000;

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
        demo.redis();
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

    private void redis() throws IOException, InterruptedException {
        System.out.printf(
                "%nmini-redis, one worker, beside Redis's own server: redis-benchmark, 50 connections, 64 bytes.%n%n");
        String missing = RedisTrial.missing();
        if (missing != null) {
            System.out.println(missing);
            return;
        }
        Comparison table = new Comparison("mini-redis", "redis-server");
        int requests = (int) Math.max(1_000, length.toSeconds() * REDIS_REQUESTS_PER_SECOND);
        try (RedisTrial ours = RedisTrial.startMiniRedis();
                RedisTrial theirs = RedisTrial.startRedis()) {
            for (int pipeline : List.of(1, 16)) {
                RedisTrial.Figures our = measure(ours, pipeline, requests);
                RedisTrial.Figures their = measure(theirs, pipeline, requests);
                table.row("GET/s, -P " + pipeline, "%,.0f", our.rate(), their.rate());
                table.row("  p99, ms", "%.2f", our.p99Millis(), their.p99Millis());
                table.row("  server CPU per GET, µs", "%.2f", our.cpuMicros(), their.cpuMicros());
            }
        }
        progress.end();
        System.out.println(table);
    }

    private RedisTrial.Figures measure(RedisTrial trial, int pipeline, int requests)
            throws IOException, InterruptedException {
        progress.show(trial.name() + ": SET, and GET, -P " + pipeline);
        trial.measure("set", pipeline, requests);
        trial.measure("get", pipeline, requests); // warms up
        return trial.measure("get", pipeline, requests * (pipeline == 1 ? 1 : 4));
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
