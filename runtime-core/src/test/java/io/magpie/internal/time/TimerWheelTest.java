package io.magpie.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private final ManualClock clock = new ManualClock();
    private final List<String> unparks = new ArrayList<>();
    private final TimerWheel wheel = new TimerWheel(clock, () -> unparks.add("unpark"));
    private final WakeBatch batch = new WakeBatch(2, waker -> waker.wake());
    private int wakes;

    private ManualTimer timer(long tick) {
        ManualTimer timer = new ManualTimer(tick);
        assertThat(timer.poll(wheel, () -> wakes++)).isFalse();
        return timer;
    }

    private int advanceTo(long tick) {
        clock.setTick(tick);
        return wheel.advance(clock.now(), batch);
    }

    @Test
    void anEarlierTimerThanTheHomeSleepsUnparksIt_aLaterOneDoesNot() {
        timer(100);
        assertThat(wheel.prepareToPark(clock.now())).isEqualTo(Nanos.ofTick(64)).isLessThan(Nanos.ofTick(100));
        timer(200);
        assertThat(unparks).isEmpty();
        timer(10);
        assertThat(unparks).hasSize(1);
    }

    @Test
    void aResetToEarlierThanTheHomeSleepsUnparksIt() {
        ManualTimer timer = timer(50);
        wheel.prepareToPark(clock.now());
        timer.resetToTick(60);
        assertThat(unparks).isEmpty();
        timer.resetToTick(40);
        assertThat(unparks).hasSize(1);
    }

    @Test
    void aHomeWithoutTimersSleepsForEver_untilTheFirstTimer() {
        assertThat(wheel.prepareToPark(clock.now())).isEqualTo(Long.MAX_VALUE);
        timer(1_000_000_000);
        assertThat(unparks).hasSize(1);
    }

    @Test
    void aHomeThatIsAwakeIsNotUnparked() {
        timer(10);
        wheel.prepareToPark(clock.now());
        wheel.unparked();
        timer(5);
        assertThat(unparks).isEmpty();
    }

    @Test
    void aHomeWithADueTimerDoesNotPark() {
        timer(5);
        clock.setTick(5);
        assertThat(wheel.prepareToPark(clock.now())).isEqualTo(TimerWheel.WORK_NOW);
        timer(6);
        assertThat(unparks).isEmpty();
        assertThat(wheel.advance(clock.now(), batch)).isEqualTo(1);
        assertThat(wheel.prepareToPark(clock.now())).isEqualTo(Nanos.ofTick(6));
    }

    @Test
    void whoFindsTheLockTakenLeavesTheEntryToItsHolder() {
        wheel.prepareToPark(clock.now());
        assertThat(wheel.tryLock()).isTrue();
        ManualTimer armed = timer(5);
        ManualTimer cancelled = timer(6);
        cancelled.cancel();
        ManualTimer reset = timer(70);
        reset.resetToTick(7);
        assertThat(wheel.size()).isZero();
        wheel.release();
        assertThat(wheel.size()).isEqualTo(2);
        assertThat(cancelled.isLinked()).isFalse();
        assertThat(unparks).hasSize(1);
        assertThat(advanceTo(6)).isEqualTo(1);
        assertThat(armed.fired()).isTrue();
        assertThat(advanceTo(7)).isEqualTo(1);
        assertThat(reset.fired()).isTrue();
    }

    /// One that its task keeps for hours must not keep the others.
    @Test
    void timersThatWerePending_keepNoOther() {
        assertThat(wheel.tryLock()).isTrue();
        ManualTimer first = timer(5);
        ManualTimer second = timer(6);
        assertThat(second.nextPending).isSameAs(first);
        wheel.release();
        assertThat(second.nextPending).isNull();
    }

    /// A timer that was given up may be kept, to be reset; the task that waited is not kept with it.
    @Test
    void aTimerThatWasCancelled_letsGoOfItsWaker() {
        ManualTimer timer = timer(5);
        timer.cancel();
        assertThat(timer.takeWaker()).isNull();
    }

    @Test
    void nobodyWaitsForTheLock() {
        timer(5);
        assertThat(wheel.tryLock()).isTrue();
        assertThat(advanceTo(5)).isZero();
        wheel.release();
        assertThat(wheel.advance(clock.now(), batch)).isEqualTo(1);
    }

    @Test
    void wakersAreCalledWithoutTheLock_inBatches() {
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            new ManualTimer(5).poll(wheel, () -> {
                assertThat(wheel.tryLock()).isTrue();
                held.add(wheel.size());
                wheel.release();
            });
        }
        assertThat(advanceTo(5)).isEqualTo(5);
        assertThat(held).containsExactly(3, 3, 1, 1, 0);
    }

    @Test
    void aWakerMayArmAndCancelTimers() {
        ManualTimer victim = new ManualTimer(5);
        new ManualTimer(5).poll(wheel, () -> {
            victim.cancel();
            timer(7);
        });
        timer(5);
        victim.poll(wheel, () -> wakes++);
        assertThat(advanceTo(6)).isEqualTo(2);
        assertThat(wakes).isEqualTo(1);
        assertThat(victim.fired()).isFalse();
        assertThat(advanceTo(7)).isEqualTo(1);
    }

    @Test
    void cancelledTimersDoNotStay_alsoWhenTheyWereCancelledUnderTheLock() {
        List<ManualTimer> timers = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            timers.add(timer(30_000 + i % 1_000));
        }
        assertThat(wheel.size()).isEqualTo(100_000);
        timers.subList(0, 50_000).forEach(ManualTimer::cancel);
        assertThat(wheel.size()).isEqualTo(50_000);
        assertThat(wheel.tryLock()).isTrue();
        timers.subList(50_000, 100_000).forEach(ManualTimer::cancel);
        wheel.release();
        assertThat(wheel.size()).isZero();
        assertThat(wheel.prepareToPark(clock.now())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aBusySlotLosesNobody() {
        List<ManualTimer> timers = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            timers.add(timer(30_000)); // more than a chain lives
        }
        for (int i = 0; i < 10_000; i += 2) {
            timers.get(i).cancel();
        }
        assertThat(advanceTo(29_999)).isZero();
        assertThat(advanceTo(30_000)).isEqualTo(5_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(timers.get(i).fired()).isEqualTo(i % 2 == 1);
        }
        assertThat(wheel.size()).isZero();
    }

    @Test
    void aSlotMovesDown_andWhatWasResetMeanwhileGoesWhereItBelongs() {
        WheelSlots slots = new WheelSlots(0, 3);
        ManualTimer givenUp = new ManualTimer(100);
        ManualTimer reset = new ManualTimer(101);
        for (ManualTimer timer : List.of(givenUp, reset)) {
            timer.become(0, TimerWord.armed(100));
            slots.link(timer, 100);
        }
        givenUp.become(TimerWord.armed(100), TimerWord.cancelled(TimerWord.armed(100)));
        reset.become(TimerWord.armed(100), TimerWord.armed(5_000));
        assertThat(slots.pollDue(99)).isNull();
        assertThat(slots.size()).isEqualTo(2);
        assertThat(slots.pollDue(4_999)).isSameAs(givenUp);
        assertThat(slots.pollDue(4_999)).isNull();
        assertThat(slots.pollDue(5_000)).isSameAs(reset);
    }

    @Test
    void aResetToLaterCostsTheWheelNothing() {
        ManualTimer timer = timer(10);
        assertThat(wheel.tryLock()).isTrue();
        timer.resetToTick(5_000);
        assertThat(wheel.nextDeadline()).isEqualTo(Nanos.ofTick(10));
        wheel.release();
        assertThat(advanceTo(4_999)).isZero();
        assertThat(advanceTo(5_000)).isEqualTo(1);
    }

    @Test
    void withoutAnythingDueAdvancingDoesNotTakeTheLock() {
        timer(10);
        assertThat(wheel.tryLock()).isTrue();
        assertThat(wheel.nextDeadline()).isEqualTo(Nanos.ofTick(10));
        assertThat(advanceTo(9)).isZero();
        wheel.release();
    }

    @Test
    void closingEndsThoseThatWait_thosePending_andThoseToCome() {
        ManualTimer linked = timer(10);
        assertThat(wheel.tryLock()).isTrue();
        ManualTimer pending = timer(20);
        wheel.release();
        wheel.close();
        ManualTimer late = timer(30);
        assertThat(wakes).isEqualTo(3);
        for (ManualTimer timer : List.of(linked, pending, late)) {
            assertThat(TimerWord.state(timer.word())).isEqualTo(TimerWord.SHUT_DOWN);
            timer.cancel();
        }
        wheel.close();
        assertThat(wheel.size()).isZero();
        assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        assertThat(advanceTo(100)).isZero();
    }
}
