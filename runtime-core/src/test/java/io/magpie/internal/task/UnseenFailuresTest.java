package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.task.TaskId;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UnseenFailuresTest {

    private final List<FailureReport> reports = new ArrayList<>();
    private final UnseenFailures unseen = new UnseenFailures(reports::add);

    @Test
    void aFailureAfterTheEndOfTheRuntime_isReportedAtOnce() {
        unseen.reportAll();
        Task<String> task = new Task<>(_ -> "value", Nowhere.INSTANCE);
        FailureReport report = new FailureReport(new TaskId(1), null, new IOException("planted"), List.of());
        unseen.watch(task, Failure.of(report.failure()), report);
        assertThat(reports).containsExactly(report);
        Reference.reachabilityFence(task);
    }

    @Test
    @Timeout(60)
    void whereNoThreadCanBeStarted_theNextFailureTriesAgain_andNothingIsThrown() throws Exception {
        BlockingQueue<FailureReport> soon = new LinkedBlockingQueue<>();
        AtomicInteger starts = new AtomicInteger();
        UnseenFailures poor = new UnseenFailures(soon::add, work -> new Thread(work) {
            @Override
            public void start() {
                if (starts.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("planted: unable to create native thread");
                }
                super.start();
            }
        });
        Task<String> first = new Task<>(_ -> "value", Nowhere.INSTANCE);
        first.markDetached();
        watch(poor, first, 1);
        assertThat(soon).isEmpty();
        Task<String> second = new Task<>(_ -> "value", Nowhere.INSTANCE);
        watch(poor, second, 2);
        assertThat(soon.take().failure()).hasMessage("planted 1");
        poor.reportAll();
        assertThat(soon.take().failure()).hasMessage("planted 2");
        Reference.reachabilityFence(first);
        Reference.reachabilityFence(second);
    }

    @Test
    @Timeout(60)
    void aTaskThatWasDetachedWhenItFailed_unseenByWhoeverCompletedIt_isReportedSoon() throws Exception {
        BlockingQueue<FailureReport> soon = new LinkedBlockingQueue<>();
        UnseenFailures looking = new UnseenFailures(soon::add);
        List<Task<?>> tasks = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            Task<String> task = new Task<>(_ -> "value", Nowhere.INSTANCE);
            tasks.add(task);
            if (id != 1) {
                task.markDetached();
            }
            watch(looking, task, id);
        }
        assertThat(soon.take().failure()).hasMessage("planted 2"); // the first was looked at before
        assertThat(soon.take().failure()).hasMessage("planted 3");
        assertThat(soon).isEmpty();
        looking.reportAll();
        assertThat(soon.take().failure()).hasMessage("planted 1");
        assertThat(soon).isEmpty();
        Reference.reachabilityFence(tasks);
    }

    @Test
    @Timeout(60)
    void aTaskThatWasDetachedWhenItFailed_isReportedSoon_alsoWhenTheThreadWaitsForTheCollector() throws Exception {
        BlockingQueue<FailureReport> soon = new LinkedBlockingQueue<>();
        UnseenFailures looking = new UnseenFailures(soon::add);
        Task<String> kept = new Task<>(_ -> "value", Nowhere.INSTANCE);
        watch(looking, kept, 1);
        for (int id = 2; id <= 4; id++) { // each time anew
            while (!isWatcherWaiting()) {
                Thread.onSpinWait();
            }
            Task<String> detached = new Task<>(_ -> "value", Nowhere.INSTANCE);
            detached.markDetached();
            watch(looking, detached, id);
            assertThat(soon.take().failure()).hasMessage("planted " + id);
            Reference.reachabilityFence(detached);
        }
        looking.reportAll();
        Reference.reachabilityFence(kept);
    }

    private static boolean isWatcherWaiting() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("magpie-unseen-failures"))
                .allMatch(thread -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    @Timeout(60)
    void failuresThatKeepComing_doNotHoldUpThoseOfCollectedTasks() throws Exception {
        Stream stream = new Stream();
        watch(stream.looking, new Task<>(_ -> "value", Nowhere.INSTANCE), Stream.COLLECTED);
        stream.fail();
        String first;
        do {
            System.gc();
            first = stream.ends.poll(20, TimeUnit.MILLISECONDS);
        } while (first == null);
        assertThat(first).isEqualTo("planted " + Stream.COLLECTED);
    }

    /// Detached tasks that fail, each when the one before it is reported: the thread that reports always has another to look
    /// at. Ends when the failure of the collected task is reported, or after ten seconds or so.
    private static final class Stream {
        static final int COLLECTED = -1;
        private static final int MOST = 10_000;

        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        final UnseenFailures looking = new UnseenFailures(this::reported);
        private int failed;

        void fail() {
            Task<String> task = new Task<>(_ -> "value", Nowhere.INSTANCE);
            task.markDetached();
            watch(looking, task, failed++);
        }

        private void reported(FailureReport report) {
            if (report.id().value() == COLLECTED) {
                ends.add(report.failure().getMessage());
            } else if (failed == MOST) {
                ends.add("the stream has ended");
            } else if (ends.isEmpty()) {
                fail();
            }
        }
    }

    private static void watch(UnseenFailures unseen, Task<?> task, int id) {
        IOException planted = new IOException("planted " + id);
        unseen.watch(task, Failure.of(planted), new FailureReport(new TaskId(id), null, planted, List.of()));
    }
}
