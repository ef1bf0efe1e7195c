package io.magpie.internal.scheduler.multi;

import io.magpie.future.Budget;
import io.magpie.internal.park.Parker;
import io.magpie.internal.queue.LocalRunQueue;
import io.magpie.internal.scheduler.Counters;
import io.magpie.internal.scheduler.WorkerStats;
import io.magpie.internal.task.PollContext;
import io.magpie.internal.task.Task;
import io.magpie.internal.time.Clock;
import io.magpie.internal.time.SystemClock;
import io.magpie.internal.time.TimerWheel;
import io.magpie.internal.time.Timers;
import io.magpie.internal.util.RuntimeThread;
import io.magpie.spi.IoPoller;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A thread that runs tasks: from its LIFO slot, its queue, the injection queue, or stolen; polls the driver and its
/// timers in between; and parks when there is nothing.
///
/// [#run] is the main loop. What other threads may take from a worker (queue, LIFO slot, timers) is taken without its
/// help; what is private here holds no task across user code. The rules are in the package's documentation.
final class Worker extends RuntimeThread implements PollContext.Services {

    /// Polls from the LIFO slot before the queue gets a turn. A guess, Tokio's: enough for ping-pong, few enough to stay
    /// fair.
    private static final int MAX_LIFO_POLLS = 3;

    /// Polls, about, after which a worker replaces what tasks are stored in all the time, before the collector has moved it
    /// to its old generation, where each store costs a fence and more. Few enough for that when polls are short, many enough
    /// that nobody sees the allocation: 4 KB.
    static final int POLLS_BEFORE_RENEWAL = 65_536;

    /// Ready tasks that may run before one that yielded: as many as a ring holds. Measured: with 61, spawns from outside onto
    /// workers that compute 10 µs between two yields cost twice as much.
    private static final int MOST_PASSED_OVER = 256;

    /// The driver is polled when this much time has passed, however few polls that was: long polls must not delay events.
    /// A guess: half the time after which a sentinel steps in.
    private static final long MAX_EVENT_DELAY_NANOS = 250_000;

    private static final VarHandle SEQUENCE;
    private static final VarHandle WORK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SEQUENCE = lookup.findVarHandle(Worker.class, "pollSequence", long.class);
            WORK = lookup.findVarHandle(Worker.class, "work", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // ---- open to other threads

    final int slot;
    final LocalRunQueue<Task<?>> queue;
    final Parker parker = new Parker();
    final WorkerStats stats = new WorkerStats();
    final Sharing sharing;

    /// The worker's timers. A spare worker has none of its own, so that it can end at any time: it uses another's.
    final TimerWheel wheel;

    /// Odd while a task is polled; each poll adds 2. Tells an observer whether the worker moves.
    @SuppressWarnings("unused") // through SEQUENCE
    private long pollSequence;

    /// Polls, and operations of their budgets, up to the last tick: what [CompanyTrial] counts as work. Polls alone would
    /// not do, for who waits for a lock is polled more often and gets no more done.
    @SuppressWarnings("unused") // through WORK
    private long work;

    /// Whether a spare's thread works or rests.
    final Duty duty = new Duty();

    // ---- this thread's

    final MultiThreadScheduler scheduler;
    final boolean spare;
    final Clock clock = SystemClock.INSTANCE;
    private PollContext cx;
    private final WakePolicy policy = new WakePolicy();
    final Dispatch dispatch;
    final Search search;
    final Listing listing;
    private final Parking parking;
    private final Consumer<Task<?>> list;
    private final @Nullable Shard shard;
    private final boolean lifoEnabled;

    /// Inside `blockInPlace`: others run what this worker holds.
    private boolean inPlace;

    private boolean leaving;

    private int lifoPolls;

    /// Tasks taken from the queue since one that yielded had its turn.
    private int passedOver;

    /// Tasks that had ever yielded when the driver was polled last: those after them wait for its next turn.
    private long driverPolled;

    /// Polls until the next look around, and how many there are between the last and the next.
    private int untilLook;
    private int stride;
    private int untilTick;
    private int untilInjection;
    private int untilEvents;
    private int untilRenewal = POLLS_BEFORE_RENEWAL;
    private int tickInterval = 1;
    private long lastTick;
    private long lastEvents;

    /// When this worker woke up, for the tick that follows at once; 0 if that has been.
    private long wokeUp;

    private int random;

    Worker(MultiThreadScheduler scheduler, int slot, boolean spare, TimerWheel wheel, int seed) {
        super(scheduler, scheduler.settings().threadNamePrefix() + slot);
        this.scheduler = scheduler;
        this.slot = slot;
        this.spare = spare;
        this.wheel = wheel;
        this.queue = new LocalRunQueue<>(
                scheduler.settings().ringCapacity(), scheduler.settings().segmentSize(), LocalRunQueue.BATCH);
        this.cx = new PollContext(
                new Budget(
                        scheduler.settings().budgetOperations(),
                        scheduler.settings().budgetNanos()),
                this);
        this.sharing = new Sharing(scheduler.company());
        this.shard = scheduler.shardOf(slot);
        this.lifoEnabled = scheduler.settings().lifoSlot();
        this.random = seed | 1;
        this.dispatch = new Dispatch(this);
        this.search = new Search(this);
        this.listing = new Listing(this);
        this.list = listing::list;
        this.parking = new Parking(this);
    }

    // ---- the main loop

    @Override
    public void run() {
        stats.start(clock.now());
        scheduler.idle().enlist(slot);
        while (!leaving) {
            try {
                if (--untilLook <= 0) {
                    maintain();
                }
                Task<?> task = next();
                if (task == null) {
                    task = search();
                }
                if (task != null) {
                    runTask(task);
                } else {
                    park();
                }
            } catch (Throwable bug) { // tasks never throw: this is ours, and the other tasks still need this worker
                scheduler.reportBug(bug);
            }
        }
        stats.publish(clock.now());
        scheduler.workerLeft(this);
    }

    /// What is due between two polls: the clock and the timers, the injection queue, the driver.
    private void maintain() {
        untilRenewal -= stride;
        if (untilRenewal <= 0) {
            untilRenewal = POLLS_BEFORE_RENEWAL;
            renew();
        }
        untilTick -= stride;
        untilInjection -= stride;
        untilEvents -= stride;
        if (untilTick <= 0) {
            tick();
        }
        if (untilInjection <= 0) {
            untilInjection = scheduler.settings().injectionInterval();
            pullInjected();
        }
        if (untilEvents <= 0) {
            pollEvents();
        }
        stride = Math.max(1, Math.min(untilTick, Math.min(untilInjection, untilEvents)));
        untilLook = stride;
    }

    /// Has the clock read before the next poll: time may have passed.
    private void tickSoon() {
        untilTick = 0;
        untilLook = 0;
    }

    /// The next task of this worker: the LIFO slot, at most three times in a row, else the queue.
    private @Nullable Task<?> next() {
        if (lifoPolls < MAX_LIFO_POLLS) {
            Task<?> task = queue.takeLifo();
            if (task != null) {
                lifoPolls++;
                // The polls of a chain share one budget, so that a chain of ready tasks ends too.
                if (!cx.budget().isSpent()) {
                    return task;
                }
                push(task);
            }
        }
        lifoPolls = 0;
        cx.refillBudget();
        if (passedOver >= MOST_PASSED_OVER) {
            Task<?> task = nextYielded();
            if (task != null) {
                return task;
            }
        }
        Task<?> task = queue.pop();
        if (task == null) {
            task = queue.takeLifo();
        }
        passedOver++;
        return task != null ? task : nextYielded();
    }

    /// The next task that yielded: when nothing else is ready, and when too many were taken before it. It has yielded to
    /// the driver, too, and what that brings.
    private @Nullable Task<?> nextYielded() {
        passedOver = 0;
        long taken = queue.yieldedTaken();
        if (taken == queue.yieldedPushed()) {
            return null;
        }
        if (taken >= driverPolled) {
            pollEvents();
            pullInjected();
            Task<?> task = queue.pop();
            if (task != null || taken >= driverPolled) {
                return task;
            }
        }
        return queue.popYielded();
    }

    /// Work from elsewhere, when this worker has none: the injection queue, other workers.
    private @Nullable Task<?> search() {
        policy.ranDry();
        tickSoon();
        pullInjected();
        Task<?> task = queue.pop();
        return task != null ? task : search.find();
    }

    private void runTask(Task<?> task) {
        if (search.isUnderWay()) {
            search.stop();
        }
        Task.Ran ran;
        SEQUENCE.setRelease(this, pollSequence + 1);
        try {
            ran = task.run(cx);
        } finally {
            SEQUENCE.setRelease(this, pollSequence + 1);
        }
        if (isInterrupted()) {
            var _ = Thread.interrupted();
            scheduler.reportInterrupt(task);
        }
        if (ran == Task.Ran.YIELDED) {
            queue.pushYielded(task);
        } else if (ran == Task.Ran.RESUBMIT) {
            push(task);
        }
    }

    private void park() {
        listing.lookAfter();
        if (scheduler.isDone() || (spare && scheduler.spares().tryRetire(this))) {
            leave();
            return;
        }
        long now = clock.now();
        long deadline = spare ? Long.MAX_VALUE : wheel.prepareToPark(now);
        if (deadline == TimerWheel.WORK_NOW) {
            var _ = dispatch.fire(wheel, now);
            return;
        }

        cx.forget();
        wokeUp = parking.park(deadline, now);
        lastTick = wokeUp;
        if (!spare) {
            wheel.unparked();
        }
        tickSoon();
    }

    // ---- between two polls

    private void tick() {
        long now = wokeUp != 0 ? wokeUp : clock.now();
        wokeUp = 0;
        long pollNanos = (now - lastTick) / tickInterval;
        lastTick = now;
        boolean apart = keepCompany(now);
        tickInterval = policy.tick(now, apart);
        untilTick = tickInterval;
        stats.publish(now);
        listing.lookAfter();
        if (wheel.nextDeadline() <= now) {
            var _ = dispatch.fire(wheel, now);
        }
        if (now - lastEvents >= MAX_EVENT_DELAY_NANOS) {
            pollEvents();
        }
        if (scheduler.crew().anyStuck()) {
            search.takeOver();
            var _ = scheduler.roster().fireStuck(this, now);
        }
        if (!apart && !scheduler.idle().wantsNotify()) {
            policy.forgetAge();
        } else if (policy.wantsHelp(now, pollNanos, queue.size(), queue.consumed() + queue.yieldedTaken())) {
            sharing.callForHelp(now);
            scheduler.notifyOne();
        }
    }

    /// Takes part in the trial whether workers should keep apart. Returns whether they do now.
    private boolean keepCompany(long now) {
        sharing.look(now);
        WORK.setOpaque(this, pollSequence / 2 + cx.budget().operationsUsed());
        Company company = scheduler.company();
        if (now >= company.due()) {
            company.step(now, scheduler.roster().work());
        }
        return company.isApart();
    }

    /// Replaces what a task is stored in at every poll.
    private void renew() {
        cx = cx.renewed();
        queue.renew();
        scheduler.registry().renew(slot);
    }

    /// Takes a fair share of what was spawned or woken from outside, behind this worker's queue.
    void pullInjected() {
        if (scheduler.injected().isEmpty()) {
            return;
        }
        int share = scheduler.injected().size() / scheduler.settings().workers() + 1;
        if (queue.pullFrom(scheduler.injected(), Math.min(share, LocalRunQueue.BATCH), list) > 0) {
            stats.count(WorkerStats.PULL);
        }
    }

    /// Looks at the driver without waiting, unless tasks woken by the last look have not run yet.
    void pollEvents() {
        untilEvents = scheduler.settings().eventInterval();
        lastEvents = lastTick;
        if (!dispatch.isBatchDone()) {
            return;
        }
        Shard polled = shard;
        if (polled != null && polled.poller().registered() > 0) {
            var _ = dispatch.tryPoll(polled);
        }
        driverPolled = queue.yieldedPushed();
    }

    // ---- what is pushed here, by this thread

    /// Takes a task that this thread has spawned or woken.
    void enqueue(Task<?> task) {
        if (inPlace) {
            listing.lookWhetherClosing();
            queue.push(task);
            scheduler.notifyOne();
        } else if (dispatch.isUnderWay() || !lifoEnabled || !queue.offerLifo(task)) {
            push(task);
        }
    }

    private void push(Task<?> task) {
        queue.push(task);
        if (!parking.isAsleep()) { // else it might wake itself, which costs a wake-up of the driver and is of no use
            wakeHelper();
        }
    }

    /// Wakes another worker for what is queued, if the policy lets a push do so.
    void wakeHelper() {
        if (policy.hasCredit() && scheduler.idle().wantsNotify() && queue.size() >= 2) {
            var _ = policy.takeCredit();
            scheduler.notifyOne();
        }
    }

    // ---- blocking in place

    /// Runs `body` on this thread while others run what this worker holds.
    <T extends @Nullable Object> T blockInPlace(Callable<? extends T> body) throws Exception {
        if (inPlace) {
            return body.call();
        }
        Task<?> slotted = queue.takeLifo();
        if (slotted != null) {
            queue.push(slotted);
        }
        inPlace = true;
        listing.lookWhetherClosing();
        setMayBlock(true);
        scheduler.crew().enterBlocking(slot, pollSequence);
        scheduler.spares().startIfNeeded();
        scheduler.notifyOne();
        try {
            return body.call();
        } finally {
            var _ = scheduler.crew().returned(slot);
            setMayBlock(false);
            inPlace = false;
        }
    }

    // ---- leaving

    private void leave() {
        leaving = true;
        if (search.isUnderWay()) {
            search.stop();
        }
    }

    // ---- for observers

    long pollSequence() {
        return (long) SEQUENCE.getVolatile(this);
    }

    /// Polls and operations up to the last tick.
    long work() {
        return (long) WORK.getOpaque(this);
    }

    /// What this worker has done so far.
    Counters counters() {
        return new Counters(
                pollSequence() / 2,
                stats.parks(),
                stats.counted(WorkerStats.CLAIM),
                stats.counted(WorkerStats.STEAL),
                stats.counted(WorkerStats.FAILED_STEAL),
                stats.counted(WorkerStats.PULL),
                stats.counted(WorkerStats.DRIVER_POLL),
                0);
    }

    // ---- what this thread offers to futures

    @Override
    @SuppressWarnings("unchecked") // each service is returned for its own class
    public <S> @Nullable S find(Class<S> type) {
        if (type == Timers.class) {
            return (S) wheel;
        }
        if (type == IoPoller.class) {
            return shard == null ? null : (S) shard.poller();
        }
        return null;
    }

    /// Marsaglia's xorshift, with his shifts for 32 bits.
    @Override
    public int nextRandom() {
        int x = random;
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        random = x;
        return x;
    }

    int nextBelow(int bound) {
        return Math.floorMod(nextRandom(), bound);
    }

    @Override
    public void onBudgetSpent() {}
}
