package io.magpie;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static io.magpie.Async.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import io.magpie.task.TaskCancelledException;
import io.magpie.task.TaskTrace;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where a task was spawned and awaited can be read in its failure, which stays the same object.
class TaskTraceTest {

    private final IOException planted = new IOException("planted");

    private AsyncRuntime runtime(boolean traces) {
        return AsyncRuntime.builder().workers(1).traceSpawnSites(traces).build();
    }

    private JoinHandle<Integer> spawnsIt() {
        return spawn("fetch", async(() -> {
            await(yieldNow());
            throw planted;
        }));
    }

    private Future<Integer> awaitsIt() {
        return async(() -> {
            JoinHandle<Integer> handle = spawnsIt();
            await(yieldNow());
            return await(handle);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void awaitAndSpawn_areInTheTraceOfTheFailure(boolean onCurrentThread) {
        RuntimeBuilder builder = AsyncRuntime.builder().traceSpawnSites(true);
        try (var runtime = onCurrentThread
                ? builder.currentThread().build()
                : builder.workers(1).build()) {
            Throwable thrown = catchThrowable(() -> runtime.blockOn(async(() -> await(awaitsIt()) + 1)));

            assertThat(thrown).isSameAs(planted);
            assertThat(thrown.getSuppressed()).hasSize(1);
            Throwable awaited = thrown.getSuppressed()[0];
            assertThat(awaited).isInstanceOf(TaskTrace.class);
            assertThat(awaited.getMessage()).matches("task #\\d+ \"fetch\" was awaited here");
            // The chain of async functions, innermost first; nothing of the runtime or the woven frames between.
            assertThat(methods(awaited).get(0)).contains("awaitsIt");
            assertThat(methods(awaited).get(1)).contains("awaitAndSpawn_areInTheTraceOfTheFailure");
            assertThat(awaited.getStackTrace())
                    .allMatch(frame ->
                            frame.getLineNumber() > 0 && frame.getClassName().equals(TaskTraceTest.class.getName()));
            Throwable spawned = awaited.getCause();
            assertThat(spawned.getMessage()).matches("task #\\d+ \"fetch\" was spawned here");
            assertThat(methods(spawned).get(0)).isEqualTo("spawnsIt");
        }
    }

    @Test
    void aThreadThatJoins_andACancelledTask_haveTracesToo() {
        try (var runtime = runtime(true)) {
            JoinHandle<Integer> stuck = runtime.spawn(cx -> io.magpie.future.Poll.PENDING);
            stuck.abort("planted");
            Throwable thrown = catchThrowable(stuck::join);
            assertThat(thrown).isInstanceOf(TaskCancelledException.class);
            assertThat(thrown.getSuppressed()[0].getCause().getStackTrace()[0].getMethodName())
                    .isEqualTo("aThreadThatJoins_andACancelledTask_haveTracesToo");
        }
    }

    @Test
    void aFailureThatIsAwaitedOften_doesNotGrowForEver() {
        try (var runtime = runtime(true)) {
            for (int i = 0; i < TaskTrace.LIMIT + 3; i++) {
                JoinHandle<Object> handle = runtime.spawn(Async.failed(planted));
                assertThat(catchThrowable(handle::join)).isSameAs(planted);
            }
            assertThat(planted.getSuppressed()).hasSize(TaskTrace.LIMIT);
        }
    }

    @Test
    void withoutTracing_nothingIsAdded() {
        try (var runtime = runtime(false)) {
            Throwable thrown = catchThrowable(() -> runtime.blockOn(awaitsIt()));
            assertThat(thrown).isSameAs(planted);
            assertThat(thrown.getSuppressed()).isEmpty();
        }
    }

    private static List<String> methods(Throwable trace) {
        return java.util.Arrays.stream(trace.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .toList();
    }
}
