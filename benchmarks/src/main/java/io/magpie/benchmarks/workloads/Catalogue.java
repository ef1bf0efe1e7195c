package io.magpie.benchmarks.workloads;

import static io.magpie.benchmarks.workloads.Peer.FORKJOIN;
import static io.magpie.benchmarks.workloads.Peer.KOTLIN;
import static io.magpie.benchmarks.workloads.Peer.MAGPIE;
import static io.magpie.benchmarks.workloads.Peer.MAGPIE_BY_HAND;
import static io.magpie.benchmarks.workloads.Peer.MAGPIE_FAIR;
import static io.magpie.benchmarks.workloads.Peer.MAGPIE_SPIN;
import static io.magpie.benchmarks.workloads.Peer.VIRTUAL_THREADS;

import io.magpie.benchmarks.kotlin.KotlinAcquiring;
import io.magpie.benchmarks.kotlin.KotlinAcquiringAlone;
import io.magpie.benchmarks.kotlin.KotlinChainedSpawn;
import io.magpie.benchmarks.kotlin.KotlinIdleMemory;
import io.magpie.benchmarks.kotlin.KotlinLocking;
import io.magpie.benchmarks.kotlin.KotlinMpsc;
import io.magpie.benchmarks.kotlin.KotlinMpscUncontended;
import io.magpie.benchmarks.kotlin.KotlinNotifyRing;
import io.magpie.benchmarks.kotlin.KotlinPingPongMany;
import io.magpie.benchmarks.kotlin.KotlinPingPongPair;
import io.magpie.benchmarks.kotlin.KotlinSkynet;
import io.magpie.benchmarks.kotlin.KotlinSleepMany;
import io.magpie.benchmarks.kotlin.KotlinSpawnBlocking;
import io.magpie.benchmarks.kotlin.KotlinSpawnLocal;
import io.magpie.benchmarks.kotlin.KotlinSpawnRemote;
import io.magpie.benchmarks.kotlin.KotlinSpawnRemoteBusy;
import io.magpie.benchmarks.kotlin.KotlinSpawnRemoteOne;
import io.magpie.benchmarks.kotlin.KotlinTicker;
import io.magpie.benchmarks.kotlin.KotlinTimeout;
import io.magpie.benchmarks.kotlin.KotlinTimerCancel;
import io.magpie.benchmarks.kotlin.KotlinYieldMany;
import io.magpie.sync.Mutex;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The workloads. What one iteration does is said in the file of each. There is no W8 (watch and broadcast) yet: Magpie has
/// no such primitives.
public enum Catalogue {
    /// A task spawns 10,000 tasks, and waits for them; ten times.
    SPAWN_LOCAL(
            "W1a_spawn_local",
            "tasks",
            "spawn from a worker, and complete",
            SpawnLocal.OPERATIONS,
            Map.of(
                    MAGPIE, SpawnLocal.Magpie::new,
                    MAGPIE_BY_HAND, SpawnLocal.ByHand::new,
                    VIRTUAL_THREADS, SpawnLocal.VirtualThreads::new,
                    FORKJOIN, SpawnLocal.ForkJoin::new,
                    KOTLIN, KotlinSpawnLocal::new)),
    /// An external thread spawns 10,000 empty tasks, and joins them.
    SPAWN_REMOTE(
            "W1b_spawn_remote",
            "tasks",
            "spawn from outside, and join",
            SpawnRemote.OPERATIONS,
            Map.of(
                    MAGPIE, SpawnRemote.Magpie::new,
                    MAGPIE_BY_HAND, SpawnRemote.ByHand::new,
                    VIRTUAL_THREADS, SpawnRemote.VirtualThreads::new,
                    FORKJOIN, SpawnRemote.ForkJoin::new,
                    KOTLIN, KotlinSpawnRemote::new)),
    /// The same with 1,000 tasks, while others keep the workers busy.
    SPAWN_REMOTE_BUSY(
            "W1c_spawn_remote_busy",
            "tasks",
            "spawn from outside, and join, while workers are busy",
            SpawnRemoteBusy.OPERATIONS,
            Map.of(
                    MAGPIE, SpawnRemoteBusy.Magpie::new,
                    VIRTUAL_THREADS, SpawnRemoteBusy.VirtualThreads::new,
                    FORKJOIN, SpawnRemoteBusy.ForkJoin::new,
                    KOTLIN, KotlinSpawnRemoteBusy::new)),
    /// A task that spawns a task that …, 1,000 deep; a hundred times.
    CHAINED_SPAWN(
            "W1d_chained_spawn",
            "tasks",
            "a task spawns the next one",
            ChainedSpawn.OPERATIONS,
            Map.of(
                    MAGPIE, ChainedSpawn.Magpie::new,
                    MAGPIE_BY_HAND, ChainedSpawn.ByHand::new,
                    VIRTUAL_THREADS, ChainedSpawn.VirtualThreads::new,
                    FORKJOIN, ChainedSpawn.ForkJoin::new,
                    KOTLIN, KotlinChainedSpawn::new)),
    /// An external thread spawns a task on the idle runtime, and joins it; 2,000 times.
    SPAWN_REMOTE_ONE(
            "W1e_spawn_remote_one",
            "tasks",
            "spawn one from outside on an idle runtime, and join",
            SpawnRemoteOne.OPERATIONS,
            Map.of(
                    MAGPIE, () -> new SpawnRemoteOne.Magpie(UnaryOperator.identity()),
                    MAGPIE_SPIN, () -> new SpawnRemoteOne.Magpie(builder -> builder.spin(SpawnRemoteOne.SPIN)),
                    VIRTUAL_THREADS, SpawnRemoteOne.VirtualThreads::new,
                    FORKJOIN, SpawnRemoteOne.ForkJoin::new,
                    KOTLIN, KotlinSpawnRemoteOne::new)),
    /// 200 tasks yield 1,000 times each.
    YIELD(
            "W2_yield_many",
            "tasks",
            "yield",
            YieldMany.OPERATIONS,
            Map.of(
                    MAGPIE, YieldMany.Magpie::new,
                    MAGPIE_BY_HAND, YieldMany.ByHand::new,
                    VIRTUAL_THREADS, YieldMany.VirtualThreads::new,
                    FORKJOIN, YieldMany.ForkJoin::new,
                    KOTLIN, KotlinYieldMany::new)),
    /// 1,000 pairs of tasks exchange one value each way over two oneshots; ten times.
    PING_PONG_MANY(
            "W3a_ping_pong",
            "channels",
            "ping-pong, 1,000 new pairs at once",
            PingPongMany.OPERATIONS,
            Map.of(
                    MAGPIE, PingPongMany.Magpie::new,
                    MAGPIE_BY_HAND, PingPongMany.ByHand::new,
                    VIRTUAL_THREADS, PingPongMany.VirtualThreads::new,
                    FORKJOIN, PingPongMany.ForkJoin::new,
                    KOTLIN, KotlinPingPongMany::new)),
    /// Two tasks make 20,000 round trips over two channels of the smallest capacity.
    PING_PONG_PAIR(
            "W3b_ping_pong_pair",
            "channels",
            "ping-pong, one pair",
            PingPongPair.OPERATIONS,
            Map.of(
                    MAGPIE, PingPongPair.Magpie::new,
                    MAGPIE_BY_HAND, PingPongPair.ByHand::new,
                    VIRTUAL_THREADS, PingPongPair.VirtualThreads::new,
                    KOTLIN, KotlinPingPongPair::new)),
    /// Five tasks send 10,000 numbers each into a channel of capacity 100.
    MPSC_BOUNDED(
            "W4_mpsc_bounded",
            "channels",
            "a message from one of 5 senders, capacity 100",
            Mpsc.OPERATIONS,
            Map.of(
                    MAGPIE, Mpsc::bounded,
                    MAGPIE_BY_HAND, Mpsc::boundedByHand,
                    VIRTUAL_THREADS, Mpsc::boundedOnThreads,
                    KOTLIN, KotlinMpsc::bounded)),
    /// The same with an unbounded channel.
    MPSC_UNBOUNDED(
            "W5a_mpsc_unbounded",
            "channels",
            "a message from one of 5 senders, unbounded",
            Mpsc.OPERATIONS,
            Map.of(
                    MAGPIE, Mpsc::unbounded,
                    MAGPIE_BY_HAND, Mpsc::unboundedByHand,
                    VIRTUAL_THREADS, Mpsc::unboundedOnThreads,
                    KOTLIN, KotlinMpsc::unbounded)),
    /// One task sends 5,000 numbers to itself; ten times.
    MPSC_UNCONTENDED(
            "W5b_mpsc_uncontended",
            "channels",
            "send and receive in one task, unbounded",
            MpscUncontended.OPERATIONS,
            Map.of(
                    MAGPIE, MpscUncontended.Magpie::new,
                    VIRTUAL_THREADS, MpscUncontended.VirtualThreads::new,
                    KOTLIN, KotlinMpscUncontended::new)),
    /// 50 tasks lock a mutex 2,000 times each.
    MUTEX(
            "W6a_mutex",
            "locks",
            "lock and unlock, 50 tasks",
            Locking.OPERATIONS,
            Map.of(
                    MAGPIE,
                    () -> new Locking.Magpie(Mutex::new),
                    MAGPIE_FAIR,
                    () -> new Locking.Magpie(Mutex::fair),
                    VIRTUAL_THREADS,
                    Locking.VirtualThreads::new,
                    KOTLIN,
                    KotlinLocking::new)),
    /// 50 tasks acquire one of 5 permits 2,000 times each, and yield.
    SEMAPHORE_CONTENDED(
            "W6b_sem_contended",
            "locks",
            "one of 5 permits for a yield, 50 tasks",
            Acquiring.OPERATIONS,
            Map.of(
                    MAGPIE, Acquiring.Magpie::new,
                    VIRTUAL_THREADS, Acquiring.VirtualThreads::new,
                    KOTLIN, KotlinAcquiring::new)),
    /// One task acquires and releases a permit 100,000 times.
    SEMAPHORE_UNCONTENDED(
            "W6c_sem_uncontended",
            "locks",
            "acquire and release a permit, one task",
            AcquiringAlone.OPERATIONS,
            Map.of(
                    MAGPIE, AcquiringAlone.Magpie::new,
                    VIRTUAL_THREADS, AcquiringAlone.VirtualThreads::new,
                    KOTLIN, KotlinAcquiringAlone::new)),
    /// A token goes round 100 tasks 1,000 times.
    NOTIFY_RING(
            "W7_notify_ring",
            "locks",
            "notify the next of 100 tasks",
            NotifyRing.OPERATIONS,
            Map.of(
                    MAGPIE, NotifyRing.Magpie::new,
                    MAGPIE_BY_HAND, NotifyRing.ByHand::new,
                    VIRTUAL_THREADS, NotifyRing.VirtualThreads::new,
                    KOTLIN, KotlinNotifyRing::new)),
    /// A million timers are registered, and cancelled.
    TIMER_CANCEL(
            "W9a_timer_cancel",
            "time",
            "register a timer, cancel it",
            TimerCancel.OPERATIONS,
            Map.of(
                    MAGPIE, TimerCancel.Magpie::new,
                    VIRTUAL_THREADS, TimerCancel.VirtualThreads::new,
                    FORKJOIN, TimerCancel.ForkJoin::new,
                    KOTLIN, KotlinTimerCancel::new)),
    /// Two tasks, each 20,000 times: a yield under a timeout of 1 s.
    TIMEOUT(
            "W9b_timeout",
            "time",
            "a yield under a timeout",
            Timeout.OPERATIONS,
            Map.of(
                    MAGPIE, Timeout.Magpie::new,
                    MAGPIE_BY_HAND, Timeout.ByHand::new,
                    VIRTUAL_THREADS, Timeout.VirtualThreads::new,
                    FORKJOIN, Timeout.ForkJoin::new,
                    KOTLIN, KotlinTimeout::new)),
    /// 100,000 tasks sleep for 500 ms.
    SLEEP_MANY(
            "W9c_sleep_many",
            "time",
            "a task that sleeps, without the sleep",
            SleepMany.OPERATIONS,
            Map.of(
                    MAGPIE, SleepMany.Magpie::new,
                    VIRTUAL_THREADS, SleepMany.VirtualThreads::new,
                    FORKJOIN, SleepMany.ForkJoin::new,
                    KOTLIN, KotlinSleepMany::new)),
    /// Two tasks, each 320 times: 16 closures to the pool for blocking code, awaited.
    SPAWN_BLOCKING(
            "W10_spawn_blocking",
            "blocking",
            "a job to the blocking pool, awaited",
            SpawnBlocking.OPERATIONS,
            Map.of(
                    MAGPIE, SpawnBlocking.Magpie::new,
                    MAGPIE_BY_HAND, SpawnBlocking.ByHand::new,
                    VIRTUAL_THREADS, SpawnBlocking.VirtualThreads::new,
                    FORKJOIN, SpawnBlocking.ForkJoin::new,
                    KOTLIN, KotlinSpawnBlocking::new)),
    /// A tree of tasks with a million leaves.
    SKYNET(
            "W11a_skynet",
            "tasks",
            "a task in a tree with a million leaves",
            Skynet.OPERATIONS,
            Map.of(
                    MAGPIE, Skynet.Magpie::new,
                    VIRTUAL_THREADS, Skynet.VirtualThreads::new,
                    FORKJOIN, Skynet.ForkJoin::new,
                    KOTLIN, KotlinSkynet::new)),
    /// A million tasks wait.
    IDLE_MEMORY(
            "W11b_idle_memory",
            "memory",
            "resident memory of a task that waits",
            1,
            Map.of(
                    MAGPIE, IdleMemory.Magpie::new,
                    VIRTUAL_THREADS, IdleMemory.VirtualThreads::new,
                    FORKJOIN, IdleMemory.ForkJoin::new,
                    KOTLIN, KotlinIdleMemory::new)),
    /// A ticker beside tasks that compute for 100 ms at a time.
    TICKER_HOGS(
            "W12a_ticker_hogs",
            "fairness",
            "p99 lateness of 1 ms beside tasks that compute 100 ms",
            1,
            Map.of(
                    MAGPIE, () -> new Ticker.Magpie(100),
                    VIRTUAL_THREADS, () -> new Ticker.VirtualThreads(100),
                    FORKJOIN, () -> new Ticker.ForkJoin(100),
                    KOTLIN, () -> new KotlinTicker(100))),
    /// A ticker beside tasks that compute for 1 ms at a time.
    TICKER_YIELDING(
            "W12b_ticker_yielding",
            "fairness",
            "p99 lateness of 1 ms beside tasks that compute 1 ms",
            1,
            Map.of(
                    MAGPIE, () -> new Ticker.Magpie(1),
                    VIRTUAL_THREADS, () -> new Ticker.VirtualThreads(1),
                    FORKJOIN, () -> new Ticker.ForkJoin(1),
                    KOTLIN, () -> new KotlinTicker(1)));

    private final String id;
    private final String group;
    private final String title;
    private final int operations;
    private final Map<Peer, Supplier<Workload>> peers;

    Catalogue(String id, String group, String title, int operations, Map<Peer, Supplier<Workload>> peers) {
        this.id = id;
        this.group = group;
        this.title = title;
        this.operations = operations;
        this.peers = new EnumMap<>(peers); // in the order of Peer
    }

    /// The workload of that name.
    ///
    /// @param id as in results
    /// @return the workload
    /// @throws IllegalArgumentException if there is none
    public static Catalogue of(String id) {
        return Arrays.stream(values())
                .filter(workload -> workload.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload " + id + ": only "
                        + Arrays.stream(values()).map(Catalogue::id).toList()));
    }

    /// The name in results and on the command line.
    ///
    /// @return for instance `W2_yield_many`
    public String id() {
        return id;
    }

    /// What it belongs to in a report.
    ///
    /// @return for instance `tasks`
    public String group() {
        return group;
    }

    /// What one operation is.
    ///
    /// @return for tables
    public String title() {
        return title;
    }

    /// Operations in one iteration, as large as this process has it.
    ///
    /// @return 1 or more
    public int operations() {
        return this == SKYNET
                ? (CHILDREN_OF_SKYNET * Skynet.LEAVES - 1) / (CHILDREN_OF_SKYNET - 1)
                : Size.of(operations);
    }

    private static final int CHILDREN_OF_SKYNET = 10;

    /// What of an iteration is waiting that nobody can shorten.
    ///
    /// @return nanoseconds
    public long waitingNanos() {
        return this == SLEEP_MANY ? SleepMany.WAITING_NANOS : 0;
    }

    /// The unit of the main figure.
    ///
    /// @return for tables
    public String unit() {
        return switch (this) {
            case IDLE_MEMORY -> "bytes/task";
            case TICKER_HOGS, TICKER_YIELDING -> "ns late";
            default -> "ns/op";
        };
    }

    /// Who can do it.
    ///
    /// @return in the order of the enum
    public Set<Peer> peers() {
        return peers.keySet();
    }

    /// Whether a peer never gets there, because its scheduler puts who yields before all others.
    ///
    /// @param peer one of [#peers]
    /// @return true if it is known to starve
    public boolean starves(Peer peer) {
        return this == SPAWN_REMOTE_BUSY && List.of(VIRTUAL_THREADS, FORKJOIN).contains(peer);
    }

    /// After what time a process that measures it is killed.
    ///
    /// @return a limit that who can do it stays far below
    public Duration limit() {
        return Duration.ofSeconds(this == SPAWN_REMOTE_BUSY ? 10 : 120);
    }

    /// Makes the workload ready.
    ///
    /// @param peer one of [#peers]
    /// @return to be run many times, and closed
    public Workload start(Peer peer) {
        Supplier<Workload> workload = peers.get(peer);
        if (workload == null) {
            throw new IllegalArgumentException(peer.id() + " cannot do " + id + ": only " + peers());
        }
        return workload.get();
    }
}
