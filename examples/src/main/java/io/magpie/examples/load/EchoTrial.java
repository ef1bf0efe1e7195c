package io.magpie.examples.load;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// A server and its load client, both processes of their own on this machine.
public final class EchoTrial implements AutoCloseable {

    /// The same for every server. A heap that shrinks to what lives when it is collected, so that the memory resident
    /// tells what connections cost, and not how far the garbage had spread.
    private static final List<String> SERVER_FLAGS =
            List.of("-Xmx1g", "-XX:MinHeapFreeRatio=5", "-XX:MaxHeapFreeRatio=10");

    private static final List<String> CLIENT_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private static final int REHEARSAL_CONNECTIONS = 64;

    private final ChildJvm server;
    private final ChildJvm client;

    private EchoTrial(ChildJvm server, ChildJvm client) {
        this.server = server;
        this.client = client;
    }

    /// Starts both processes, without a connection yet.
    ///
    /// @param contender the server
    /// @return the trial, to be closed
    /// @throws IOException if a process cannot be started, or the server does not listen
    /// @throws InterruptedException if interrupted while waiting
    public static EchoTrial start(Contender contender) throws IOException, InterruptedException {
        return start(contender, LoadClient.class);
    }

    /// As [#start(Contender)], with another client.
    ///
    /// @param contender the server
    /// @param client has a `main` that is told the port, and obeys the commands of [LoadClient]
    /// @return the trial, to be closed
    /// @throws IOException if a process cannot be started, or the server does not listen
    /// @throws InterruptedException if interrupted while waiting
    public static EchoTrial start(Contender contender, Class<?> client) throws IOException, InterruptedException {
        ChildJvm server = ChildJvm.start(
                SERVER_FLAGS, contender.main(), contender.arguments().toArray());
        try {
            Facts listening = Facts.parse(server.nextLine());
            return new EchoTrial(server, ChildJvm.start(CLIENT_FLAGS, client, listening.value("port")));
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /// What a server costs under load.
    ///
    /// @param load what the client saw
    /// @param cpuMicros the server's processor time for a request
    /// @param idle what one more connection costs while nothing happens on it
    /// @param threads the server's platform threads
    public record Figures(LoadReport load, double cpuMicros, IdleConnection idle, int threads) {}

    /// What one more connection costs while nothing happens on it.
    ///
    /// @param rssBytes memory resident
    /// @param heapBytes live heap
    public record IdleConnection(double rssBytes, double heapBytes) {}

    /// The whole course: rehearsal, idle connections, load.
    ///
    /// @param connections how many
    /// @param length how long the load is measured; the rehearsal takes a quarter of that, the warm-up half
    /// @param progress told twice a second what was seen
    /// @return the figures
    /// @throws IOException if a connection fails, an answer is wrong, or a process ends
    /// @throws InterruptedException if interrupted while waiting
    public Figures measure(int connections, Duration length, Consumer<LoadReport> progress)
            throws IOException, InterruptedException {
        rehearse(length.dividedBy(4));
        IdleConnection idle = connect(connections);
        run(length.dividedBy(2), Duration.ZERO, progress);
        ProcessFacts before = stats("stats");
        LoadReport load = run(length, Duration.ZERO, progress);
        ProcessFacts after = stats("stats");
        double cpuNanos = after.cpuNanos() - before.cpuNanos();
        return new Figures(load, cpuNanos / 1_000 / load.requests(), idle, after.threads());
    }

    /// Has the server load and compile what it needs, so that this is not charged to the connections that follow.
    ///
    /// @param length how long
    /// @throws IOException if a connection fails
    /// @throws InterruptedException if interrupted while waiting
    public void rehearse(Duration length) throws IOException, InterruptedException {
        client.ask("connect " + REHEARSAL_CONNECTIONS, "connected");
        run(length, Duration.ZERO, _ -> {});
        client.ask("disconnect", "connected");
    }

    /// Opens connections, sends one request on each, and leaves them.
    ///
    /// @param connections how many
    /// @return what they cost
    /// @throws IOException if a connection fails
    /// @throws InterruptedException if interrupted while waiting
    public IdleConnection connect(int connections) throws IOException, InterruptedException {
        ProcessFacts before = stats("rest");
        client.ask("connect " + connections, "connected");
        client.ask("once", "result");
        ProcessFacts after = stats("rest");
        return new IdleConnection(
                (after.rssBytes() - before.rssBytes()) / (double) connections,
                (after.heapBytes() - before.heapBytes()) / (double) connections);
    }

    /// Opens connections that ask the server to compute for [Computation#LENGTH] in each [#run].
    ///
    /// @param connections how many
    /// @throws IOException if a connection fails
    /// @throws InterruptedException if interrupted while waiting
    public void connectComputing(int connections) throws IOException, InterruptedException {
        client.ask("computing " + connections, "connected");
    }

    /// Loads the server.
    ///
    /// @param length how long
    /// @param every the time between two requests of a connection; zero to send the next one when the answer is there
    /// @param progress told twice a second what was seen
    /// @return what was seen
    /// @throws IOException if a connection fails, an answer is wrong, or a process ends
    /// @throws InterruptedException if interrupted while waiting
    public LoadReport run(Duration length, Duration every, Consumer<LoadReport> progress)
            throws IOException, InterruptedException {
        return LoadReport.of(client.ask(
                "run " + length.toMillis() + " " + every.toNanos() / 1_000,
                "result",
                facts -> progress.accept(LoadReport.of(facts))));
    }

    /// The server's process.
    ///
    /// @return its handle
    public ProcessHandle serverProcess() {
        return server.handle();
    }

    /// Ends both processes.
    @Override
    public void close() {
        client.close();
        server.close();
    }

    private ProcessFacts stats(String question) throws IOException, InterruptedException {
        return ProcessFacts.of(server.ask(question, "stats"));
    }
}
