package io.magpie.examples.guide;

// @start region="program"
import static io.magpie.Async.join;
import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Ten thousand tasks wait for a tenth of a second, all at the same time, on a few threads.
final class ManyTasks {

    static Future<Integer> slowly(int number) {
        return sleep(Duration.ofMillis(100)).map(_ -> number);
    }

    public static void main(String[] arguments) throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            List<Future<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                tasks.add(runtime.spawn(slowly(i)));
            }
            List<Integer> numbers = runtime.blockOn(timeout(Duration.ofSeconds(10), join(tasks)));
            System.out.println(numbers.size() + " tasks have ended, the last with " + numbers.getLast());
        }
    }
}
// @end
