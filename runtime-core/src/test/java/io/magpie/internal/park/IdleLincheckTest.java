package io.magpie.internal.park;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real [Idle] and [Parker] under Lincheck's model checker: two workers that park, and a thread that pushes
/// from outside. A lost wake-up shows as a deadlock.
@Tag("lincheck")
class IdleLincheckTest {

    private static final int INVOCATIONS = 20 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 2_000;

    @Test
    void everyPushedTask_isRun_andNobodySleepsForEver() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Runtime(true).run());
    }

    @Test
    void notLookingAgainAfterParking_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Runtime(false).run()))
                .isInstanceOf(AssertionError.class);
    }

    private static final class Runtime {
        private static final int TASKS = 2;

        private final Idle idle = new Idle(2, List.of());
        private final Parker[] parkers = {new Parker(), new Parker()};
        private final AtomicInteger queue = new AtomicInteger();
        private final AtomicInteger ran = new AtomicInteger();
        private final boolean rechecks;

        Runtime(boolean rechecks) {
            this.rechecks = rechecks;
        }

        void run() {
            List<Thread> threads = new ArrayList<>();
            threads.add(new Thread(() -> work(0)));
            threads.add(new Thread(() -> work(1)));
            threads.add(new Thread(this::push));
            threads.forEach(Thread::start);
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private void push() {
            for (int i = 0; i < TASKS; i++) {
                queue.incrementAndGet();
                wakeOne();
            }
        }

        private void work(int slot) {
            boolean searching = false;
            while (ran.get() < TASKS) {
                if (take()) {
                    if (searching && IdleState.mustRecheck(idle.foundWork()) && queue.get() > 0) {
                        wakeOne();
                    }
                    searching = false;
                    if (ran.incrementAndGet() == TASKS) {
                        parkers[0].unpark();
                        parkers[1].unpark();
                    }
                } else if (searching || !idle.trySearch()) {
                    searching = sleep(slot, searching);
                } else {
                    searching = true;
                }
            }
        }

        /// Returns whether the worker is searching afterwards.
        private boolean sleep(int slot, boolean searching) {
            long word = idle.park(slot, searching, false);
            if (rechecks && IdleState.mustRecheck(word) && queue.get() > 0) {
                wakeOne();
            }
            while (idle.isParked(slot) && ran.get() < TASKS) {
                parkers[slot].park(-1);
            }
            return !idle.isParked(slot);
        }

        private boolean take() {
            int left = queue.get();
            while (left > 0) {
                if (queue.compareAndSet(left, left - 1)) {
                    return true;
                }
                left = queue.get();
            }
            return false;
        }

        private void wakeOne() {
            int slot = idle.notifyAfterPush();
            if (slot != IdleState.NONE) {
                parkers[slot].unpark();
            }
        }
    }
}
