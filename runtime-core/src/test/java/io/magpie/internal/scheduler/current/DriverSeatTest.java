package io.magpie.internal.scheduler.current;

import static io.magpie.internal.model.Actors.inParallel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.internal.park.Parker;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The real seat: by hand, and under Lincheck's model checker, where a lost wake-up is a deadlock.
@Timeout(120)
class DriverSeatTest {

    private static final int INVOCATIONS = 50 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 5_000;

    private final DriverSeat seat = new DriverSeat();

    @Test
    void theSeat_isOnePersons() throws Exception {
        assertThat(seat.isMine()).isFalse();
        assertThat(seat.tryTake()).isTrue();
        assertThat(seat.isMine()).isTrue();
        FutureTask<Boolean> other = new FutureTask<>(() -> seat.tryTake() || seat.isMine());
        new Thread(other).start();
        assertThat(other.get()).isFalse();
        seat.leave();
        assertThat(seat.isMine()).isFalse();
    }

    @Test
    void whoEnlists_mayNotSleepBesideAFreeSeat() {
        Parker token = new Parker();
        assertThat(seat.enlist(token)).isFalse();
        seat.delist(token);
        assertThat(seat.tryTake()).isTrue();
        assertThat(seat.enlist(token)).isTrue();
    }

    @Test
    void whoLeaves_wakesTheFirst_whoGoesWithoutIt_wakesTheNext() {
        Parker first = new Parker();
        Parker second = new Parker();
        assertThat(seat.tryTake()).isTrue();
        seat.enlist(first);
        seat.enlist(second);
        seat.leave();
        assertThat(first.park(0)).isTrue();
        assertThat(second.park(0)).isFalse();

        // The first was interrupted, say.
        seat.delist(first);
        seat.passOn();
        assertThat(second.park(0)).isTrue();
    }

    @Test
    void whoPassesOn_wakesNobody_whileSomebodyDrives() {
        Parker enlisted = new Parker();
        assertThat(seat.tryTake()).isTrue();
        seat.enlist(enlisted);
        seat.passOn();
        assertThat(enlisted.park(0)).isFalse();
        seat.wakeAll();
        assertThat(enlisted.park(0)).isTrue();
    }

    @Test
    @Tag("lincheck")
    void oneThatComesWhileAnotherLeaves_getsTheSeat() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race().run(Looks.AFTER_ENLISTING));
    }

    @Test
    @Tag("lincheck")
    void oneThatGoesWithoutTheSeat_leavesItToTheOther() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race().runWithOneThatGivesUp(true));
    }

    @Test
    @Tag("lincheck")
    void oneThatPassesNothingOn_isRefuted() {
        assertThatThrownBy(() ->
                        Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Race().runWithOneThatGivesUp(false)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    @Tag("lincheck")
    void oneThatSleepsWithoutALook_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> new Race().run(Looks.NEVER)))
                .isInstanceOf(AssertionError.class);
    }

    private enum Looks {
        AFTER_ENLISTING,
        NEVER
    }

    private static final class Race {
        private final DriverSeat seat = new DriverSeat();
        private final AtomicInteger drove = new AtomicInteger();

        void run(Looks how) {
            boolean looks = how == Looks.AFTER_ENLISTING;
            require(seat.tryTake());
            inParallel(seat::leave, () -> driveOnce(looks));
            require(drove.get() == 1);
        }

        /// One that drives once and one that wants to, besides one that sleeps once and then goes its way.
        void runWithOneThatGivesUp(boolean passesOn) {
            Parker quitter = new Parker();
            require(seat.tryTake());
            seat.enlist(quitter);
            seat.leave(); // tells the quitter, who has not looked yet
            inParallel(
                    () -> {
                        seat.delist(quitter);
                        if (passesOn) {
                            seat.passOn();
                        }
                    },
                    () -> driveOnce(true),
                    () -> driveOnce(true));
            require(drove.get() == 2);
        }

        private void driveOnce(boolean looks) {
            Parker token = new Parker();
            while (!seat.tryTake()) {
                if (seat.enlist(token) || !looks) {
                    var _ = token.park(-1);
                }
                seat.delist(token);
            }
            drove.incrementAndGet();
            seat.leave();
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
