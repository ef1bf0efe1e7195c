package io.magpie.examples;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Computation;
import io.magpie.examples.load.LoadClient;
import io.magpie.examples.load.LoadReport;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `./run blocking`: a loop that computes in a task takes its worker away from all others; the same loop through
/// `spawnBlocking` or `spawnCompute` does not.
///
/// A [Ticker] and a hundred echo clients (a process of their own) measure what the others see: before, during and after.
public final class BlockingExample {

    private static final int WORKERS = 2;
    private static final int CLIENTS = 100;
    private static final Duration DEFAULT_PHASE = Duration.ofSeconds(2);
    private static final long PACE_MICROS = 10_000;

    private final AsyncRuntime runtime;
    private final Ticker ticker;
    private final ChildJvm clients;
    private final Duration phase;

    private BlockingExample(AsyncRuntime runtime, Ticker ticker, ChildJvm clients, Duration phase) {
        this.runtime = runtime;
        this.ticker = ticker;
        this.clients = clients;
        this.phase = phase;
    }

    /// Runs the loop in each place, and prints what the others saw.
    ///
    /// @param arguments `--seconds N`: how long each phase takes, 2 if not given
    /// @throws Exception if the server or the client fails
    public static void main(String[] arguments) throws Exception {
        Arguments given = Arguments.parse("./run blocking [--seconds N]", arguments, "seconds");
        Duration phase = given.seconds("seconds", DEFAULT_PHASE);
        Ticker ticker = new Ticker();
        try (EchoServer server = EchoServer.start(0, WORKERS);
                ChildJvm clients = ChildJvm.start(List.of("-Xmx64m"), LoadClient.class, server.port())) {
            server.runtime().spawn(ticker.run()).detached();
            new BlockingExample(server.runtime(), ticker, clients, phase).run();
        }
    }

    private void run() throws Exception {
        clients.ask("connect " + CLIENTS, "connected");
        echo(); // warms up
        System.out.printf(
                "%d workers, %d echo clients that ask every %d ms, and a task that sleeps 1 ms at a time.%n"
                        + "How late they are, 99th percentile in ms, while loops compute for %d ms without yielding:%n%n"
                        + "%-42s %24s   %24s%n%-42s %8s%8s%8s   %8s%8s%8s%n",
                WORKERS,
                CLIENTS,
                PACE_MICROS / 1_000,
                phase.toMillis(),
                "",
                "ticker",
                "echo clients",
                "",
                "before",
                "during",
                "after",
                "before",
                "during",
                "after");
        measure("one loop, in a task", 1, Place.TASK);
        measure("two loops, each in a task", WORKERS, Place.TASK);
        measure("two loops, each in a blocking job", WORKERS, Place.BLOCKING_JOB);
        measure("two loops, each in a compute job", WORKERS, Place.COMPUTE_JOB);
    }

    /// Where a loop computes.
    private enum Place {
        TASK,
        BLOCKING_JOB,
        COMPUTE_JOB
    }

    // @start region="places"
    /// Starts a loop that computes for `length` and never yields.
    private static JoinHandle<Long> startLoop(Place place, Duration length) {
        return switch (place) {
            case TASK -> Async.spawn(Async.pollFn(_ -> Computation.run(length))); // wrong: keeps a worker
            case BLOCKING_JOB -> Async.spawnBlocking(() -> Computation.run(length)); // a thread that may block
            case COMPUTE_JOB -> Async.spawnCompute(() -> Computation.run(length)); // at most one a processor
        };
    }
    // @end

    private void measure(String name, int loops, Place place) throws Exception {
        LoadReport before = echo();
        long tickerBefore = ticker.takeP99(runtime);
        List<JoinHandle<Long>> running = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            running.add(runtime.blockOn(Async.pollFn(_ -> startLoop(place, phase))));
        }
        LoadReport during = echo();
        for (JoinHandle<Long> loop : running) {
            loop.join();
        }
        long tickerDuring = ticker.takeP99(runtime);
        LoadReport after = echo();
        long tickerAfter = ticker.takeP99(runtime);
        System.out.printf(
                "%-42s %8.1f%8.1f%8.1f   %8.1f%8.1f%8.1f%n",
                name,
                tickerBefore / 1e6,
                tickerDuring / 1e6,
                tickerAfter / 1e6,
                before.p99() / 1e6,
                during.p99() / 1e6,
                after.p99() / 1e6);
    }

    private LoadReport echo() throws IOException, InterruptedException {
        return LoadReport.of(clients.ask("run " + phase.toMillis() + " " + PACE_MICROS, "result"));
    }
}
