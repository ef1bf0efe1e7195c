package io.magpie.examples.guide;

// @start region="program"
import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Ten thousand tasks wait three times for a tenth of a second, all at the same time, on a few threads.
final class ManyTasks {

    static Future<Integer> slowly(int number) {
        return async(() -> {
            for (int i = 0; i < 3; i++) {
                await(sleep(Duration.ofMillis(100)));
            }
            return number;
        });
    }

    static Future<Long> sum(int count) {
        return async(() -> {
            List<JoinHandle<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tasks.add(spawn(slowly(i)));
            }
            long sum = 0;
            for (JoinHandle<Integer> task : tasks) {
                sum += await(task);
            }
            return sum;
        });
    }

    public static void main(String[] arguments) throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            System.out.println("10000 tasks have ended, their numbers add up to " + runtime.blockOn(sum(10_000)));
        }
    }
}
// @end
