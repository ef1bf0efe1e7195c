package io.magpie.benchmarks.weaving;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.benchmarks.workloads.VirtualRoot;
import io.magpie.benchmarks.workloads.Workload;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Awaits each of 64 futures that are ready, again and again, and adds their values up.
@SuppressWarnings("magpie") // runs a block unwoven, to compare
final class ReadyAwait implements Workload {

    private static final int FUTURES = 64;
    private static final int ROUNDS = Weaving.OPERATIONS / FUTURES;
    private static final long SUM = (long) ROUNDS * FUTURES * (FUTURES - 1) / 2;

    private final Context cx = Context.of(() -> {});
    private final Callable<Long> body;

    /// Of futures of so many classes.
    ReadyAwait(Form form, int classes) {
        List<Future<Integer>> list = new ArrayList<>();
        for (int i = 0; i < FUTURES; i++) {
            list.add(
                    switch (i % classes) {
                        case 0 -> new Ready0(i);
                        case 1 -> new Ready1(i);
                        case 2 -> new Ready2(i);
                        default -> new Ready3(i);
                    });
        }
        @SuppressWarnings({"unchecked", "rawtypes"}) // filled with such futures only
        Future<Integer>[] futures = list.toArray(new Future[0]);
        body = switch (form) {
            case WOVEN -> () -> poll(woven(futures));
            case BY_HAND -> () -> poll(new ByHand(futures));
            case COMBINATORS -> () -> combined(futures);
            case VIRTUAL_THREAD -> {
                CompletableFuture<?>[] ready =
                        list.stream().map(ReadyAwait::complete).toArray(CompletableFuture<?>[]::new);
                yield () -> onVirtualThread(ready);
            }
            case CONTINUATION -> () -> poll(Unwoven.async(new OnContinuation(futures)));
        };
    }

    private static CompletableFuture<Integer> complete(Future<Integer> future) {
        try {
            return CompletableFuture.completedFuture((Integer) future.poll(Context.of(() -> {})));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void run() throws Exception {
        long sum = body.call();
        if (sum != SUM) {
            throw new AssertionError(sum);
        }
    }

    private long poll(Future<Long> future) throws Exception {
        Object answer = future.poll(cx);
        if (!(answer instanceof Long sum)) {
            throw new AssertionError(answer);
        }
        return sum;
    }

    private static Future<Long> woven(Future<Integer>[] futures) {
        return async(() -> {
            long sum = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (Future<Integer> each : futures) {
                    sum += await(each);
                }
            }
            return sum;
        });
    }

    private static final class ByHand implements Future<Long> {
        private final Future<Integer>[] futures;
        private int round;
        private int index;
        private long sum;

        ByHand(Future<Integer>[] futures) {
            this.futures = futures;
        }

        @Override
        public Object poll(Context cx) throws Exception {
            for (; round < ROUNDS; round++) {
                for (; index < futures.length; index++) {
                    Object answer = futures[index].poll(cx);
                    if (answer == Poll.PENDING) {
                        return Poll.PENDING;
                    }
                    sum += (Integer) answer;
                }
                index = 0;
            }
            return sum;
        }
    }

    /// A chain of 64, made anew for each round.
    private long combined(Future<Integer>[] futures) throws Exception {
        long sum = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Future<Long> chain = futures[0].map(Integer::longValue);
            for (int i = 1; i < futures.length; i++) {
                Future<Integer> next = futures[i];
                chain = chain.then(before -> next.map(value -> before + value));
            }
            sum += poll(chain);
        }
        return sum;
    }

    private static long onVirtualThread(CompletableFuture<?>[] futures) throws Exception {
        long[] sum = new long[1];
        VirtualRoot.run(() -> {
            long mine = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (CompletableFuture<?> each : futures) {
                    mine += (Integer) each.get();
                }
            }
            sum[0] = mine;
        });
        return sum[0];
    }

    private record OnContinuation(Future<Integer>[] futures) implements Callable<Long> {
        @Override
        public Long call() throws Exception {
            long sum = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (Future<Integer> each : futures) {
                    sum += Unwoven.await(each);
                }
            }
            return sum;
        }
    }

    // ---- futures that are ready however often they are polled

    private record Ready0(Integer value) implements Future<Integer> {
        @Override
        public @Nullable Object poll(Context cx) {
            return value;
        }
    }

    private record Ready1(Integer value) implements Future<Integer> {
        @Override
        public @Nullable Object poll(Context cx) {
            return value;
        }
    }

    private record Ready2(Integer value) implements Future<Integer> {
        @Override
        public @Nullable Object poll(Context cx) {
            return value;
        }
    }

    private record Ready3(Integer value) implements Future<Integer> {
        @Override
        public @Nullable Object poll(Context cx) {
            return value;
        }
    }
}
