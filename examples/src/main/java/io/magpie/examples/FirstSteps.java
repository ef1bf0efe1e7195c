package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.ready;
import static io.magpie.Async.sleep;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Channel;
import io.magpie.sync.Receiver;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// First steps: three asynchronous functions, two ways to combine them, and a future written by hand.
///
/// An asynchronous function is a method that returns a [Future]: a plan, inert until somebody polls it.
public final class FirstSteps {

    private FirstSteps() {}

    // @start region="ready"
    /// Returns at once.
    static Future<String> greeting(String name) {
        return ready("Hello, " + name + "!");
    }
    // @end

    // @start region="timer"
    /// Waits for a timer. Its task waits; its thread serves others meanwhile.
    static Future<String> slowly(String word) {
        return async(() -> {
            await(sleep(Duration.ofMillis(100)));
            return word;
        });
    }
    // @end

    // @start region="join"
    /// Waits for two futures at once: as long as the slower one takes.
    static Future<String> atOnce() {
        return async(() -> {
            var both = await(join(slowly("two"), slowly("words")));
            return both.first() + " " + both.second();
        });
    }
    // @end

    // @start region="sequence"
    /// Waits for the same two one after the other: as long as both take together.
    static Future<String> inSequence() {
        return async(() -> await(slowly("two")) + " " + await(slowly("words")));
    }
    // @end

    // @start region="byHand"
    /// Resolves when a channel receives a word of at least `length` letters, or with null when the channel has ended.
    static final class LongWord implements Future<@Nullable String> {
        private final Receiver<String> words;
        private final int length;
        private @Nullable Future<@Nullable String> next; // the receive under way

        LongWord(Receiver<String> words, int length) {
            this.words = words;
            this.length = length;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            while (true) {
                if (next == null) {
                    next = words.recv();
                }
                Object polled = next.poll(cx);
                if (polled == Poll.PENDING) {
                    return Poll.PENDING; // the channel has our waker now, and wakes us when a word arrives
                }
                next = null;
                if (!(polled instanceof String word) || word.length() >= length) {
                    return polled;
                }
            }
        }

        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            return next == null ? Poll.CANCELLED : next.drop(cx); // the channel forgets our waker; no word is lost
        }
    }
    // @end

    // @start region="channel"
    /// Waits for such a word, and at once sends some.
    static Future<@Nullable String> longWord() {
        Channel<String> words = Channel.bounded(2);
        Future<?> sending = async(() -> {
            await(words.sender().send("a"));
            await(words.sender().send(await(slowly("magpie"))));
        });
        return async(() ->
                await(join(new LongWord(words.receiver(), 5), sending)).first());
    }
    // @end

    /// Runs them all, and prints what they give and how long they take.
    ///
    /// @param arguments none
    /// @throws Exception if a step fails
    public static void main(String[] arguments) throws Exception {
        // @start region="main"
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            run(runtime, "at once", greeting("Magpie"));
            run(runtime, "a timer", slowly("words"));
            run(runtime, "two at once", atOnce());
            run(runtime, "two in sequence", inSequence());
            run(runtime, "a long word", longWord());
        }
        // @end
    }

    // @start region="run"
    /// Drives `future` to its end on this thread, and prints its value.
    private static void run(AsyncRuntime runtime, String name, Future<?> future) throws Exception {
        long start = System.nanoTime();
        Object value = runtime.blockOn(future);
        System.out.printf("%-16s %-16s %4d ms%n", name, value, (System.nanoTime() - start) / 1_000_000);
    }
    // @end
}
