package io.magpie;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Budget;
import io.magpie.internal.park.IdleState;
import io.magpie.internal.queue.LocalRunQueue;
import io.magpie.internal.queue.SegmentQueue;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.task.FailureReport;
import io.magpie.spi.BlockingPoolFactory;
import io.magpie.spi.IoDriver;
import io.magpie.task.UnobservedFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes an [AsyncRuntime]. Every knob has a default that is meant to be kept; a bad value is refused at once, with a
/// sentence, and changes nothing.
///
/// Not thread-safe. May be used for several runtimes.
public final class RuntimeBuilder {

    /// Most workers a runtime may have: slots of the idle word, less a few for stand-ins.
    public static final int MAX_WORKERS = 40;

    private static final System.Logger LOG = System.getLogger("io.magpie");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /// Polls between two looks at the injection queue: measured, spawning from outside onto busy workers costs 147 ns a
    /// task with it.
    private static final int DEFAULT_INJECTION_INTERVAL = 8;

    /// Polls between two looks at the driver: Tokio's number.
    private static final int DEFAULT_EVENT_INTERVAL = 61;

    /// Events taken at once: Tokio's number.
    private static final int DEFAULT_MAX_EVENTS = 1024;

    /// A guess: who spins longer has forgotten a unit.
    private static final Duration LONGEST_SPIN = Duration.ofSeconds(1);

    private boolean currentThread;
    private int workers = Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS);
    private @Nullable String name;
    private @Nullable String threadNamePrefix;
    private int maxBlockingThreads = 512;
    private int maxComputing = Runtime.getRuntime().availableProcessors();
    private int blockingQueueCapacity = Integer.MAX_VALUE;
    private Duration blockingKeepAlive = Duration.ofSeconds(10);
    private int injectionInterval = DEFAULT_INJECTION_INTERVAL;
    private int eventInterval = DEFAULT_EVENT_INTERVAL;
    private int maxEventsPerPoll = DEFAULT_MAX_EVENTS;
    private Duration spin = Duration.ZERO;
    private boolean lifoSlot = true;
    private long epochNanos = Settings.DEFAULT_EPOCH_NANOS;
    private int budgetOperations = Budget.DEFAULT_OPERATIONS;
    private long budgetNanos = Budget.DEFAULT_NANOS;
    private Duration cleanupTimeout = Duration.ofSeconds(10);
    private @Nullable Long seed;
    private boolean startPaused;
    private boolean traceSpawnSites;
    private boolean io = true;
    private @Nullable IoDriver driver;
    private @Nullable BlockingPoolFactory blockingPool;
    private Consumer<UnobservedFailure> failureHandler = RuntimeBuilder::logFailure;
    private boolean shutdownOnFailure;

    RuntimeBuilder() {}

    // ---- flavour and threads

    /// A runtime without threads of its own: tasks run on the thread that calls `blockOn`, while it does. The number of
    /// workers is then 1. Default: multi-thread.
    ///
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder currentThread() {
        currentThread = true;
        return this;
    }

    /// The number of worker threads, fixed for the runtime's life. Default: the number of processors, at most
    /// [#MAX_WORKERS].
    ///
    /// @param count 1 to [#MAX_WORKERS]
    /// @return this
    /// @throws IllegalArgumentException if out of range
    @CanIgnoreReturnValue
    public RuntimeBuilder workers(int count) {
        workers = requireRange("workers", count, 1, MAX_WORKERS);
        return this;
    }

    /// The runtime's name, for metrics and messages. Default: `magpie-` and a number.
    ///
    /// @param runtimeName not empty
    /// @return this
    /// @throws IllegalArgumentException if empty
    @CanIgnoreReturnValue
    public RuntimeBuilder name(String runtimeName) {
        name = requireText("name", runtimeName);
        return this;
    }

    /// What worker threads are named: this and a number, from 0. Default: the runtime's name and `-worker-`.
    ///
    /// @param prefix not empty
    /// @return this
    /// @throws IllegalArgumentException if empty
    @CanIgnoreReturnValue
    public RuntimeBuilder threadNamePrefix(String prefix) {
        threadNamePrefix = requireText("threadNamePrefix", prefix);
        return this;
    }

    // ---- the blocking pool

    /// Threads of the blocking pool at most; workers are not counted. Default: 512.
    ///
    /// @param count 1 to 4095
    /// @return this
    /// @throws IllegalArgumentException if out of range
    @CanIgnoreReturnValue
    public RuntimeBuilder maxBlockingThreads(int count) {
        maxBlockingThreads = requireRange("maxBlockingThreads", count, 1, 4095);
        return this;
    }

    /// Jobs of `spawnCompute` that run at once. Default: the number of processors.
    ///
    /// @param count 1 to 4095
    /// @return this
    /// @throws IllegalArgumentException if out of range
    @CanIgnoreReturnValue
    public RuntimeBuilder maxComputing(int count) {
        maxComputing = requireRange("maxComputing", count, 1, 4095);
        return this;
    }

    /// Jobs that may wait for a thread of the blocking pool; more are refused with a
    /// [java.util.concurrent.RejectedExecutionException]. Default: no limit.
    ///
    /// @param jobs 1 or more
    /// @return this
    /// @throws IllegalArgumentException if less than 1
    @CanIgnoreReturnValue
    public RuntimeBuilder blockingQueueCapacity(int jobs) {
        blockingQueueCapacity = requireRange("blockingQueueCapacity", jobs, 1, Integer.MAX_VALUE);
        return this;
    }

    /// How long an idle thread of the blocking pool waits for a job before it ends. Default: 10 s.
    ///
    /// @param time positive
    /// @return this
    /// @throws IllegalArgumentException if not positive
    @CanIgnoreReturnValue
    public RuntimeBuilder blockingKeepAlive(Duration time) {
        blockingKeepAlive = requirePositive("blockingKeepAlive", time);
        return this;
    }

    /// Makes the blocking pool. Default: the one found on the class or module path (`runtime-blocking`).
    ///
    /// @param factory makes the pool
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder blockingPool(BlockingPoolFactory factory) {
        blockingPool = Objects.requireNonNull(factory, "factory");
        return this;
    }

    // ---- the driver

    /// The I/O driver. Default: the one found on the class or module path (`runtime-io`).
    ///
    /// @param ioDriver opens the runtime's pollers
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder driver(IoDriver ioDriver) {
        driver = Objects.requireNonNull(ioDriver, "ioDriver");
        io = true;
        return this;
    }

    /// A runtime without I/O, whatever is on the class or module path. Default: with I/O.
    ///
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder withoutIo() {
        io = false;
        return this;
    }

    /// Polls between two looks at the driver while there is work; the driver is also polled when 250 µs have passed, and
    /// never before the tasks woken by the last look have run. Default: 61, Tokio's number.
    ///
    /// @param polls 1 or more
    /// @return this
    /// @throws IllegalArgumentException if less than 1
    @CanIgnoreReturnValue
    public RuntimeBuilder eventInterval(int polls) {
        eventInterval = requireRange("eventInterval", polls, 1, Integer.MAX_VALUE);
        return this;
    }

    /// Events taken from the driver at once. Default: 1024, Tokio's number. A driver that cannot limit them ignores it.
    ///
    /// @param events 1 or more
    /// @return this
    /// @throws IllegalArgumentException if less than 1
    @CanIgnoreReturnValue
    public RuntimeBuilder maxEventsPerPoll(int events) {
        maxEventsPerPoll = requireRange("maxEventsPerPoll", events, 1, Integer.MAX_VALUE);
        return this;
    }

    // ---- scheduling

    /// Polls between two looks at the queue of tasks spawned or woken from outside, while a worker has work of its own.
    /// Default: 8, measured.
    ///
    /// @param polls 1 or more
    /// @return this
    /// @throws IllegalArgumentException if less than 1
    @CanIgnoreReturnValue
    public RuntimeBuilder injectionInterval(int polls) {
        injectionInterval = requireRange("injectionInterval", polls, 1, Integer.MAX_VALUE);
        return this;
    }

    /// How long a worker that finds nothing to do looks again and again before it sleeps; so do threads outside that
    /// `join` a task or call `blockOn`, while a worker is idle. Saves the wake-up of a sleeping thread, which takes ten
    /// times as long as a task, and costs processor time: of the idle workers, as many look as are fewer than half of all.
    /// Worth it for single requests from outside that must be answered at once; 20 to 50 µs are enough. Only for a
    /// multi-thread runtime. Default: zero, not at all.
    ///
    /// @param time zero to 1 s
    /// @return this
    /// @throws IllegalArgumentException if out of range
    @CanIgnoreReturnValue
    public RuntimeBuilder spin(Duration time) {
        if (time.isNegative() || time.compareTo(LONGEST_SPIN) > 0) {
            throw new IllegalArgumentException("spin is " + time + ": it must be zero to " + LONGEST_SPIN);
        }
        spin = time;
        return this;
    }

    /// Has woken tasks wait their turn in the queue, instead of running next on the worker that woke them. Slower for
    /// tasks that talk to each other. Default: the slot is used, three times in a row at most.
    ///
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder disableLifoSlot() {
        lifoSlot = false;
        return this;
    }

    /// Has workers help each other whatever comes of it. Default: now and then, most seldom once in 3.2 s and for some
    /// hundredths of a second, a runtime tries whether its workers get more done if each keeps to itself; where tasks
    /// talk to each other all the time, they often do, with half the processor time. While they keep to themselves, a
    /// task may wait for half a millisecond although a worker is free. Of no effect in a current-thread runtime.
    ///
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder shareAlways() {
        epochNanos = 0;
        return this;
    }

    /// What one poll may do before it lets others run. Default: 128 operations, 500 µs.
    ///
    /// @param operations awaits that take something; 1 or more
    /// @param time positive; looked at once in 16 operations, and in a fast poll once in 64
    /// @return this
    /// @throws IllegalArgumentException if out of range
    @CanIgnoreReturnValue
    public RuntimeBuilder budget(int operations, Duration time) {
        int checked = requireRange("operations", operations, 1, Integer.MAX_VALUE - 1);
        budgetNanos = nanos(requirePositive("time", time));
        budgetOperations = checked;
        return this;
    }

    /// How long clean-up that waits may take, wherever it is driven: in a cancelled task, by a race that was won, by a
    /// timeout. Then it is cancelled once more, at every await; and if it waits all the same, it is given up and reported
    /// to [#onUnobservedFailure], with the stack of what hangs. Default: 10 s.
    ///
    /// @param time positive
    /// @return this
    /// @throws IllegalArgumentException if not positive
    @CanIgnoreReturnValue
    public RuntimeBuilder cleanupTimeout(Duration time) {
        cleanupTimeout = requirePositive("cleanupTimeout", time);
        return this;
    }

    /// Makes random choices repeatable: which branch of a race is polled first, where a thief begins. On a multi-thread
    /// runtime the threads' own timing still differs from run to run. Default: random.
    ///
    /// @param value any number
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder seed(long value) {
        seed = value;
        return this;
    }

    // ---- time, failures, tracing

    /// Starts with the clock paused, for tests: time passes only when everything waits, and then at once. Only for a
    /// current-thread runtime. Default: the clock runs.
    ///
    /// @param paused whether the clock starts paused
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder startPaused(boolean paused) {
        startPaused = paused;
        return this;
    }

    /// Is told of failures of tasks that nobody looked at: at once for a detached task, else when the handle was
    /// collected, or at shutdown. Called on any thread; must not block. Default: logs to `System.Logger`
    /// `io.magpie`.
    ///
    /// @param handler called for each such failure
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder onUnobservedFailure(Consumer<UnobservedFailure> handler) {
        failureHandler = Objects.requireNonNull(handler, "handler");
        return this;
    }

    /// Shuts the runtime down at the first failure that nobody looked at, after its handler was called: tasks are
    /// cancelled, jobs that wait, too, and those that run go on. Default: the runtime goes on.
    ///
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder shutdownOnUnobservedFailure() {
        shutdownOnFailure = true;
        return this;
    }

    /// Has tasks remember where they were spawned: for reports of failures, and for what awaiting them throws, in which
    /// a [io.magpie.task.TaskTrace] is suppressed that shows both where the task was awaited and where it was spawned.
    /// Costs a walk of the stack for each spawn, and for each failure that is awaited. Default: off.
    ///
    /// @param trace whether to remember
    /// @return this
    @CanIgnoreReturnValue
    public RuntimeBuilder traceSpawnSites(boolean trace) {
        traceSpawnSites = trace;
        return this;
    }

    // ---- building

    /// Makes the runtime and starts its workers.
    ///
    /// @return a running runtime; close it
    /// @throws IllegalStateException if the knobs contradict each other
    /// @throws java.io.UncheckedIOException if the I/O driver cannot open its poller
    public AsyncRuntime build() {
        if (startPaused && !currentThread) {
            throw new IllegalStateException("startPaused(true) needs a current-thread runtime, because only there is it"
                    + " known that everything waits: call currentThread() too");
        }
        if (currentThread && !spin.isZero()) {
            throw new IllegalStateException("spin(" + spin + ") needs a multi-thread runtime, because a current-thread"
                    + " runtime has no worker that could spin: leave spin out, or currentThread()");
        }
        String runtimeName = name == null ? "magpie-" + NUMBER.incrementAndGet() : name;
        int count = currentThread ? 1 : workers;
        Consumer<UnobservedFailure> handler = failureHandler;
        Settings settings = new Settings(
                runtimeName,
                threadNamePrefix == null ? runtimeName + "-worker-" : threadNamePrefix,
                count,
                IdleState.MAX_SLOTS - count,
                LocalRunQueue.RING_CAPACITY,
                SegmentQueue.SEGMENT_SIZE,
                injectionInterval,
                eventInterval,
                maxEventsPerPoll,
                nanos(spin),
                lifoSlot,
                epochNanos,
                budgetOperations,
                budgetNanos,
                nanos(cleanupTimeout),
                seed == null ? ThreadLocalRandom.current().nextLong() : seed,
                startPaused,
                traceSpawnSites,
                io ? findDriver() : null,
                new Settings.BlockingSettings(
                        maxBlockingThreads, maxComputing, blockingQueueCapacity, nanos(blockingKeepAlive)),
                report -> handler.accept(asPublic(report)),
                shutdownOnFailure);
        return new AsyncRuntime(settings, currentThread, findBlockingPool());
    }

    private @Nullable IoDriver findDriver() {
        return driver != null ? driver : find(IoDriver.class);
    }

    private @Nullable BlockingPoolFactory findBlockingPool() {
        return blockingPool != null ? blockingPool : find(BlockingPoolFactory.class);
    }

    /// The plug-in on the class or module path of this library, or null.
    private static <S> @Nullable S find(Class<S> type) {
        return ServiceLoader.load(type, AsyncRuntime.class.getClassLoader())
                .findFirst()
                .orElse(null);
    }

    private static UnobservedFailure asPublic(FailureReport report) {
        return new UnobservedFailure(report.id(), report.name(), report.failure(), report.spawnSite());
    }

    private static void logFailure(UnobservedFailure failure) {
        LOG.log(System.Logger.Level.ERROR, "nobody looked at this: " + failure, failure.cause());
    }

    private static long nanos(Duration time) {
        return TimeUnit.NANOSECONDS.convert(time);
    }

    private static int requireRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + value + ": it must be " + least
                    + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
        }
        return value;
    }

    private static Duration requirePositive(String what, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(what + " is " + value + ": it must be positive");
        }
        return value;
    }

    private static String requireText(String what, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(what + " is empty: give it a character at least");
        }
        return value;
    }
}
