package io.magpie.examples.guide;

import static io.magpie.Async.join;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;
import static io.magpie.Async.tryJoin;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.sync.Receiver;
import io.magpie.time.ElapsedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Many futures in one task.
final class Combining {

    private Combining() {}

    // @start region="tryJoin"
    /// Both values, or the first failure: the other branch is dropped then.
    static Future<String> order(Future<String> customer, Future<String> article) {
        return tryJoin(customer, article).map(both -> both.first() + " orders " + both.second());
    }
    // @end

    // @start region="race"
    /// The next message, or "silence" after `patience`. A race that the receiver loses takes no message.
    static Future<String> listen(Receiver<String> messages, Duration patience) {
        Future<String> message = messages.recv().map(received -> received == null ? "the end" : received);
        Future<String> silence = sleep(patience).map(_ -> "silence");
        return race(message, silence);
    }
    // @end

    // @start region="timeout"
    /// The reply if it comes in time.
    static String replyOr(AsyncRuntime runtime, Future<String> reply, Duration limit) throws Exception {
        try {
            return runtime.blockOn(timeout(limit, reply));
        } catch (ElapsedException e) {
            return "too late";
        }
    }
    // @end

    // @start region="many"
    /// As many sleeps as you like, all at once, in one task.
    static Future<List<Integer>> inOneTask(int count) {
        List<Future<Integer>> branches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            branches.add(sleep(Duration.ofMillis(1)).map(_ -> number));
        }
        return join(branches);
    }
    // @end

    // @start region="parallel"
    /// Each on its own task, so on any worker; joined in one.
    static <T> Future<List<T>> inParallel(AsyncRuntime runtime, List<Future<T>> work) {
        List<Future<T>> handles = new ArrayList<>();
        for (Future<T> each : work) {
            handles.add(runtime.spawn(each));
        }
        return join(handles);
    }
    // @end
}
