package io.magpie.benchmarks.weaving;

import static io.magpie.Async.async;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.benchmarks.workloads.CountDown;
import io.magpie.benchmarks.workloads.Latch;
import io.magpie.benchmarks.workloads.Repeat;
import io.magpie.benchmarks.workloads.VirtualRoot;
import io.magpie.benchmarks.workloads.Workload;
import io.magpie.future.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A task spawns 10,000 tasks that count a latch down, and waits for it; sixteen times.
@SuppressWarnings("magpie") // runs a block unwoven, to compare
final class SpawnBlock implements Workload {

    private static final int ROUNDS = 16;
    private static final int TASKS = Weaving.OPERATIONS / ROUNDS;

    private final AsyncRuntime runtime;
    private final Form form;

    SpawnBlock(Form form) {
        this.form = form;
        runtime = AsyncRuntime.builder().workers(form.workers()).build();
    }

    @Override
    public void run() throws Exception {
        if (form == Form.VIRTUAL_THREAD) {
            onVirtualThreads();
        } else {
            runtime.spawn(new Repeat(ROUNDS, this::spawnAll)).join();
        }
    }

    @Override
    public void close() {
        runtime.close();
    }

    private Future<?> spawnAll() {
        Latch latch = new Latch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            Async.spawn(task(latch)).detached();
        }
        return latch.released();
    }

    private Future<?> task(Latch latch) {
        return switch (form) {
            case WOVEN ->
                async(() -> {
                    latch.countDown();
                });
            case BY_HAND -> new CountDown(latch);
            case COMBINATORS ->
                Async.ready(latch).map(each -> {
                    each.countDown();
                    return each;
                });
            case CONTINUATION -> Unwoven.async(new OnContinuation(latch));
            case VIRTUAL_THREAD -> throw new AssertionError("no future");
        };
    }

    private static void onVirtualThreads() throws Exception {
        VirtualRoot.run(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                CountDownLatch latch = new CountDownLatch(TASKS);
                for (int i = 0; i < TASKS; i++) {
                    Thread.startVirtualThread(latch::countDown);
                }
                latch.await();
            }
        });
    }

    private record OnContinuation(Latch latch) implements Callable<@Nullable Void> {
        @Override
        public @Nullable Void call() {
            latch.countDown();
            return null;
        }
    }
}
