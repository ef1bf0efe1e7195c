package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.ThreadPerJobPool;
import io.magpie.future.Cancellation;
import io.magpie.internal.scheduler.BlockingJobs;
import io.magpie.internal.scheduler.Settings;
import io.magpie.spi.BlockingPoolFactory;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs on 1 to 8 workers with queues so small that every edge is reached: each must come to its end, and
/// lose nothing. `-Dmagpie.test.seed=…` repeats one.
///
/// Nothing here waits for a time to pass: a program that hangs is found by the watchdog, which prints the seed, where
/// every worker is, and the scheduler's words.
@Timeout(3_000)
class RandomProgramsTest {

    private static final int PROGRAMS = 40 * Integer.getInteger("magpie.test.scale", 1);
    private static final long PATIENCE_SECONDS = Long.getLong("magpie.test.patience", 30);

    @Test
    @Tag("stress")
    void everyProgram_comesToItsEnd_andLosesNothing() throws Exception {
        Long given = Long.getLong("magpie.test.seed");
        for (int i = 0; i < PROGRAMS; i++) {
            run(given != null ? given : ThreadLocalRandom.current().nextLong());
        }
    }

    /// As long as `-Dmagpie.soak.minutes` says; the heap that lives afterwards is what lived after the first programs.
    @Test
    @Tag("soak")
    void programsForMinutes_leaveNothingBehind() throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Integer.getInteger("magpie.soak.minutes", 30));
        int programs = 0;
        long rested = 0;
        while (System.nanoTime() < end) {
            run(ThreadLocalRandom.current().nextLong());
            if (++programs == PROGRAMS) {
                rested = liveBytes();
            }
        }
        long left = liveBytes();
        System.out.println("RandomProgramsTest: " + programs + " programs; live heap " + rested + " bytes after "
                + PROGRAMS + ", " + left + " after all");
        assertThat(left).isLessThan(2 * rested);
    }

    /// What lives when the collector has found all it can: what it reaches through references that it must clear first,
    /// and through threads that are about to end, it finds only later.
    private static long liveBytes() {
        long least = Long.MAX_VALUE;
        for (int unchanged = 0; unchanged < 10; unchanged++) {
            System.gc();
            long live =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            if (live < least) {
                least = live;
                unchanged = 0;
            }
        }
        return least;
    }

    /// Never apart, now and then, always.
    private static final long[] EPOCHS = {0, 20_000, Apart.EPOCH_NANOS};

    private static void run(long seed) throws Exception {
        Random random = new Random(seed);
        Settings settings = settings(random);
        String title = "seed " + seed + ", " + settings.workers() + " workers, ring " + settings.ringCapacity()
                + ", segments of " + settings.segmentSize() + ", LIFO " + settings.lifoSlot() + ", epochs of "
                + settings.epochNanos();
        MultiThreadScheduler scheduler = new MultiThreadScheduler(new Object(), settings);
        BlockingJobs jobs = new BlockingJobs(
                ThreadPerJobPool.factory()
                        .create(new BlockingPoolFactory.Settings(
                                64, 2, 1_000, Duration.ofSeconds(1), "stress-job-", Runnable::run)),
                scheduler);
        if (settings.workers() > 1 && settings.epochNanos() == Apart.EPOCH_NANOS) {
            Apart.settle(scheduler.company());
        }
        scheduler.start();
        RandomProgram program = new RandomProgram(scheduler, jobs);
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("stress-main").start(() -> {
            try {
                program.run(random, 2 + random.nextInt(6), 40);
                if (random.nextBoolean()) {
                    program.leaveBehind(random, 20);
                }
                scheduler.beginShutdown(Cancellation.SHUT_DOWN);
                jobs.close();
                boolean all = scheduler.awaitShutdown(-1) && jobs.awaitTermination(-1);
                assertThat(all).isTrue();
            } catch (Throwable thrown) {
                failed.set(thrown);
            } finally {
                ended.countDown();
            }
        });
        if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("hangs: " + title + "\n" + program + "\n" + dump(scheduler));
        }
        program.outside.close();
        assertThat(failed.get()).as(title).isNull();
        assertThat(program.unfinished()).as(title).isZero();
        assertThat(scheduler.tasks()).as(title).isEmpty();
        assertThat(jobs.count()).as(title).isZero();
        assertThat(scheduler.crew().stuck()).as(title).isZero();
        assertThat(scheduler.idle().searching()).as(title).isZero();
    }

    private static Settings settings(Random random) {
        int workers = 1 + random.nextInt(8);
        return new Settings(
                "stress",
                "stress-worker-",
                workers,
                RandomProgram.MOST_IN_PLACE + random.nextInt(3),
                1 << (1 + random.nextInt(4)),
                1 << (1 + random.nextInt(4)),
                1 + random.nextInt(8),
                1 + random.nextInt(61),
                16,
                random.nextInt(3) == 0 ? 20_000 : 0,
                random.nextInt(4) > 0,
                EPOCHS[random.nextInt(EPOCHS.length)],
                1 + random.nextInt(128),
                500_000,
                TimeUnit.SECONDS.toNanos(10),
                random.nextLong(),
                false,
                false,
                null,
                new Settings.BlockingSettings(64, 2, 1_000, 1_000_000),
                report -> {},
                false);
    }

    /// Where everything is, for a program that hangs.
    private static String dump(MultiThreadScheduler scheduler) {
        StringBuilder text = new StringBuilder();
        text.append("idle ").append(scheduler.idle()).append("\ncrew ").append(scheduler.crew());
        text.append("\ninjected ").append(scheduler.injected().size());
        text.append("\ntasks ").append(scheduler.tasks()).append('\n');
        for (Worker worker : scheduler.workers()) {
            text.append(worker.getName())
                    .append(worker.isAlive() ? "" : " (ended)")
                    .append(": queued ")
                    .append(worker.queue.size())
                    .append(", empty ")
                    .append(worker.queue.isEmpty())
                    .append(", poll ")
                    .append(worker.pollSequence())
                    .append(", token ")
                    .append(worker.parker)
                    .append(", next timer ")
                    .append(worker.wheel.nextDeadline() - worker.clock.now())
                    .append('\n');
            for (StackTraceElement frame : worker.getStackTrace()) {
                text.append("    ").append(frame).append('\n');
            }
        }
        return text.toString();
    }
}
