package io.magpie.benchmarks.weaving;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.AsyncRuntime;
import io.magpie.examples.load.ProcessFacts;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Many tasks that are suspended, each with three locals: a number and two references that all share. What they wait
/// for is one future that all share, too, so that only the tasks and their blocks are counted.
@SuppressWarnings("magpie") // runs a block unwoven, to compare
public final class Suspended {

    /// How long a thread waits for the tasks to get where they wait.
    private static final long PARK_NANOS = 1_000_000;

    private static final Object ONE = new Object();
    private static final String TWO = "two";

    private static final AtomicLong ARRIVED = new AtomicLong();

    /// Never ready. Counts who waits.
    private static final Future<Integer> NEVER = _ -> {
        ARRIVED.incrementAndGet();
        return Poll.PENDING;
    };

    private Suspended() {}

    /// Suspends tasks, and prints what the process has used before and after.
    ///
    /// @param arguments a [Form], or `BARE` for tasks that are the shared future itself; and how many
    /// @throws Exception if it fails
    public static void main(String[] arguments) throws Exception {
        String form = arguments[0];
        int count = Integer.parseInt(arguments[1]);
        if (form.equals(Form.VIRTUAL_THREAD.name())) {
            park(100);
            awaitArrivals(100);
            ProcessFacts before = ProcessFacts.afterCollection();
            Thread[] threads = park(count);
            awaitArrivals(100 + count);
            report(before, threads);
            return;
        }
        try (AsyncRuntime runtime = AsyncRuntime.create()) {
            suspend(runtime, form, 100);
            ProcessFacts before = ProcessFacts.afterCollection();
            ARRIVED.set(0);
            suspend(runtime, form, count);
            report(before, runtime);
            System.out.flush();
            Runtime.getRuntime().halt(0); // a clean end would cancel each task
        }
    }

    private static void report(ProcessFacts before, Object alive) {
        System.out.println(before.toFacts());
        System.out.println(ProcessFacts.afterCollection().toFacts());
        java.lang.ref.Reference.reachabilityFence(alive);
    }

    private static void awaitArrivals(long count) {
        while (ARRIVED.get() < count) {
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    private static void suspend(AsyncRuntime runtime, String form, int count) {
        for (int i = 0; i < count; i++) {
            runtime.spawn(form.equals("BARE") ? NEVER : block(Form.valueOf(form), i))
                    .detached();
        }
        awaitArrivals(count);
    }

    private static Future<Integer> block(Form form, long number) {
        return switch (form) {
            case WOVEN -> woven(number, ONE, TWO);
            case BY_HAND -> new ByHand(number, ONE, TWO);
            case COMBINATORS -> combined(number, ONE, TWO);
            case CONTINUATION -> Unwoven.async(new OnContinuation(number, ONE, TWO));
            case VIRTUAL_THREAD -> throw new AssertionError("no future");
        };
    }

    private static int end(int value, long number, Object one, String two) {
        return value + Long.hashCode(number) + one.hashCode() + two.length();
    }

    private static Future<Integer> woven(long number, Object one, String two) {
        return async(() -> end(await(NEVER), number, one, two));
    }

    private static Future<Integer> combined(long number, Object one, String two) {
        return NEVER.map(value -> end(value, number, one, two));
    }

    private static final class ByHand implements Future<Integer> {
        private final long number;
        private final Object one;
        private final String two;
        private final Future<Integer> awaited = NEVER;

        ByHand(long number, Object one, String two) {
            this.number = number;
            this.one = one;
            this.two = two;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            Object answer = awaited.poll(cx);
            return answer == Poll.PENDING ? Poll.PENDING : (Object) end((Integer) answer, number, one, two);
        }
    }

    private record OnContinuation(long number, Object one, String two) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return end(Unwoven.await(NEVER), number, one, two);
        }
    }

    private static Thread[] park(int count) {
        Thread[] threads = new Thread[count];
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < count; i++) {
            long number = i;
            threads[i] = Thread.startVirtualThread(() -> {
                Object one = ONE;
                String two = TWO;
                ARRIVED.incrementAndGet();
                while (never.getCount() > 0) {
                    LockSupport.park();
                }
                end(0, number, one, two);
            });
        }
        return threads;
    }
}
