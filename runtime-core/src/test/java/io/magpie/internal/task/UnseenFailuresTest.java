package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.task.TaskId;
import java.io.IOException;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnseenFailuresTest {

    private final List<FailureReport> reports = new ArrayList<>();
    private final UnseenFailures unseen = new UnseenFailures(reports::add);

    @Test
    void aFailureAfterTheEndOfTheRuntime_isReportedAtOnce() {
        unseen.reportAll();
        Task<String> task = new Task<>(_ -> "value", NOWHERE);
        FailureReport report = new FailureReport(new TaskId(1), null, new IOException("planted"), List.of());
        unseen.watch(task, Failure.of(report.failure()), report);
        assertThat(reports).containsExactly(report);
        Reference.reachabilityFence(task);
    }

    private static final Scheduler NOWHERE = new Scheduler() {
        @Override
        public void schedule(Task<?> task) {}

        @Override
        public void release(Task<?> task) {}

        @Override
        public void reportFailure(FailureReport report) {}

        @Override
        public UnseenFailures unseenFailures() {
            throw new AssertionError("no task of this test is run");
        }
    };
}
