package io.magpie.benchmarks.scale;

import io.magpie.benchmarks.workloads.VirtualRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;

/// The loads of [ScaleLoad] on virtual threads. How many carriers there are is a property of their JVM.
final class OnVirtualThreads implements ScaleWorkload {

    private final ScaleLoad load;
    private final int tasks;
    private CountDownLatch gate = new CountDownLatch(1);
    private CountDownLatch left = new CountDownLatch(0);

    OnVirtualThreads(ScaleLoad load, int tasks) {
        this.load = load;
        this.tasks = tasks;
    }

    @Override
    public void run() throws Exception {
        switch (load) {
            case SPAWN ->
                VirtualRoot.run(() -> {
                    for (int batch = 0; batch < load.batches(tasks); batch++) {
                        spawnMany();
                    }
                });
            case SLEEP ->
                VirtualRoot.run(() -> spawnEach(latch -> {
                    Thread.sleep(ScaleLoad.SLEEP_TIME);
                    latch.countDown();
                }));
            case IDLE -> {
                CountDownLatch closed = gate;
                CountDownLatch leaving = new CountDownLatch(tasks);
                left = leaving;
                VirtualRoot.run(() -> spawnEach(latch -> {
                    latch.countDown();
                    closed.await();
                    leaving.countDown();
                }));
            }
            case WORKERS_SPAWN -> inGroups(this::spawnMany);
            case WORKERS_MESSAGES -> inGroups(this::exchange);
            case WORKERS_REMOTE -> spawnFromOutside();
        }
    }

    @Override
    public void openGate() throws InterruptedException {
        gate.countDown();
        left.await();
        gate = new CountDownLatch(1);
    }

    private interface Each {
        void run(CountDownLatch latch) throws InterruptedException;
    }

    private void spawnEach(Each body) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    body.run(latch);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        latch.await();
    }

    private void spawnMany() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            Thread.startVirtualThread(latch::countDown);
        }
        latch.await();
    }

    private void inGroups(VirtualRoot.Body group) throws Exception {
        VirtualRoot.run(() -> {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < ScaleLoad.GROUPS; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    try {
                        group.run();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        });
    }

    private void exchange() throws InterruptedException {
        BlockingQueue<String> there = new ArrayBlockingQueue<>(1);
        BlockingQueue<String> back = new ArrayBlockingQueue<>(1);
        Thread partner = Thread.startVirtualThread(() -> {
            try {
                for (int i = 0; i < tasks; i++) {
                    String _ = there.take();
                    back.put("pong");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < tasks; i++) {
            there.put("ping");
            String _ = back.take();
        }
        partner.join();
    }

    private void spawnFromOutside() throws InterruptedException {
        List<Thread> threads = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            threads.add(Thread.startVirtualThread(() -> {}));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
