package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;

import io.magpie.AsyncBody;
import io.magpie.Suspending;
import io.magpie.future.Future;
import io.magpie.sync.ClosedException;
import io.magpie.sync.Receiver;
import io.magpie.sync.Sender;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Straight-line code that waits.
final class AsyncAwait {

    private AsyncAwait() {}

    /// What gives numbers, some time.
    interface Counter {
        Future<Integer> next();
    }

    // @start region="greet"
    /// Sends three greetings to the next name that is received.
    static Future<String> greet(Receiver<String> names, Sender<String> out, Counter counter) {
        return async(() -> {
            try (out) {
                String name = await(names.recv());
                if (name == null) {
                    return "nobody";
                }
                for (int i = 0; i < 3; i++) {
                    await(out.send("hello " + name + " " + await(counter.next())));
                    await(sleep(Duration.ofMillis(10)));
                }
                return name;
            } catch (ClosedException e) {
                return "gone: " + e.getMessage();
            }
        });
    }
    // @end

    // @start region="slowly"
    /// Gives `word`, after a while.
    static Future<String> slowly(String word) {
        return async(() -> {
            await(sleep(Duration.ofMillis(100)));
            return word;
        });
    }
    // @end

    // @start region="sequence"
    /// One after the other: as long as both take together.
    static Future<String> inSequence() {
        return async(() -> await(slowly("two")) + " " + await(slowly("words")));
    }
    // @end

    // @start region="joined"
    /// Both at once, in this task: as long as the slower one takes.
    static Future<String> atOnce() {
        return async(() -> {
            var both = await(join(slowly("two"), slowly("words")));
            return both.first() + " " + both.second();
        });
    }
    // @end

    // @start region="spawned"
    /// Both at once, the first in a task of its own, which any worker may run.
    static Future<String> inParallel() {
        return async(() -> {
            JoinHandle<String> first = spawn(slowly("two")); // runs from here on
            String second = await(slowly("words"));
            return await(first) + " " + second;
        });
    }
    // @end

    // @start region="loop"
    /// Everything that is received, until the channel ends.
    static Future<List<String>> all(Receiver<String> words) {
        return async(() -> {
            List<String> all = new ArrayList<>();
            for (String word; (word = await(words.recv())) != null; ) {
                all.add(word);
            }
            return all;
        });
    }
    // @end

    // @start region="retry"
    /// Runs `body` until it succeeds, at most `times` times, with a pause that doubles. The lambda is called anew each
    /// time.
    static <T> Future<T> retry(int times, AsyncBody<T> body) {
        return async(() -> {
            Duration pause = Duration.ofMillis(10);
            for (int attempt = 1; ; attempt++) {
                try {
                    return body.run();
                } catch (IOException e) {
                    if (attempt == times) {
                        throw e;
                    }
                    await(sleep(pause));
                    pause = pause.multipliedBy(2);
                }
            }
        });
    }
    // @end

    // @start region="handler"
    /// What answers requests. Its lambdas may await.
    @Suspending
    @FunctionalInterface
    interface Handler {
        String handle(String request) throws Exception;
    }

    /// Answers what is received, with `handler`.
    static Future<List<String>> serve(Receiver<String> requests, Handler handler) {
        return async(() -> {
            List<String> answers = new ArrayList<>();
            for (String request; (request = await(requests.recv())) != null; ) {
                answers.add(handler.handle(request)); // waits here until the lambda's block has ended
            }
            return answers;
        });
    }
    // @end
}
