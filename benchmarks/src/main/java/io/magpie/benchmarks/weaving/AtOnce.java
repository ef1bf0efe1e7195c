package io.magpie.benchmarks.weaving;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.benchmarks.workloads.VirtualRoot;
import io.magpie.benchmarks.workloads.Workload;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Calls a function that completes at once, and waits for it: again and again, each with the value of the one before.
@SuppressWarnings("magpie") // runs a block unwoven, to compare
final class AtOnce implements Workload {

    /// Values stay below, so that their boxes are those of the cache.
    private static final int LIMIT = 99;

    private final Context cx = Context.of(() -> {});
    private final Form form;

    AtOnce(Form form) {
        this.form = form;
    }

    @Override
    public void run() throws Exception {
        int last = switch (form) {
            case WOVEN -> poll(woven());
            case BY_HAND -> poll(new ByHand());
            case COMBINATORS -> combined();
            case VIRTUAL_THREAD -> onVirtualThread();
            case CONTINUATION -> poll(Unwoven.async(new OnContinuation()));
        };
        if (last != Weaving.OPERATIONS % LIMIT) {
            throw new AssertionError(last);
        }
    }

    private int poll(Future<Integer> future) throws Exception {
        Object answer = future.poll(cx);
        if (!(answer instanceof Integer value)) {
            throw new AssertionError(answer);
        }
        return value;
    }

    private static int successor(int value) {
        return value + 1 == LIMIT ? 0 : value + 1;
    }

    private static Future<Integer> woven() {
        return async(() -> {
            int value = 0;
            for (int i = 0; i < Weaving.OPERATIONS; i++) {
                value = await(next(value));
            }
            return value;
        });
    }

    private static Future<Integer> next(int value) {
        return async(() -> successor(value));
    }

    private static final class ByHand implements Future<Integer> {
        private @Nullable Next current;
        private int count;
        private int value;

        @Override
        public Object poll(Context cx) {
            for (; count < Weaving.OPERATIONS; count++) {
                if (current == null) {
                    current = new Next(value);
                }
                Object answer = current.poll(cx);
                if (answer == Poll.PENDING) {
                    return Poll.PENDING;
                }
                value = (Integer) answer;
                current = null;
            }
            return value;
        }
    }

    private record Next(int value) implements Future<Integer> {
        @Override
        public Object poll(Context cx) {
            return successor(value);
        }
    }

    private int combined() throws Exception {
        int value = 0;
        for (int i = 0; i < Weaving.OPERATIONS; i++) {
            value = poll(new Next(value).map(each -> each));
        }
        return value;
    }

    private static int onVirtualThread() throws Exception {
        int[] last = new int[1];
        VirtualRoot.run(() -> {
            int value = 0;
            for (int i = 0; i < Weaving.OPERATIONS; i++) {
                value = successor(value);
            }
            last[0] = value;
        });
        return last[0];
    }

    private static final class OnContinuation implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            int value = 0;
            for (int i = 0; i < Weaving.OPERATIONS; i++) {
                value = Unwoven.await(new Next(value));
            }
            return value;
        }
    }
}
