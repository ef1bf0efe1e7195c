package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.task.TaskId;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
        while (!Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("magpie-unseen-failures"))
                .allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
        Task<String> detached = new Task<>(_ -> "value", Nowhere.INSTANCE);
        detached.markDetached();
        watch(looking, detached, 2);
        assertThat(soon.take().failure()).hasMessage("planted 2");
        looking.reportAll();
        Reference.reachabilityFence(kept);
        Reference.reachabilityFence(detached);
    }

    private static void watch(UnseenFailures unseen, Task<?> task, int id) {
        IOException planted = new IOException("planted " + id);
        unseen.watch(task, Failure.of(planted), new FailureReport(new TaskId(id), null, planted, List.of()));
    }
}
