package io.magpie.internal.scheduler.multi;

import io.magpie.Async;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.internal.scheduler.BlockingJobs;
import io.magpie.spi.BlockingJob;
import io.magpie.sync.Notify;
import io.magpie.sync.Oneshot;
import io.magpie.sync.Permit;
import io.magpie.sync.Semaphore;
import io.magpie.task.JoinHandle;
import io.magpie.task.TaskCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A random program: tasks that spawn, wait for each other in every way there is, block, and abort each other.
///
/// Every wait has its wake: who awaits a message has spawned the sender first. So a program ends, or the runtime is
/// wrong.
final class RandomProgram {

    /// Bodies in `blockInPlace` at once: each may need a stand-in.
    static final int MOST_IN_PLACE = 4;

    private static final int MAX_DEPTH = 3;

    private final MultiThreadScheduler scheduler;
    private final BlockingJobs jobs;
    private final Semaphore permits = new Semaphore(3);
    private final AtomicInteger inPlace = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    final Outside outside = new Outside();

    RandomProgram(MultiThreadScheduler scheduler, BlockingJobs jobs) {
        this.scheduler = scheduler;
        this.jobs = jobs;
    }

    /// Futures that were made and have not ended.
    int unfinished() {
        return begun.get() - ended.get();
    }

    /// Spawns so many trees of tasks from so many threads, and waits for them there in turn by `join` and `blockOn`.
    void run(Random random, int threads, int tasks) throws Exception {
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random own = new Random(random.nextLong());
            started.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    runTrees(own, tasks / threads + 1);
                } catch (Throwable thrown) {
                    failed.set(thrown);
                }
            }));
        }
        for (Thread thread : started) {
            thread.join();
        }
        if (failed.get() != null) {
            throw new AssertionError("a tree failed", failed.get());
        }
    }

    private void runTrees(Random random, int trees) throws Exception {
        List<JoinHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < trees; i++) {
            handles.add(spawn(script(random, 0)));
        }
        for (JoinHandle<Integer> handle : handles) {
            int steps = random.nextBoolean() ? handle.join() : scheduler.blockOn(handle);
            if (steps < 1) {
                throw new AssertionError("a script has no steps");
            }
        }
    }

    /// Spawns tasks that nobody waits for, of which the shutdown finds some alive.
    void leaveBehind(Random random, int tasks) {
        for (int i = 0; i < tasks; i++) {
            var _ = random.nextBoolean() ? spawn(new Forever()) : spawn(script(random, 0));
        }
    }

    private Script script(Random random, int depth) {
        return new Script(random.nextLong(), depth);
    }

    private <T> JoinHandle<T> spawn(Future<T> future) {
        return scheduler.spawn(future, null, List.of());
    }

    /// A task: some steps, one after the other.
    private final class Script implements Future<Integer> {
        private final Random random;
        private final int depth;
        private final int steps;
        private int step;
        private @Nullable Future<?> current;

        Script(long seed, int depth) {
            this.random = new Random(seed);
            this.depth = depth;
            this.steps = 1 + random.nextInt(4);
            begun.incrementAndGet();
        }

        @Override
        public Object poll(Context cx) throws Exception {
            try {
                return goOn(cx);
            } catch (Exception cancelled) {
                // What it awaited was cancelled: by the shutdown, else `runTrees` fails.
                ended.incrementAndGet();
                throw cancelled;
            }
        }

        private Object goOn(Context cx) throws Exception {
            while (true) {
                if (current == null) {
                    if (step == steps) {
                        ended.incrementAndGet();
                        return steps;
                    }
                    current = next();
                    step++;
                }
                Object answer = current.poll(cx);
                if (answer == Poll.PENDING) {
                    return Poll.PENDING;
                }
                current = null;
                if (answer instanceof Permit permit) {
                    permit.close();
                }
            }
        }

        @Override
        public Object drop(Context cx) throws Exception {
            Future<?> last = current;
            boolean pending = false;
            try {
                pending = last != null && last.drop(cx) == Poll.PENDING;
            } finally {
                if (!pending) { // also when it throws: a join tells what had failed before
                    ended.incrementAndGet();
                }
            }
            return pending ? Poll.PENDING : Poll.CANCELLED;
        }

        private Future<?> next() {
            return switch (random.nextInt(12)) {
                case 0 -> Async.yieldNow();
                case 1 -> selfWaking(1 + random.nextInt(5));
                case 2 -> Async.sleep(Duration.ofNanos(random.nextInt(2_000_000)));
                case 3 -> depth < MAX_DEPTH ? children(1 + random.nextInt(4)) : Async.yieldNow();
                case 4 -> message();
                case 5 -> permits.acquire();
                case 6 -> notified();
                case 7 -> outside.wake();
                case 8 -> aborted();
                case 9 -> blockedInPlace(1 + random.nextInt(6));
                case 10 -> jobs.spawn(() -> "job", BlockingJob.Kind.BLOCKING, null, List.of());
                default -> burst(1 + random.nextInt(40));
            };
        }

        private Future<?> children(int count) {
            List<JoinHandle<Integer>> handles = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                handles.add(spawn(script(random, depth + 1)));
            }
            return Async.join(handles);
        }
    }

    private static Future<String> selfWaking(int times) {
        int[] left = {times};
        return cx -> {
            if (left[0]-- == 0) {
                return "";
            }
            cx.waker().wake();
            return Poll.PENDING;
        };
    }

    private Future<?> message() {
        Oneshot<String> oneshot = Oneshot.create();
        var sender = spawn(Async.yieldNow().map(_ -> oneshot.sender().send("message")));
        return oneshot.receiver().map(message -> message + sender.isFinished());
    }

    private Future<?> notified() {
        Notify notify = new Notify();
        var _ = spawn(Async.pollFn(_ -> {
            notify.notifyOne();
            return "";
        }));
        return notify.notified();
    }

    /// A task that would never end, aborted before, during or after its first poll.
    private Future<?> aborted() {
        JoinHandle<String> victim = spawn(new Forever());
        return Async.yieldNow().then(_ -> {
            victim.abort("no longer wanted");
            return cx -> {
                try {
                    return victim.poll(cx);
                } catch (TaskCancelledException expected) {
                    return "cancelled";
                }
            };
        });
    }

    /// Blocks until so many tasks have run, which this worker holds.
    private Future<?> blockedInPlace(int count) {
        return Async.pollFn(_ -> {
            CountDownLatch ran = new CountDownLatch(count);
            for (int i = 0; i < count; i++) {
                var _ = spawn(new Counting(ran));
            }
            if (inPlace.incrementAndGet() <= MOST_IN_PLACE) {
                scheduler.blockInPlace(() -> {
                    ran.await();
                    return "";
                });
            }
            inPlace.decrementAndGet();
            return "";
        });
    }

    /// Counts when it runs, and when shutdown drops it before that.
    private record Counting(CountDownLatch ran) implements Future<String> {
        @Override
        public Object poll(Context cx) {
            ran.countDown();
            return "";
        }

        @Override
        public Object drop(Context cx) {
            ran.countDown();
            return Poll.CANCELLED;
        }
    }

    /// More tasks than the ring holds.
    private Future<?> burst(int count) {
        List<JoinHandle<String>> handles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            handles.add(spawn(i % 3 == 0 ? Async.yieldNow().map(_ -> "") : Async.ready("")));
        }
        return Async.join(handles);
    }

    /// Waits until it is dropped.
    private final class Forever implements Future<String> {
        Forever() {
            begun.incrementAndGet();
        }

        @Override
        public Object poll(Context cx) {
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            ended.incrementAndGet();
            return Poll.CANCELLED;
        }
    }

    /// A thread that belongs to no runtime and wakes whoever asks.
    static final class Outside {
        private static final Waker END = () -> {};

        private final LinkedBlockingQueue<Waker> asked = new LinkedBlockingQueue<>();

        Outside() {
            Thread.ofPlatform().daemon().name("stress-outside").start(() -> {
                try {
                    for (Waker waker = asked.take(); waker != END; waker = asked.take()) {
                        waker.wake();
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }

        Future<String> wake() {
            boolean[] first = {true};
            return cx -> {
                if (!first[0]) {
                    return "";
                }
                first[0] = false;
                asked.add(cx.waker());
                return Poll.PENDING;
            };
        }

        void close() {
            asked.add(END);
        }
    }

    @Override
    public String toString() {
        return "begun " + begun + ", ended " + ended + ", in place " + inPlace + ", " + permits;
    }
}
