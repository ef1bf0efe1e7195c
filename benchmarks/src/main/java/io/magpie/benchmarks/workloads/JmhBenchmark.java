package io.magpie.benchmarks.workloads;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// The workloads of the [Catalogue] under JMH: one class each, each peer as a parameter of the same run.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public abstract class JmhBenchmark {

    /// On what the workload runs.
    @Param({"MAGPIE", "VIRTUAL_THREADS"})
    public Peer peer = Peer.MAGPIE; // JMH sets it

    private final Catalogue catalogued;
    private Workload workload = () -> {};

    JmhBenchmark(Catalogue catalogued) {
        this.catalogued = catalogued;
    }

    /// Makes the workload ready.
    @Setup
    public void start() {
        workload = catalogued.start(peer);
    }

    /// Ends it.
    @TearDown
    public void close() {
        workload.close();
    }

    final void iterate() throws Exception {
        workload.run();
    }

    /// Spawn and completion of a task from a worker.
    public static class SpawnLocalBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public SpawnLocalBenchmark() {
            super(Catalogue.SPAWN_LOCAL);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(SpawnLocal.OPERATIONS)
        public void spawnLocal() throws Exception {
            iterate();
        }
    }

    /// Spawn from outside, and join.
    public static class SpawnRemoteBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public SpawnRemoteBenchmark() {
            super(Catalogue.SPAWN_REMOTE);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(SpawnRemote.OPERATIONS)
        public void spawnRemote() throws Exception {
            iterate();
        }
    }

    /// A task spawns the next one.
    public static class ChainedSpawnBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public ChainedSpawnBenchmark() {
            super(Catalogue.CHAINED_SPAWN);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(ChainedSpawn.OPERATIONS)
        public void chainedSpawn() throws Exception {
            iterate();
        }
    }

    /// A yield.
    public static class YieldBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public YieldBenchmark() {
            super(Catalogue.YIELD);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(YieldMany.OPERATIONS)
        public void yieldOnce() throws Exception {
            iterate();
        }
    }

    /// A new pair of tasks that exchange a value each way.
    public static class PingPongManyBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public PingPongManyBenchmark() {
            super(Catalogue.PING_PONG_MANY);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(PingPongMany.OPERATIONS)
        public void pingPong() throws Exception {
            iterate();
        }
    }

    /// A round trip of one pair of tasks.
    public static class PingPongPairBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public PingPongPairBenchmark() {
            super(Catalogue.PING_PONG_PAIR);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(PingPongPair.OPERATIONS)
        public void roundTrip() throws Exception {
            iterate();
        }
    }

    /// A hop of a token to the next of 100 tasks.
    public static class NotifyRingBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public NotifyRingBenchmark() {
            super(Catalogue.NOTIFY_RING);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(NotifyRing.OPERATIONS)
        public void hop() throws Exception {
            iterate();
        }
    }

    /// A timer that is registered and cancelled.
    public static class TimerCancelBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public TimerCancelBenchmark() {
            super(Catalogue.TIMER_CANCEL);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(TimerCancel.OPERATIONS)
        public void registerAndCancel() throws Exception {
            iterate();
        }
    }

    /// A yield under a timeout.
    public static class TimeoutBenchmark extends JmhBenchmark {
        /// Enters the workload.
        public TimeoutBenchmark() {
            super(Catalogue.TIMEOUT);
        }

        /// One iteration.
        ///
        /// @throws Exception if it failed
        @Benchmark
        @OperationsPerInvocation(Timeout.OPERATIONS)
        public void yieldUnderTimeout() throws Exception {
            iterate();
        }
    }
}
