package io.magpie.benchmarks.echo;

import io.magpie.benchmarks.ThreadActivity;
import io.magpie.benchmarks.driver.DidNotFinishException;
import io.magpie.benchmarks.driver.Processors;
import io.magpie.benchmarks.results.Row;
import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Facts;
import io.magpie.examples.load.ProcessFacts;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A server and its load, each a process of its own on this machine.
final class EchoSession implements AutoCloseable {

    private static final List<String> CLIENT_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private static final Duration WARM_UP_STEP = Duration.ofMillis(500);

    /// The share of the JVM's own threads from which on a server counts as warm. A guess.
    private static final double WARM = 0.02;

    /// After which an idle server has done what it does once it has nothing to do.
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private static final int PINNING_TRIES = 5;

    private final ChildJvm server;
    private final ChildJvm client;
    private Use before = new Use(0, 0, 0, new ThreadActivity(0, 0, 0));
    private Use after = before;

    private EchoSession(ChildJvm server, ChildJvm client) {
        this.server = server;
        this.client = client;
    }

    /// Starts both, without a connection yet.
    ///
    /// @param peer the server
    /// @param bytes of a message; 8 or more
    /// @param cpus [Row#ALL]; or [Row#ONE]: the server runs on the last processor, with as many threads as on all, and
    ///     the client on the first
    /// @param flags for the server's JVM, beside the peer's
    static EchoSession start(EchoPeer peer, int bytes, String cpus, List<String> flags)
            throws DidNotFinishException, IOException, InterruptedException {
        List<String> all = Stream.concat(peer.flags().stream(), flags.stream()).toList();
        ChildJvm server = ChildJvm.start(all, peer.main(), peer.arguments(bytes).toArray());
        ChildJvm client = null;
        try {
            long port = Facts.parse(server.nextLine()).value("port");
            client = ChildJvm.start(CLIENT_FLAGS, EchoClient.class, port, bytes);
            if (cpus.equals(Row.ONE)) {
                pin(server, Processors.allowed().getLast());
                pin(client, Processors.allowed().getFirst());
            }
            return new EchoSession(server, client);
        } catch (IOException | InterruptedException | RuntimeException | DidNotFinishException e) {
            if (client != null) {
                client.close();
            }
            server.close();
            throw e;
        }
    }

    /// Confines a process that has counted its processors before. A thread that ends while they are gone through, as those of
    /// the compiler do, is a failure to `taskset`: what it has not come to yet it comes to the next time.
    private static void pin(ChildJvm process, int cpu) throws DidNotFinishException, IOException, InterruptedException {
        String id = Long.toString(process.handle().pid());
        for (int tried = 0; tried < PINNING_TRIES; tried++) {
            if (taskset(cpu, id) == 0) {
                return;
            }
        }
        throw new IOException("taskset could not confine process " + id + " to processor " + cpu);
    }

    private static int taskset(int cpu, String id) throws DidNotFinishException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder("taskset", "-a", "-c", "-p", Integer.toString(cpu), id)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return command.start().waitFor();
        } catch (IOException e) {
            throw new DidNotFinishException("no taskset here, which would pin it to one processor");
        }
    }

    /// Opens connections, and sends one request on each.
    void connect(int count) throws IOException, InterruptedException {
        client.ask("connect " + count, "connected");
        client.ask("once", "result");
    }

    /// Closes all connections.
    void disconnect() throws IOException, InterruptedException {
        client.ask("disconnect", "connected");
    }

    /// Loads the server until its compiler has little left to do; that is not to be charged to the requests that count.
    ///
    /// @param least how long at least
    /// @param most how long at most
    void warmUp(Duration least, Duration most) throws IOException, InterruptedException {
        client.ask(new EchoLoop.Closed().command(least), "result");
        Duration spent = least;
        ThreadActivity stretch;
        do {
            ThreadActivity start = ThreadActivity.of(serverId());
            client.ask(new EchoLoop.Closed().command(WARM_UP_STEP), "result");
            stretch = ThreadActivity.of(serverId()).since(start);
            spent = spent.plus(WARM_UP_STEP);
        } while (stretch.jvmNanos() > WARM * stretch.serverNanos() && spent.compareTo(most) < 0);
    }

    /// Opens connections, sends one request on each, and leaves them.
    ///
    /// @param count how many
    /// @return `rss` and `heap`: bytes that one of them takes, in memory resident and in live heap
    Map<String, Double> memoryOf(int count) throws IOException, InterruptedException {
        ProcessFacts empty = stats(server, "rest");
        connect(count);
        ProcessFacts full = stats(server, "rest");
        return Map.of(
                "rss", (full.rssBytes() - empty.rssBytes()) / (double) count,
                "heap", (full.heapBytes() - empty.heapBytes()) / (double) count);
    }

    /// Leaves the server alone.
    ///
    /// @param length how long
    /// @return what its threads do in a second all the same: `idleCpu` in nanoseconds, `idleSleeps`
    Map<String, Double> idle(Duration length) throws IOException, InterruptedException {
        Thread.sleep(SETTLE);
        long process = server.handle().pid();
        ThreadActivity first = ThreadActivity.of(process);
        Thread.sleep(length);
        ThreadActivity spent = ThreadActivity.of(process).since(first);
        double seconds = length.toNanos() / 1e9;
        return Map.of(
                "idleCpu", spent.serverNanos() / seconds,
                "idleSleeps", spent.serverWakeUps() / seconds);
    }

    /// Loads the server; what that costs is told by [#figures].
    EchoReport measure(EchoLoop loop, Duration length) throws IOException, InterruptedException {
        before = use();
        EchoReport report = EchoReport.of(client.ask(loop.command(length), "result"));
        after = use();
        return report;
    }

    /// What a request of the load measured last has cost, by name.
    ///
    /// | figure | what |
    /// |---|---|
    /// | `cpu` | processor time of the server in nanoseconds, garbage collector and compiler included |
    /// | `cpuProgram`, `cpuJvm` | of this, the threads of the program; the JVM's own: collector, compiler |
    /// | `cpuClient` | processor time of the load generator |
    /// | `bytes` | allocated on the server's heap |
    /// | `sleeps` | how often a thread of the server went to sleep |
    /// | `rate` | answers a second |
    /// | `p50` … `p999`, `max` | latencies in nanoseconds |
    Map<String, Double> figures(EchoReport report) {
        double requests = report.requests() - report.unsent();
        ThreadActivity threads = after.threads.since(before.threads);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(Row.CPU, (after.cpu - before.cpu) / requests);
        figures.put("cpuProgram", threads.serverNanos() / requests);
        figures.put("cpuJvm", threads.jvmNanos() / requests);
        figures.put("cpuClient", (after.clientCpu - before.clientCpu) / requests);
        figures.put(Row.BYTES, (after.allocated - before.allocated) / requests);
        figures.put("sleeps", threads.serverWakeUps() / requests);
        figures.put("rate", report.rate());
        figures.put("requests", requests);
        figures.put("unsent", (double) report.unsent());
        figures.put("p50", (double) report.p50());
        figures.put("p90", (double) report.p90());
        figures.put("p99", (double) report.p99());
        figures.put("p999", (double) report.p999());
        figures.put("max", (double) report.max());
        return figures;
    }

    /// The id of the server's process.
    long serverId() {
        return server.handle().pid();
    }

    /// Ends both processes.
    @Override
    public void close() {
        client.close();
        server.close();
    }

    private Use use() throws IOException, InterruptedException {
        ProcessFacts facts = stats(server, "stats");
        return new Use(
                facts.cpuNanos(),
                facts.allocatedBytes(),
                stats(client, "stats").cpuNanos(),
                ThreadActivity.of(server.handle().pid()));
    }

    private static ProcessFacts stats(ChildJvm process, String question) throws IOException, InterruptedException {
        return ProcessFacts.of(process.ask(question, "stats"));
    }

    /// What has been used until a moment.
    private record Use(long cpu, long allocated, long clientCpu, ThreadActivity threads) {}
}
