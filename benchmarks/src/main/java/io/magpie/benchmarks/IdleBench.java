package io.magpie.benchmarks;

import io.magpie.examples.EchoServer;
import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.IdleConnection;
import io.magpie.examples.load.ProcessFacts;
import java.time.Duration;
import java.util.List;

/// `./run bench idle`: what an idle connection keeps in memory, and what a server's threads do while nothing happens.
///
/// The CPU of the server's Java threads is read from outside ([ThreadActivity]), so that looking costs the server
/// nothing; the JVM's own threads (a collector's, a compiler's, a periodic task's) are counted apart.
final class IdleBench {

    private static final int MOST = 10_000;
    private static final double WANTED_RSS_KB = 2.0;
    private static final double WANTED_HEAP_KB = 1.2;
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private IdleBench() {}

    static void run(Options options) throws Exception {
        Duration watch = Duration.ofSeconds(options.quick() ? 2 : 5);
        int connections = ProcessFacts.connectionsWithinLimit(MOST);
        System.err.printf("About %d s.%n", 3 * (2 * (watch.toSeconds() + 1) + 6));
        Table memory = new Table("server", "connections", "RSS KB each", "wanted", "live heap KB each", "wanted");
        Table cpu = new Table("server", "state", "seconds", "server threads ms", "their wake-ups", "JVM threads ms");
        for (Contender contender :
                List.of(EchoServer.CONTENDER, Contender.VIRTUAL_THREADS, Contender.VIRTUAL_THREADS_SOCKETS)) {
            try (EchoTrial trial = EchoTrial.start(contender)) {
                addCpu(cpu, contender, "fresh", trial.serverProcess(), watch);
                trial.rehearse(Duration.ofMillis(options.quick() ? 500 : 1_500));
                IdleConnection idle = trial.connect(connections);
                trial.run(Duration.ofSeconds(1), Duration.ZERO, _ -> {});
                addCpu(
                        cpu,
                        contender,
                        "%,d connections after load".formatted(connections),
                        trial.serverProcess(),
                        watch);
                boolean ours = contender == EchoServer.CONTENDER;
                memory.row(
                        contender.name(),
                        "%,d".formatted(connections),
                        "%.2f".formatted(idle.rssBytes() / 1024),
                        ours ? "%.1f".formatted(WANTED_RSS_KB) : "",
                        "%.2f".formatted(idle.heapBytes() / 1024),
                        ours ? "%.1f".formatted(WANTED_HEAP_KB) : "");
            }
        }
        options.report("idle", memory + "\n" + cpu);
    }

    private static void addCpu(Table table, Contender contender, String state, ProcessHandle server, Duration watch)
            throws Exception {
        Thread.sleep(SETTLE);
        ThreadActivity before = ThreadActivity.of(server.pid());
        Thread.sleep(watch);
        ThreadActivity spent = ThreadActivity.of(server.pid()).since(before);
        table.row(
                contender.name(),
                state,
                Long.toString(watch.toSeconds()),
                "%.2f".formatted(spent.serverNanos() / 1e6),
                Long.toString(spent.serverWakeUps()),
                "%.2f".formatted(spent.jvmNanos() / 1e6));
    }
}
