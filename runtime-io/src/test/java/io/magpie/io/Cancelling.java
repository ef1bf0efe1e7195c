package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static io.magpie.Async.yieldNow;

import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import io.magpie.task.TaskCancelledException;
import io.magpie.time.ElapsedException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Cancels operations at random, in every way there is, and counts how often that came before their end.
final class Cancelling {

    /// What a cancelled operation gives.
    static final long CANCELLED = Long.MIN_VALUE;

    private final AtomicInteger left;

    Cancelling(int times) {
        this.left = new AtomicInteger(times);
    }

    boolean isEnough() {
        return left.get() <= 0;
    }

    /// The value of `operation`, or CANCELLED.
    Future<Long> perhaps(Future<Long> operation, Random random) {
        int patience = random.nextInt(4);
        Duration limit = Duration.ofNanos(random.nextInt(3) * 500_000L);
        Future<Long> attempt = switch (random.nextInt(5)) {
            case 0 -> operation;
            case 1 -> race(operation, turns(patience));
            case 2 -> race(turns(patience), operation);
            case 3 -> within(limit, operation);
            default -> aborted(patience, operation);
        };
        return attempt.map(value -> {
            if (value == CANCELLED) {
                left.decrementAndGet();
            }
            return value;
        });
    }

    /// Ends after so many turns of the scheduler.
    private static Future<Long> turns(int turns) {
        return async(() -> {
            for (int i = 0; i < turns; i++) {
                await(yieldNow());
            }
            return CANCELLED;
        });
    }

    private static Future<Long> within(Duration limit, Future<Long> operation) {
        return async(() -> {
            try {
                return await(timeout(limit, operation));
            } catch (ElapsedException e) {
                return CANCELLED;
            }
        });
    }

    private static Future<Long> aborted(int turns, Future<Long> operation) {
        return async(() -> {
            JoinHandle<Long> task = spawn(operation);
            await(turns(turns));
            task.abort("at random");
            try {
                return await(task);
            } catch (TaskCancelledException e) {
                return CANCELLED;
            }
        });
    }
}
