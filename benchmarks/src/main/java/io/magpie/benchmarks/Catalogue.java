package io.magpie.benchmarks;

import java.util.function.Supplier;

/// The workloads, each in the natural idiom of both contenders.
public enum Catalogue {
    /// One iteration: 10 times spawn 10,000 tasks from a task, and wait until all have run.
    SPAWN_LOCAL(
            "spawn from a worker, and complete",
            SpawnLocal.OPERATIONS,
            0.35,
            SpawnLocal.Magpie::new,
            SpawnLocal.VirtualThreads::new),
    /// One iteration: spawn 10,000 empty tasks from outside, and join them in order.
    SPAWN_REMOTE(
            "spawn from outside, and join",
            SpawnRemote.OPERATIONS,
            Double.NaN,
            SpawnRemote.Magpie::new,
            SpawnRemote.VirtualThreads::new),
    /// One iteration: 100 times a task that spawns a task that …, 1,000 deep.
    CHAINED_SPAWN(
            "a task spawns the next one",
            ChainedSpawn.OPERATIONS,
            0.08,
            ChainedSpawn.Magpie::new,
            ChainedSpawn.VirtualThreads::new),
    /// One iteration: 200 tasks that yield 1,000 times each.
    YIELD("yield", YieldMany.OPERATIONS, 0.06, YieldMany.Magpie::new, YieldMany.VirtualThreads::new),
    /// One iteration: 10 times 1,000 pairs of tasks that exchange one value each way over two oneshots.
    PING_PONG_MANY(
            "ping-pong, 1,000 new pairs at once",
            PingPongMany.OPERATIONS,
            Double.NaN,
            PingPongMany.Magpie::new,
            PingPongMany.VirtualThreads::new),
    /// One iteration: one pair of tasks, 20,000 round trips over two channels of the smallest capacity.
    PING_PONG_PAIR(
            "ping-pong, one pair",
            PingPongPair.OPERATIONS,
            0.25,
            PingPongPair.Magpie::new,
            PingPongPair.VirtualThreads::new),
    /// One iteration: a token goes round 100 tasks 1,000 times.
    NOTIFY_RING(
            "notify the next of 100 tasks",
            NotifyRing.OPERATIONS,
            Double.NaN,
            NotifyRing.Magpie::new,
            NotifyRing.VirtualThreads::new),
    /// One iteration: register 1,000,000 timers, and cancel them in order.
    TIMER_CANCEL(
            "register a timer, cancel it",
            TimerCancel.OPERATIONS,
            Double.NaN,
            TimerCancel.Magpie::new,
            TimerCancel.VirtualThreads::new),
    /// One iteration: two tasks, each 20,000 times: a yield under a timeout of 1 s.
    TIMEOUT(
            "a yield under a timeout",
            Timeout.OPERATIONS,
            Double.NaN,
            Timeout.Magpie::new,
            Timeout.VirtualThreads::new),
    /// One iteration: two tasks, each 320 times: 16 empty jobs to the pool for blocking code, awaited.
    SPAWN_BLOCKING(
            "a job to the blocking pool, awaited",
            SpawnBlocking.OPERATIONS,
            Double.NaN,
            SpawnBlocking.Magpie::new,
            SpawnBlocking.VirtualThreads::new);

    private final String title;
    private final int operations;
    private final double wantedRatio;
    private final Supplier<Workload> magpie;
    private final Supplier<Workload> virtualThreads;

    Catalogue(
            String title,
            int operations,
            double wantedRatio,
            Supplier<Workload> magpie,
            Supplier<Workload> virtualThreads) {
        this.title = title;
        this.operations = operations;
        this.wantedRatio = wantedRatio;
        this.magpie = magpie;
        this.virtualThreads = virtualThreads;
    }

    /// What one operation is.
    ///
    /// @return for tables
    public String title() {
        return title;
    }

    /// Operations in one iteration.
    ///
    /// @return 1 or more
    public int operations() {
        return operations;
    }

    /// The ratio to virtual threads to reach.
    ///
    /// @return above 0; NaN if none was set
    public double wantedRatio() {
        return wantedRatio;
    }

    /// Makes the workload ready.
    ///
    /// @param contender on what
    /// @return to be run many times, and closed
    public Workload start(Contender contender) {
        return switch (contender) {
            case MAGPIE -> magpie.get();
            case VIRTUAL_THREADS -> virtualThreads.get();
        };
    }

    /// On what a workload runs.
    public enum Contender {
        /// Tasks of Magpie.
        MAGPIE,
        /// Virtual threads of the JDK.
        VIRTUAL_THREADS
    }
}
