package io.magpie.benchmarks.workloads;

import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.sync.Channel;
import io.magpie.task.JoinHandle;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;

/// A task and its partner make 20,000 round trips over two channels of the smallest capacity there is: 1 in Magpie, a
/// rendezvous in the JDK.
final class PingPongPair {

    private static final int TRIPS = Size.of(20_000);

    static final int OPERATIONS = 20_000;

    private PingPongPair() {}

    /// In async blocks.
    static final class Magpie extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            runtime.spawn(() -> {
                        Channel<Integer> there = Channel.bounded(1);
                        Channel<Integer> back = Channel.bounded(1);
                        JoinHandle<?> partner = spawn(() -> {
                            for (int trip = 0; trip < TRIPS; trip++) {
                                await(back.sender().send(await(there.receiver().recv())));
                            }
                        });
                        for (int trip = 0; trip < TRIPS; trip++) {
                            await(there.sender().send(trip));
                            requireTrip(trip, await(back.receiver().recv()));
                        }
                        await(partner);
                    })
                    .join();
        }
    }

    private static void requireTrip(int trip, @Nullable Integer came) {
        if (came == null || came != trip) {
            throw new AssertionError("trip " + trip + " came back as " + came);
        }
    }

    /// In futures written by hand.
    static final class ByHand extends MagpieWorkload {
        @Override
        public void run() throws Exception {
            Channel<Integer> there = Channel.bounded(1);
            Channel<Integer> back = Channel.bounded(1);
            runRoot(new Pinger(there, back));
        }
    }

    /// Sends the numbers of the trips, and checks that each comes back.
    private static final class Pinger extends Player {
        private boolean started;

        Pinger(Channel<Integer> there, Channel<Integer> back) {
            super(back, there);
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (!started) {
                started = true;
                spawn(new Player(out, in)).detached();
                startSending(0);
            }
            return super.poll(cx);
        }

        @Override
        void received(int trip) {
            requireTrip(trips - 1, trip);
            if (trips < TRIPS) {
                startSending(trips);
            }
        }
    }

    /// Sends back what it receives.
    private static class Player implements Future<@Nullable Void> {
        final Channel<Integer> in;
        final Channel<Integer> out;
        int trips;
        private @Nullable Future<?> sending;
        private @Nullable Future<@Nullable Integer> receiving;

        Player(Channel<Integer> in, Channel<Integer> out) {
            this.in = in;
            this.out = out;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            while (true) {
                if (sending != null) {
                    if (sending.poll(cx) == Poll.PENDING) {
                        return Poll.PENDING;
                    }
                    sending = null;
                }
                if (trips == TRIPS) {
                    return null;
                }
                if (receiving == null) {
                    receiving = in.receiver().recv();
                }
                Object trip = receiving.poll(cx);
                if (trip == Poll.PENDING) {
                    return trip;
                }
                receiving = null;
                trips++;
                received((Integer) trip);
            }
        }

        void received(int trip) {
            startSending(trip);
        }

        final void startSending(int trip) {
            sending = out.sender().send(trip);
        }
    }

    /// On virtual threads.
    static final class VirtualThreads implements Workload {
        @Override
        public void run() throws Exception {
            VirtualRoot.run(() -> {
                SynchronousQueue<Integer> there = new SynchronousQueue<>();
                SynchronousQueue<Integer> back = new SynchronousQueue<>();
                Thread partner = Thread.startVirtualThread(() -> sendBack(there, back));
                for (int trip = 0; trip < TRIPS; trip++) {
                    there.put(trip);
                    requireTrip(trip, back.take());
                }
                partner.join();
            });
        }

        private static void sendBack(SynchronousQueue<Integer> in, SynchronousQueue<Integer> out) {
            try {
                for (int trip = 0; trip < TRIPS; trip++) {
                    out.put(in.take());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
