package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Notify;
import io.magpie.task.JoinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// 100 tasks in a ring, each 1,000 times: awaits its own notify, and notifies the next.
final class NotifyRing {

    private static final int TASKS = 100;
    private static final int ROUNDS = Size.of(1_000);

    static final int OPERATIONS = 100_000;

    private NotifyRing() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        List<Notify> ring = new ArrayList<>();
                        for (int i = 0; i < TASKS; i++) {
                            ring.add(new Notify());
                        }
                        List<JoinHandle<?>> members = new ArrayList<>();
                        for (int i = 0; i < TASKS; i++) {
                            Notify own = ring.get(i);
                            Notify next = ring.get((i + 1) % TASKS);
                            members.add(spawn(() -> {
                                for (int left = ROUNDS; left > 0; left--) {
                                    await(own.notified());
                                    next.notifyOne();
                                }
                            }));
                        }
                        ring.getFirst().notifyOne();
                        for (JoinHandle<?> member : members) {
                            await(member);
                        }
                    })
                    .join();
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            List<Notify> ring = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                ring.add(new Notify());
            }
            List<JoinHandle<?>> handles = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                handles.add(runtime.spawn(new Member(ring.get(i), ring.get((i + 1) % TASKS))));
            }
            ring.getFirst().notifyOne();
            for (JoinHandle<?> handle : handles) {
                handle.join();
            }
        }
    }

    private static final class Member implements Future<@Nullable Void> {
        private final Notify own;
        private final Notify next;
        private int left = ROUNDS;
        private @Nullable Future<?> waiting;

        Member(Notify own, Notify next) {
            this.own = own;
            this.next = next;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            for (; left > 0; left--) {
                if (waiting == null) {
                    waiting = own.notified();
                }
                if (waiting.poll(cx) == Poll.PENDING) {
                    return Poll.PENDING;
                }
                waiting = null;
                next.notifyOne();
            }
            return null;
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            List<Semaphore> ring = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                ring.add(new Semaphore(0));
            }
            List<VirtualRoot.Body> members = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                Semaphore own = ring.get(i);
                Semaphore next = ring.get((i + 1) % TASKS);
                members.add(() -> {
                    for (int left = ROUNDS; left > 0; left--) {
                        own.acquire();
                        next.release();
                    }
                });
            }
            ring.getFirst().release();
            VirtualRoot.runAll(members);
        }
    }
}
