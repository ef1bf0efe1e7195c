package io.magpie.examples.guide;

import static io.magpie.Async.abortOnDrop;
import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;
import static io.magpie.Async.uncancellable;
import static io.magpie.Async.withDeadline;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Dropping;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Receiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The programs of the guide's chapter on cancellation and clean-up.
final class Cancelling {

    private Cancelling() {}

    /// A database that takes a while for everything, and remembers what was asked of it.
    static final class Database {
        final List<String> log = Collections.synchronizedList(new ArrayList<>());

        private final Duration pace;

        Database(Duration pace) {
            this.pace = pace;
        }

        Future<String> ask(String what) {
            return async(() -> {
                await(sleep(pace));
                log.add(what);
                return what;
            });
        }
    }

    // @start region="transaction"
    /// All or nothing, also when it is cancelled half-way.
    static Future<String> order(Database db, String article) {
        return async(() -> {
            await(db.ask("begin"));
            try {
                await(db.ask("insert " + article));
                await(db.ask("pay " + article));
                return await(db.ask("commit"));
            } catch (Throwable failedOrCancelled) {
                await(db.ask("roll back"));
                throw failedOrCancelled;
            }
        });
    }
    // @end

    // @start region="loop"
    /// One failure does not end the loop. A cancellation does: it is no Exception.
    static Future<Integer> serve(Receiver<String> articles, Database db) {
        return async(() -> {
            int failures = 0;
            for (String article = await(articles.recv()); article != null; article = await(articles.recv())) {
                try {
                    await(order(db, article));
                } catch (Exception e) {
                    failures++;
                }
            }
            return failures;
        });
    }
    // @end

    // @start region="section"
    /// Pays and confirms, or does neither.
    static Future<String> checkOut(Database db) {
        return async(() -> {
            await(db.ask("reserve"));
            return await(uncancellable(async(() -> {
                await(db.ask("pay"));
                return await(db.ask("confirm"));
            })));
        });
    }
    // @end

    // @start region="deadline"
    /// A leaf that knows how long it has: it does not begin what cannot end in time.
    static Future<String> askIfTimeIsLeft(Database db) {
        return cx -> {
            Duration remaining = cx.remaining();
            return remaining != null && remaining.compareTo(db.pace) < 0 ? "no time" : "asked";
        };
    }

    /// Two steps with one deadline: the second sees what the first has left of it.
    static Future<String> inTime(Database db, Duration limit) {
        return withDeadline(limit, async(() -> {
            await(db.ask("first"));
            return await(askIfTimeIsLeft(db));
        }));
    }
    // @end

    // @start region="together"
    /// Two tasks; the one that comes too late is aborted, and has rolled back when this ends.
    static Future<String> fastest(Database here, Database there) {
        return async(() -> await(race(
                abortOnDrop(spawn(order(here, "tea"))), //
                abortOnDrop(spawn(order(there, "tea"))))));
    }
    // @end

    // @start region="until"
    /// The value of `work`, or null if `signal` comes first; `work` is cleaned up by then.
    static <T> Future<@Nullable T> until(Future<?> signal, Future<T> work) {
        return new Until<>(signal, work);
    }

    private static final class Until<T> implements Future<@Nullable T> {
        private final Future<?> signal;
        private final Future<T> work;

        /// The drop of the work, once the signal has come.
        private @Nullable Dropping stopping;

        Until(Future<?> signal, Future<T> work) {
            this.signal = signal;
            this.work = work;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (stopping == null && signal.poll(cx) != Poll.PENDING) {
                stopping = new Dropping(work, Cancellation.GIVEN_UP);
            }
            if (stopping != null) {
                Object answer = stopping.drop(cx);
                return answer == Poll.CANCELLED ? null : answer;
            }
            Object answer = Poll.CANCELLED;
            try {
                answer = work.poll(cx);
                return answer;
            } finally {
                if (answer != Poll.PENDING) {
                    cx.adopt(signal); // nobody waits for its clean-up
                }
            }
        }

        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            if (stopping == null) {
                cx.adopt(signal);
                stopping = new Dropping(work, Cancellation.GIVEN_UP);
            }
            return stopping.drop(cx);
        }
    }
    // @end
}
