package io.magpie.internal.scheduler.current;

import io.magpie.future.Budget;
import io.magpie.future.Waker;
import io.magpie.internal.park.Parker;
import io.magpie.internal.park.PollerLock;
import io.magpie.internal.queue.Hand;
import io.magpie.internal.queue.InjectQueue;
import io.magpie.internal.scheduler.ForeignWake;
import io.magpie.internal.scheduler.Root;
import io.magpie.internal.scheduler.Settings;
import io.magpie.internal.scheduler.WorkerStats;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Task;
import io.magpie.internal.time.PausableClock;
import io.magpie.internal.time.TimerWheel;
import io.magpie.internal.time.Timers;
import io.magpie.internal.time.WakeBatch;
import io.magpie.metrics.WorkerMetrics;
import io.magpie.spi.IoHost;
import io.magpie.spi.IoPoller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the driving thread works with: the queue, the timers, the poller. Everything but [#inject] and [#unpark] is for
/// the driver.
final class Core implements PollContext.Services, IoHost {

    private static final System.Logger LOG = System.getLogger("io.magpie");

    /// The one slot there is.
    private static final int SLOT = 0;

    /// After so many turns what tasks are stored in all the time is replaced, so that it stays young for the collector
    /// (`docs/decisions/old-objects.md`): milliseconds under load. A guess.
    private static final int TURNS_BEFORE_RENEWAL = 1_024;

    /// Longer queues are not copied for that.
    private static final int MOST_COPIED = 256;

    private final CurrentThreadScheduler scheduler;
    private final Settings settings;
    private final PausableClock clock;
    private final TimerWheel wheel;
    private final @Nullable IoPoller poller;
    private final PollerLock pollerLock = new PollerLock();
    private final Parker parker = new Parker(true);
    private PollContext cx;
    private final WakeBatch wakes = new WakeBatch(this::wake);
    private final WorkerStats stats = new WorkerStats();
    private final InjectQueue<Task<?>> injected = new InjectQueue<>();
    private final Hand<Task<?>> hand = new Hand<>(128);
    private ArrayDeque<Task<?>> queue = new ArrayDeque<>();
    private ArrayDeque<Task<?>> yields = new ArrayDeque<>();
    private int untilRenewal = TURNS_BEFORE_RENEWAL;
    private final SplittableRandom random;

    /// Set when the runtime gives up waiting for its tasks: a closed poller is polled no more, for it never waits.
    private volatile boolean closed;

    Core(CurrentThreadScheduler scheduler, Settings settings, PausableClock clock) {
        this.scheduler = scheduler;
        this.settings = settings;
        this.clock = clock;
        this.wheel = new TimerWheel(clock, parker::unpark);
        this.cx = new PollContext(new Budget(settings.budgetOperations(), settings.budgetNanos()), this);
        this.random = new SplittableRandom(settings.seed());
        this.poller = openPoller();
    }

    private @Nullable IoPoller openPoller() {
        if (settings.driver() == null) {
            return null;
        }
        try {
            return settings.driver().open(this);
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    "the I/O driver \"" + settings.driver().name() + "\" could not open its poller", refused);
        }
    }

    // ---- any thread

    void inject(Task<?> task) {
        injected.push(task);
        parker.unpark();
    }

    void unpark() {
        parker.unpark();
    }

    int injectedCount() {
        return injected.size();
    }

    WorkerMetrics stats() {
        return stats.snapshot(SLOT);
    }

    List<String> sockets() {
        return poller == null ? List.of() : poller.open();
    }

    // ---- the driver

    void push(Task<?> task) {
        queue.add(task);
    }

    /// Runs tasks, and the root whenever it is ready, until the root has finished.
    void driveUntilFinished(Root<?> root) {
        stats.start(System.nanoTime());
        while (!root.task().isFinished()) {
            root.checkInterrupt();
            if (!root.runIfReady() || !root.task().isFinished()) {
                turn(root::isReady, -1);
            }
        }
        stats.publish(System.nanoTime());
    }

    /// Runs tasks until none is left, or the time is up.
    void driveUntilEmpty(long nanos) {
        long deadline = System.nanoTime() + Math.max(0, nanos);
        stats.start(System.nanoTime());
        while (!scheduler.isEmpty()) {
            long left = nanos < 0 ? -1 : Math.max(0, deadline - System.nanoTime());
            turn(() -> false, left);
            if (left == 0 || Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        stats.publish(System.nanoTime());
    }

    /// One turn: a batch of tasks, then the timers and the driver; sleeps there if there is nothing to run.
    ///
    /// @param otherWork whether the caller has something to run itself
    /// @param maxNanos how long to sleep at most; negative without limit
    private void turn(BooleanSupplier otherWork, long maxNanos) {
        pullInjected();
        for (int polls = 0; polls < settings.eventInterval() && !queue.isEmpty(); polls++) {
            if (polls % settings.injectionInterval() == 0) {
                pullInjected();
            }
            runTask(queue.remove());
        }
        boolean ready = !queue.isEmpty() || !yields.isEmpty() || otherWork.getAsBoolean();
        fireTimers();
        ready |= !queue.isEmpty();
        if (ready) {
            poll(0);
        } else if (!scheduler.isEmpty()) {
            sleep(otherWork, maxNanos);
        }
        queue.addAll(yields);
        yields.clear();
        if (--untilRenewal <= 0) {
            renew();
        }
    }

    private void renew() {
        untilRenewal = TURNS_BEFORE_RENEWAL;
        cx = cx.renewed();
        if (queue.size() <= MOST_COPIED) {
            queue = new ArrayDeque<>(queue);
            yields = new ArrayDeque<>();
        }
    }

    private void runTask(Task<?> task) {
        cx.refillBudget();
        switch (task.run(cx)) {
            case IDLE, COMPLETE -> {}
            case RESUBMIT -> queue.add(task);
            case YIELDED -> yields.add(task);
        }
    }

    private void pullInjected() {
        while (injected.drain(hand, hand.capacity()) > 0) {
            for (int i = 0; i < hand.size(); i++) {
                queue.add(hand.at(i));
            }
            hand.clear();
        }
    }

    private void fireTimers() {
        long now = clock.now();
        if (wheel.nextDeadline() <= now) {
            var _ = wheel.advance(now, wakes);
        }
    }

    /// Sleeps until something happens. A paused clock does not pass by itself: it jumps to the next timer, unless a
    /// blocking job may still wake somebody.
    private void sleep(BooleanSupplier otherWork, long maxNanos) {
        long now = clock.now();
        long deadline = wheel.prepareToPark(now);
        if (deadline == TimerWheel.WORK_NOW) {
            return;
        }
        // Asked before the look at what was woken: a job wakes first and ends then, so what ended jobs have woken is
        // seen below, and time does not pass before it has run.
        boolean mayJump = clock.isPaused() && deadline != Long.MAX_VALUE && scheduler.mayAutoAdvance();
        long nanos = maxNanos;
        if (mayJump) {
            // A look at the driver and at what came from outside, before time passes.
            nanos = 0;
        } else if (!clock.isPaused()) {
            nanos = soonest(maxNanos, deadline == Long.MAX_VALUE ? -1 : Math.max(0, deadline - now));
        }

        cx.forget();
        stats.park(System.nanoTime());
        boolean idle = poll(nanos) == 0 && injected.isEmpty() && !otherWork.getAsBoolean();
        stats.unpark(System.nanoTime());
        wheel.unparked();
        if (mayJump && idle) {
            clock.advanceTo(deadline);
        }
        fireTimers();
    }

    /// Polls the driver, or sleeps on the token if there is nothing to poll; returns how many were woken.
    private int poll(long nanos) {
        if (poller == null || closed || (nanos == 0 && poller.registered() == 0)) {
            var _ = parker.park(nanos);
            return 0;
        }
        var _ = pollerLock.tryLock(SLOT);
        try {
            return nanos == 0 ? poller.poll(0) : parker.parkPolling(poller, nanos);
        } catch (Throwable failed) { // also a bug of the driver: it is not for whoever is in blockOn
            LOG.log(
                    Level.ERROR,
                    "runtime " + settings.name() + ": polling for I/O failed; the next poll tries again",
                    failed);
            var _ = parker.park(1_000_000);
            return 0;
        } finally {
            pollerLock.unlock(SLOT, clock.now());
        }
    }

    private static long soonest(long a, long b) {
        if (a < 0 || b < 0) {
            return Math.max(a, b);
        }
        return Math.min(a, b);
    }

    /// Closes timers and poller; waits for nobody. A driver that sleeps in the poller goes to sleep on its token.
    void close() {
        wheel.close();
        closed = true;
        if (poller != null) {
            poller.close();
        }
        // After the close: whoever polls consumes the token, and sees that the poller is closed.
        parker.unpark();
    }

    // ---- for the poller

    @Override
    public void wake(Waker waker) {
        if (waker instanceof Task<?> task) {
            task.wake();
        } else {
            // Called at once if the runtime ends, and takes no task any more.
            var _ = scheduler.spawn(new ForeignWake(waker), null, List.of());
        }
    }

    @Override
    public int maxEventsPerPoll() {
        return settings.maxEventsPerPoll();
    }

    // ---- for futures

    @Override
    @SuppressWarnings("unchecked") // each service is returned for its own class
    public <S> @Nullable S find(Class<S> type) {
        if (type == Timers.class) {
            return (S) wheel;
        }
        return type == IoPoller.class ? (S) poller : null;
    }

    /// Also for roots on threads that do not drive.
    @Override
    public synchronized int nextRandom() {
        return random.nextInt();
    }

    @Override
    public void onBudgetSpent() {}
}
