package io.magpie.benchmarks.weaving;

import io.magpie.benchmarks.JmhDefaults;
import io.magpie.benchmarks.workloads.Workload;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// The workloads under JMH: `./run bench jmh WeavingBenchmark -prof gc`.
public class WeavingBenchmark extends JmhDefaults {

    /// Which one.
    @Param
    public Weaving workload = Weaving.READY; // JMH sets it

    /// How it is written. On a continuation it needs flags: for `./run bench weaving` only.
    @Param({"WOVEN", "BY_HAND", "COMBINATORS", "VIRTUAL_THREAD"})
    public Form form = Form.WOVEN; // JMH sets it

    private Workload started = () -> {};

    /// Makes it ready.
    @Setup
    public void start() {
        started = workload.start(form);
    }

    /// Ends it.
    @TearDown
    public void close() {
        started.close();
    }

    /// One iteration.
    ///
    /// @throws Exception if it failed
    @Benchmark
    @OperationsPerInvocation(Weaving.OPERATIONS)
    public void operation() throws Exception {
        started.run();
    }
}
