package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Real threads against each other, each driving its own futures; a lost wake-up hangs, and the timeout reports it.
class SyncStressTest {

    private static final int ITERATIONS = 3_000 * Integer.getInteger("magpie.test.scale", 1);
    private static final int THREADS = 4;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @FunctionalInterface
    private interface Body {
        void run(SplittableRandom random) throws Exception;
    }

    private void inThreads(Body... bodies) throws Exception {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < bodies.length; i++) {
            Body body = bodies[i];
            int seed = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    body.run(new SplittableRandom(seed));
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    private static Body[] times(int n, Body body) {
        var bodies = new Body[n];
        java.util.Arrays.fill(bodies, body);
        return bodies;
    }

    /// Polls once, and drops if that is not enough; null if dropped.
    @SuppressWarnings("unchecked")
    private static <T> T tryOnce(Future<T> future) throws Exception {
        var cx = Context.of(() -> {});
        Object answer = future.poll(cx);
        return answer != Poll.PENDING || (answer = future.drop(cx)) != Poll.CANCELLED ? (T) answer : null;
    }

    private void exclude(Mutex mutex) throws Exception {
        int[] counter = new int[1];
        inThreads(times(THREADS, random -> {
            for (int i = 0; i < ITERATIONS; i++) {
                Mutex.Guard guard = random.nextInt(4) == 0 ? tryOnce(mutex.lock()) : mutex.blockingLock();
                if (guard == null) {
                    guard = mutex.blockingLock();
                }
                counter[0]++;
                guard.close();
            }
        }));
        assertThat(counter[0]).isEqualTo(THREADS * ITERATIONS);
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void aMutexExcludes_andEveryoneGetsIt() throws Exception {
        exclude(new Mutex());
    }

    @Test
    void aMutexWhoseWaitersAreImpatientAtOnce_excludes() throws Exception {
        var now = new AtomicInteger();
        exclude(new Mutex(() -> now.addAndGet(1_000_000)));
    }

    @Test
    void aFairMutexExcludes_andEveryoneGetsIt() throws Exception {
        exclude(Mutex.fair());
    }

    @Test
    void aSemaphoreNeverGivesMoreThanItHas_andLosesNone() throws Exception {
        int permits = 5;
        var semaphore = new Semaphore(permits);
        var held = new AtomicInteger();
        inThreads(times(THREADS, random -> {
            for (int i = 0; i < ITERATIONS; i++) {
                int n = 1 + random.nextInt(permits);
                Permit permit = random.nextInt(3) == 0
                        ? tryOnce(semaphore.acquire(n))
                        : Blocking.awaitOpen(semaphore.acquire(n), "acquire");
                if (permit != null) {
                    assertThat(held.addAndGet(n)).isLessThanOrEqualTo(permits);
                    held.addAndGet(-n);
                    permit.close();
                }
            }
        }));
        assertThat(semaphore.availablePermits()).isEqualTo(permits);
        assertThat(semaphore.tryAcquire(permits)).isNotNull();
    }

    @Test
    void notificationsArePassedRound_andNoneIsLost() throws Exception {
        var ring = List.of(new Notify(), new Notify(), new Notify());
        ring.getFirst().notifyOne();
        var bodies = new Body[ring.size()];
        for (int i = 0; i < ring.size(); i++) {
            Notify mine = ring.get(i);
            Notify next = ring.get((i + 1) % ring.size());
            bodies[i] = random -> {
                for (int n = 0; n < ITERATIONS; n++) {
                    if (random.nextInt(4) == 0) {
                        var given = mine.notified();
                        var cx = Context.of(() -> {});
                        if (given.poll(cx) != Poll.PENDING) {
                            next.notifyOne();
                            continue;
                        }
                        given.drop(cx); // forwards what it was given
                    }
                    Blocking.await(mine.notified(), "notified");
                    next.notifyOne();
                }
            };
        }
        inThreads(bodies);
    }

    @Test
    void everyNotification_wakesExactlyOne_amongManyThreads() throws Exception {
        var notify = new Notify();
        var consumed = new AtomicInteger();
        var acknowledged = new Semaphore(1);
        int rounds = ITERATIONS;
        Body waiter = random -> {
            while (true) {
                Blocking.await(notify.notified(), "notified");
                int n = consumed.incrementAndGet();
                acknowledged.addPermits(1);
                if (n >= rounds) {
                    return;
                }
            }
        };
        inThreads(waiter, waiter, random -> {
            // The notifier waits for the acknowledgement, so every notification must have been consumed once.
            for (int i = 0; i < rounds + 1; i++) {
                Blocking.awaitOpen(acknowledged.acquire(), "acquire").forget();
                notify.notifyOne();
            }
        });
        assertThat(consumed).hasValue(rounds + 1);
    }

    @Test
    void aBoundedChannelLosesNothing_whileSendsAreDropped() throws Exception {
        pass(new Channel<>(2, 1, 4));
    }

    @Test
    void anUnboundedChannelLosesNothing_andEnds() throws Exception {
        pass(new Channel<>(0, 1, 4));
    }

    private void pass(Channel<int[]> channel) throws Exception {
        var sent = new AtomicInteger();
        var received = new AtomicInteger();
        int senders = THREADS - 1;
        var bodies = new Body[senders + 1];
        for (int s = 0; s < senders; s++) {
            int id = s;
            var sender = channel.sender().share();
            bodies[s] = random -> {
                int next = 0;
                for (int i = 0; i < ITERATIONS; i++) {
                    switch (random.nextInt(4)) {
                        case 0 -> {
                            if (sender.trySend(new int[] {id, next})) {
                                next++;
                            }
                        }
                        case 1 -> {
                            SendPermit<int[]> permit = tryOnce(sender.reserve());
                            if (permit != null) {
                                if (random.nextBoolean()) {
                                    permit.send(new int[] {id, next++});
                                } else {
                                    permit.close();
                                }
                            }
                        }
                        default -> sender.blockingSend(new int[] {id, next++});
                    }
                }
                sent.addAndGet(next);
                sender.close();
            };
        }
        channel.sender().close();
        bodies[senders] = random -> {
            int[] next = new int[senders];
            for (int[] message; (message = channel.receiver().blockingRecv()) != null; ) {
                assertThat(message[1]).isEqualTo(next[message[0]]++);
                received.incrementAndGet();
                if (random.nextInt(100) == 0) {
                    LockSupport.parkNanos(1); // lets the channel fill
                }
            }
        };
        inThreads(bodies);
        assertThat(received).hasValue(sent.get());
    }
}
