package io.magpie.internal.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Poll;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every interleaving (under sequential consistency) of wakes of a branch with a poll that the task makes meanwhile, as
/// another task than before.
@Tag("lincheck")
final class WokenListLincheckTest {

    private static final int INVOCATIONS = 200 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void aWakeDuringAPoll_isSeenByItOrWakesTheTask() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(Order.RIGHT).run(1));
    }

    @Test
    void twoWakesDuringAPoll_areBothSeen() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(Order.RIGHT).run(2));
    }

    @Test
    void aimingAfterTheTake_isFound() {
        assertThatThrownBy(
                        () -> Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(Order.AIM_AFTER_TAKE).run(1)))
                .hasMessageContaining("lost");
    }

    @Test
    void unlistingAfterThePoll_isFound() {
        assertThatThrownBy(() ->
                        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(Order.UNLIST_AFTER_POLL).run(2)))
                .hasMessageContaining("lost");
    }

    @Test
    void woken_comeInTheOrderOfTheirWakes() {
        var list = new WokenList();
        var branches = new Branch[3];
        for (int i = 0; i < 3; i++) {
            branches[i] = new Branch(i, _ -> Poll.PENDING, list);
            branches[i].unlist();
        }
        branches[2].wake();
        branches[0].wake();
        branches[2].wake();
        branches[1].wake();
        Branch first = list.take();
        assertThat(first).isSameAs(branches[2]);
        assertThat(first.next).isSameAs(branches[0]);
        assertThat(first.next.next).isSameAs(branches[1]);
        assertThat(first.next.next.next).isNull();
        assertThat(list.take()).isNull();
    }

    private enum Order {
        RIGHT,
        AIM_AFTER_TAKE,
        UNLIST_AFTER_POLL
    }

    /// One branch that waits, one task that polls.
    private static final class Scenario {
        private final Order order;
        private final WokenList list = new WokenList();
        private final Branch branch = new Branch(0, _ -> Poll.PENDING, list);
        private final AtomicBoolean taskWoken = new AtomicBoolean();
        private final AtomicInteger written = new AtomicInteger();
        private int seen;

        Scenario(Order order) {
            this.order = order;
        }

        void run(int wakes) {
            branch.unlist();
            list.aim(() -> {}); // the task that polled before: its wakes are of no use to anyone
            var threads = new Thread[wakes + 1];
            for (int i = 0; i < wakes; i++) {
                threads[i] = new Thread(() -> {
                    written.incrementAndGet();
                    branch.wake();
                });
            }
            threads[wakes] = new Thread(this::poll);
            for (Thread thread : threads) {
                thread.start();
            }
            for (Thread thread : threads) {
                join(thread);
            }
            while (taskWoken.getAndSet(false)) {
                poll();
            }
            if (seen != wakes) {
                throw new AssertionError("lost: the last poll saw " + seen + " of " + wakes + " wakes");
            }
        }

        private void poll() {
            if (order != Order.AIM_AFTER_TAKE) {
                list.aim(this::wakeTask);
            }
            Branch woken = list.take();
            if (order == Order.AIM_AFTER_TAKE) {
                list.aim(this::wakeTask);
            }
            if (woken == null) {
                return;
            }
            if (order != Order.UNLIST_AFTER_POLL) {
                woken.unlist();
            }
            seen = written.get();
            if (order == Order.UNLIST_AFTER_POLL) {
                woken.unlist();
            }
        }

        private void wakeTask() {
            taskWoken.set(true);
        }

        private static void join(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
