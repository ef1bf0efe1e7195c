package io.magpie.benchmarks.workloads;

import io.magpie.benchmarks.JmhDefaults;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Workloads of the [Catalogue] under JMH, for its profilers: `./run bench jmh W2 -prof gc`. A method has the name of its
/// workload.
///
/// Left out is what fits no method that is called again and again: W1c, which never ends on virtual threads; W9a and W11a,
/// of which a call takes up to seconds; W9c, most of which is waiting; W11b and W12, which are run once in a process.
public class CatalogueBenchmark extends JmhDefaults {

    /// On what the workload runs; any that has it, for instance `-p peer=KOTLIN`.
    @Param({"MAGPIE", "VIRTUAL_THREADS"})
    public Peer peer = Peer.MAGPIE; // JMH sets it

    private Workload workload = () -> {};

    /// Makes the workload ready that has the name of the method.
    ///
    /// @param parameters of the run
    @Setup
    public void start(BenchmarkParams parameters) {
        String method = parameters.getBenchmark();
        workload = Catalogue.of(method.substring(method.lastIndexOf('.') + 1)).start(peer);
    }

    /// Ends it.
    @TearDown
    public void close() {
        workload.close();
    }

    /// See [SpawnLocal].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(SpawnLocal.OPERATIONS)
    public void W1a_spawn_local() throws Exception {
        workload.run();
    }

    /// See [SpawnRemote].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(SpawnRemote.OPERATIONS)
    public void W1b_spawn_remote() throws Exception {
        workload.run();
    }

    /// See [ChainedSpawn].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(ChainedSpawn.OPERATIONS)
    public void W1d_chained_spawn() throws Exception {
        workload.run();
    }

    /// See [SpawnRemoteOne].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(SpawnRemoteOne.OPERATIONS)
    public void W1e_spawn_remote_one() throws Exception {
        workload.run();
    }

    /// See [YieldMany].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(YieldMany.OPERATIONS)
    public void W2_yield_many() throws Exception {
        workload.run();
    }

    /// See [PingPongMany].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(PingPongMany.OPERATIONS)
    public void W3a_ping_pong() throws Exception {
        workload.run();
    }

    /// See [PingPongPair].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(PingPongPair.OPERATIONS)
    public void W3b_ping_pong_pair() throws Exception {
        workload.run();
    }

    /// See [Mpsc].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(Mpsc.OPERATIONS)
    public void W4_mpsc_bounded() throws Exception {
        workload.run();
    }

    /// See [Mpsc].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(Mpsc.OPERATIONS)
    public void W5a_mpsc_unbounded() throws Exception {
        workload.run();
    }

    /// See [MpscUncontended].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(MpscUncontended.OPERATIONS)
    public void W5b_mpsc_uncontended() throws Exception {
        workload.run();
    }

    /// See [Locking].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(Locking.OPERATIONS)
    public void W6a_mutex() throws Exception {
        workload.run();
    }

    /// See [Acquiring].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(Acquiring.OPERATIONS)
    public void W6b_sem_contended() throws Exception {
        workload.run();
    }

    /// See [AcquiringAlone].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(AcquiringAlone.OPERATIONS)
    public void W6c_sem_uncontended() throws Exception {
        workload.run();
    }

    /// See [NotifyRing].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(NotifyRing.OPERATIONS)
    public void W7_notify_ring() throws Exception {
        workload.run();
    }

    /// See [Timeout].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(Timeout.OPERATIONS)
    public void W9b_timeout() throws Exception {
        workload.run();
    }

    /// See [SpawnBlocking].
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(SpawnBlocking.OPERATIONS)
    public void W10_spawn_blocking() throws Exception {
        workload.run();
    }
}
