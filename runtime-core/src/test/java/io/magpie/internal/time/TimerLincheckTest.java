package io.magpie.internal.time;

import static io.magpie.internal.model.Actors.inParallel;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Interleavings (under sequential consistency) of the real wheel: a poller that arms, resets or cancels, against two
/// threads that advance.
@Tag("lincheck")
class TimerLincheckTest {

    private static final int INVOCATIONS = 25 * Integer.getInteger("magpie.test.scale", 1);

    /// For the mutant, which ends the search when it is found.
    private static final int SEARCH = 400;

    @Test
    void aTimerThatIsArmedFiresOnce() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(false).run(Scenario::arm, 2, 3));
    }

    @Test
    void aTimerThatIsArmedWhileTheLockIsHeldIsLinked() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(false).run(Scenario::arm, 1));
    }

    @Test
    void aTimerThatIsResetToLaterFiresAtTheNewTick() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(true).run(scenario -> scenario.resetTo(4), 2, 3));
    }

    @Test
    void aTimerThatIsResetToEarlierFiresAtTheNewTick() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(true).run(scenario -> scenario.resetTo(1), 1, 2));
    }

    @Test
    void aTimerThatIsCancelledHasFiredOrNeverDoes() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Scenario(true).run(Scenario::cancel, 2, 3));
    }

    @Test
    void anEntryPushedWithoutASecondTryIsStranded_whichIsFound() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(
                        SEARCH, () -> new Scenario(false).run(Scenario::armWithoutSecondTry, 1)))
                .hasMessageContaining("stranded");
    }

    /// A timer for tick 2, before tick 1.
    private static final class Scenario {

        private final ManualClock clock = new ManualClock();
        private final TimerWheel wheel = new TimerWheel(clock, () -> {}, 1);
        private final ManualTimer timer = new ManualTimer(2);
        private final AtomicInteger wakes = new AtomicInteger();
        private long tick = 2;
        private boolean cancelled;

        /// @param armed whether the timer is armed at the beginning; there is a second one, for the lock to be fought
        ///     for
        Scenario(boolean armed) {
            new ManualTimer(1).poll(wheel, () -> {});
            if (armed) {
                arm();
            }
        }

        void arm() {
            timer.poll(wheel, wakes::incrementAndGet);
        }

        void resetTo(long next) {
            tick = next;
            timer.resetToTick(next);
            timer.poll(wheel, wakes::incrementAndGet); // arms it again if it had fired at its old tick
        }

        void cancel() {
            cancelled = true;
            timer.cancel();
        }

        /// The mutant: pushes, and leaves it at that.
        void armWithoutSecondTry() {
            timer.poll(
                    new MutantTimers(wheel) {
                        @Override
                        public void place(TimerEntry entry) {
                            if (wheel.tryLock()) {
                                wheel.settle(entry);
                                wheel.release();
                            } else if (entry.markQueued()) {
                                wheel.push(entry);
                            }
                        }
                    },
                    wakes::incrementAndGet);
        }

        void run(Consumer<Scenario> poller, int... ticks) {
            Runnable[] actors = new Runnable[1 + ticks.length];
            actors[0] = () -> poller.accept(this);
            for (int i = 0; i < ticks.length; i++) {
                int to = ticks[i];
                actors[1 + i] = () -> advanceTo(to);
            }
            inParallel(actors);
            check();
        }

        private void advanceTo(long to) {
            wheel.advance(Nanos.ofTick(to), new WakeBatch(1, Waker::wake));
        }

        private void check() {
            int before = wakes.get();
            if (cancelled) {
                require(!timer.isLinked(), "still linked");
                advanceTo(10);
                require(wakes.get() == before, "woken after the cancel");
                return;
            }
            require(timer.fired() || timer.isLinked(), "stranded");
            advanceTo(3);
            require(timer.fired() == (tick <= 3), "not fired by the tick");
            advanceTo(4);
            require(timer.fired(), "never fired");
            require(wakes.get() >= 1 && wakes.get() <= (tick == 2 ? 1 : 2), "wakes");
        }

        /// Lincheck looks into what AssertJ's objects do, so: without them.
        private void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise + ": " + TimerWord.toString(timer.word()) + ", wakes " + wakes);
            }
        }
    }

    /// A wheel whose place is to be broken.
    private abstract static class MutantTimers implements Timers {

        private final TimerWheel wheel;

        MutantTimers(TimerWheel wheel) {
            this.wheel = wheel;
        }

        @Override
        public void cancel(TimerEntry entry) {
            wheel.cancel(entry);
        }

        @Override
        public long now() {
            return wheel.now();
        }

        @Override
        public Clock clock() {
            return wheel.clock();
        }

        @Override
        public long nextDeadline() {
            return wheel.nextDeadline();
        }
    }
}
