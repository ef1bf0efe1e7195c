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
        Task<String> task = new Task<>(_ -> "value", Nowhere.INSTANCE);
        FailureReport report = new FailureReport(new TaskId(1), null, new IOException("planted"), List.of());
        unseen.watch(task, Failure.of(report.failure()), report);
        assertThat(reports).containsExactly(report);
        Reference.reachabilityFence(task);
    }
}
