package io.magpie.benchmarks.scale;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawn;

import io.magpie.AsyncRuntime;
import io.magpie.benchmarks.workloads.CountDown;
import io.magpie.benchmarks.workloads.Latch;
import io.magpie.benchmarks.workloads.Probe;
import io.magpie.benchmarks.workloads.UnseenFailure;
import io.magpie.future.Future;
import io.magpie.sync.Channel;
import io.magpie.sync.Notify;
import io.magpie.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The loads of [ScaleLoad] on Magpie.
final class OnMagpie implements ScaleWorkload {

    private static final Future<@Nullable Void> EMPTY = _ -> null;

    private final ScaleLoad load;
    private final int tasks;
    private final AsyncRuntime runtime;
    private final Probe probe;
    private Notify gate = new Notify();
    private CountDownLatch left = new CountDownLatch(0);

    OnMagpie(ScaleLoad load, int tasks, int workers) throws Exception {
        this.load = load;
        this.tasks = tasks;
        this.runtime = AsyncRuntime.builder()
                .workers(workers)
                .onUnobservedFailure(failure -> UnseenFailure.report(failure.cause()))
                .build();
        this.probe = new Probe(runtime);
    }

    @Override
    public void run() throws Exception {
        switch (load) {
            case SPAWN -> runtime.spawn(spawnAgainAndAgain()).join();
            case SLEEP -> runtime.spawn(sleepAll()).join();
            case IDLE -> runtime.spawn(waitAll()).join();
            case WORKERS_SPAWN -> inGroups(this::spawnMany);
            case WORKERS_MESSAGES -> inGroups(this::exchange);
            case WORKERS_REMOTE -> spawnFromOutside();
        }
    }

    @Override
    public Map<String, Long> counters() {
        return probe.counters();
    }

    @Override
    public void openGate() throws InterruptedException {
        do { // one may have said that it waits, and not wait yet
            gate.notifyWaiters();
        } while (!left.await(1, TimeUnit.MILLISECONDS));
        gate = new Notify();
    }

    @Override
    public void close() {
        runtime.close();
    }

    private Future<?> spawnAgainAndAgain() {
        return async(() -> {
            for (int batch = 0; batch < load.batches(tasks); batch++) {
                Latch latch = new Latch(tasks);
                for (int i = 0; i < tasks; i++) {
                    spawn(new CountDown(latch)).detached();
                }
                var _ = await(latch.released());
            }
        });
    }

    private Future<?> sleepAll() {
        return async(() -> {
            Latch latch = new Latch(tasks);
            for (int i = 0; i < tasks; i++) {
                spawn(() -> {
                            await(sleep(ScaleLoad.SLEEP_TIME));
                            latch.countDown();
                        })
                        .detached();
            }
            var _ = await(latch.released());
        });
    }

    /// Ends when all wait.
    private Future<?> waitAll() {
        Notify closed = gate;
        CountDownLatch leaving = new CountDownLatch(tasks);
        left = leaving;
        return async(() -> {
            Latch latch = new Latch(tasks);
            for (int i = 0; i < tasks; i++) {
                spawn(() -> {
                            latch.countDown();
                            await(closed.notified());
                            leaving.countDown();
                        })
                        .detached();
            }
            var _ = await(latch.released());
        });
    }

    private interface Group {
        Future<?> start();
    }

    private void inGroups(Group group) throws Exception {
        List<JoinHandle<?>> handles = new ArrayList<>();
        for (int i = 0; i < ScaleLoad.GROUPS; i++) {
            handles.add(runtime.spawn(group.start()));
        }
        for (JoinHandle<?> handle : handles) {
            handle.join();
        }
    }

    private Future<?> spawnMany() {
        return async(() -> {
            Latch latch = new Latch(tasks);
            for (int i = 0; i < tasks; i++) {
                spawn(new CountDown(latch)).detached();
            }
            var _ = await(latch.released());
        });
    }

    private Future<?> exchange() {
        Channel<String> there = Channel.bounded(1);
        Channel<String> back = Channel.bounded(1);
        return async(() -> {
            var partner = spawn(() -> {
                for (int i = 0; i < tasks; i++) {
                    var _ = await(there.receiver().recv());
                    await(back.sender().send("pong"));
                }
            });
            for (int i = 0; i < tasks; i++) {
                await(there.sender().send("ping"));
                var _ = await(back.receiver().recv());
            }
            await(partner);
        });
    }

    private void spawnFromOutside() throws Exception {
        List<JoinHandle<?>> handles = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            handles.add(runtime.spawn(EMPTY));
        }
        for (JoinHandle<?> handle : handles) {
            handle.join();
        }
    }
}
