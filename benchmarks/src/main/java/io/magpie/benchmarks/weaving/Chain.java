package io.magpie.benchmarks.weaving;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.yieldNow;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.benchmarks.workloads.Repeat;
import io.magpie.benchmarks.workloads.Workload;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// 160 tasks, each a chain of functions that call and await one another; the innermost one yields 1,000 times. One
/// operation is one yield: the task goes through the run queue, and resumes.
///
/// Written by hand, a chain of one asks to be polled again without any other future: that is what the queue costs.
@SuppressWarnings("magpie") // runs a block unwoven, to compare
final class Chain implements Workload {

    private static final int TASKS = 160;
    private static final int YIELDS = Weaving.OPERATIONS / TASKS;

    private final AsyncRuntime runtime;
    private final Form form;
    private final int depth;

    Chain(Form form, int depth) {
        this.form = form;
        this.depth = depth;
        runtime = AsyncRuntime.builder().workers(form.workers()).build();
    }

    @Override
    public void run() throws Exception {
        if (form == Form.VIRTUAL_THREAD) {
            onVirtualThreads();
            return;
        }
        List<JoinHandle<Integer>> handles = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            handles.add(runtime.spawn(chain()));
        }
        for (JoinHandle<Integer> handle : handles) {
            check(handle.join());
        }
    }

    private void check(int result) {
        if (result != YIELDS + depth - 1) {
            throw new AssertionError(result);
        }
    }

    private Future<Integer> chain() {
        return switch (form) {
            case WOVEN -> woven(depth);
            case BY_HAND -> byHand(depth);
            case COMBINATORS -> combined(depth);
            case CONTINUATION -> Unwoven.async(new OnContinuation(depth));
            case VIRTUAL_THREAD -> throw new AssertionError("no future");
        };
    }

    @Override
    public void close() {
        runtime.close();
    }

    private static Future<Integer> woven(int depth) {
        return depth == 1 ? wovenLeaf() : async(() -> await(woven(depth - 1)) + 1);
    }

    private static Future<Integer> wovenLeaf() {
        return async(() -> {
            int count = 0;
            for (; count < YIELDS; count++) {
                await(yieldNow());
            }
            return count;
        });
    }

    private static Future<Integer> byHand(int depth) {
        return depth == 1 ? new Leaf() : new Link(byHand(depth - 1));
    }

    private static final class Leaf implements Future<Integer> {
        private int count;

        @Override
        public Object poll(Context cx) {
            if (count < YIELDS) {
                count++;
                cx.defer();
                return Poll.PENDING;
            }
            return count;
        }
    }

    private static final class Link implements Future<Integer> {
        private final Future<Integer> inner;

        Link(Future<Integer> inner) {
            this.inner = inner;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            Object answer = inner.poll(cx);
            return answer == Poll.PENDING ? Poll.PENDING : (Object) ((Integer) answer + 1);
        }
    }

    private static Future<Integer> combined(int depth) {
        return depth == 1
                ? new Repeat(YIELDS, Async::yieldNow).map(_ -> YIELDS)
                : combined(depth - 1).map(count -> count + 1);
    }

    private void onVirtualThreads() throws InterruptedException {
        int[] results = new int[TASKS];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int mine = i;
            threads.add(Thread.startVirtualThread(() -> results[mine] = blocking(depth)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int result : results) {
            check(result);
        }
    }

    private static int blocking(int depth) {
        if (depth > 1) {
            return blocking(depth - 1) + 1;
        }
        int count = 0;
        for (; count < YIELDS; count++) {
            Thread.yield();
        }
        return count;
    }

    private record OnContinuation(int depth) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            return nested(depth);
        }

        private static int nested(int depth) throws Exception {
            if (depth > 1) {
                return nested(depth - 1) + 1;
            }
            int count = 0;
            for (; count < YIELDS; count++) {
                Unwoven.await(yieldNow());
            }
            return count;
        }
    }
}
