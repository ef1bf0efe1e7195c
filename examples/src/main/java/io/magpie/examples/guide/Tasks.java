package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.failed;
import static io.magpie.Async.ready;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;

import io.magpie.AsyncRuntime;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.TaskCancelledException;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tasks: spawned, awaited, failed and aborted.
final class Tasks {

    private Tasks() {}

    // @start region="spawn"
    /// From outside the runtime: `join` blocks the calling thread.
    static int sum(AsyncRuntime runtime) throws Exception {
        JoinHandle<Integer> one = runtime.spawn("one", ready(1));
        JoinHandle<Integer> two =
                runtime.spawn("two", sleep(Duration.ofMillis(1)).map(_ -> 2));
        return one.join() + two.join();
    }
    // @end

    // @start region="await"
    /// From inside a task: a handle is a future, and is awaited like any other.
    static Future<Integer> sumOf(Future<Integer> first, Future<Integer> second) {
        return async(() -> {
            JoinHandle<Integer> spawned = spawn(second); // runs from here on, beside this task
            return await(first) + await(spawned);
        });
    }
    // @end

    // @start region="failure"
    /// A task's failure arrives in its own type: the same instance, not wrapped.
    static String tryIt(AsyncRuntime runtime) throws Exception {
        JoinHandle<String> page = runtime.spawn(failed(new IOException("no such page")));
        try {
            return page.join();
        } catch (IOException e) {
            return "could not read it: " + e.getMessage();
        }
    }
    // @end

    // @start region="abort"
    /// `abort` returns at once; the task is dropped the next time it is suspended.
    static String giveUp(AsyncRuntime runtime) throws Exception {
        JoinHandle<@Nullable Void> task = runtime.spawn(sleep(Duration.ofDays(1)));
        task.abort("nobody wants to wait so long");
        try {
            task.join();
            return "finished";
        } catch (TaskCancelledException e) {
            return "cancelled: " + e.cancellation().reason();
        }
    }
    // @end

    // @start region="outcome"
    /// How a task ended, without waiting and without exceptions.
    static String tell(JoinHandle<String> task) {
        return switch (task.outcome()) {
            case null -> "under way";
            case Outcome.Completed<String>(String value) -> "the value " + value;
            case Outcome.Failed<String>(Throwable cause) -> "the failure " + cause;
            case Outcome.Aborted<String>(Cancellation why) -> "cancelled: " + why.reason();
        };
    }
    // @end
}
