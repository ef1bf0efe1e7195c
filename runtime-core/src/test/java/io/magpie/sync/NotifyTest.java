package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NotifyTest {

    private final Notify notify = new Notify();
    private WeakReference<Notified> other;

    @Test
    void withNobodyWaiting_onePermitIsStored() {
        notify.notifyOne();
        notify.notifyOne();
        Probe.of(notify.notified()).assertReady();
        Probe.waiting(notify.notified());
    }

    @Test
    @Timeout(60)
    void aNotifiedThatHasFinished_keepsNeitherItsWaker_norThoseWokenWithIt() {
        var kept = notify.notified();
        var waker = new WeakReference<>(waitWithAnother(kept));
        Probe.awaitCollected(waker);
        Probe.awaitCollected(other);
        assertThatThrownBy(() -> kept.enable()).isInstanceOf(IllegalStateException.class);
    }

    private Waker waitWithAnother(Notified kept) {
        var first = Probe.waiting(kept);
        var second = notify.notified();
        other = new WeakReference<>(second);
        var third = Probe.waiting(second);
        notify.notifyWaiters();
        first.assertWokenAndReady();
        third.assertWokenAndReady();
        return first.waker;
    }

    @Test
    void notifyOne_wakesTheOldest() {
        var first = Probe.waiting(notify.notified());
        var second = Probe.waiting(notify.notified());
        notify.notifyOne();
        first.assertWokenAndReady();
        second.assertStillWaits();
        notify.notifyOne();
        second.assertWokenAndReady();
    }

    @Test
    void notifyLast_wakesTheNewest() {
        var first = Probe.waiting(notify.notified());
        var second = Probe.waiting(notify.notified());
        var third = Probe.waiting(notify.notified());
        notify.notifyLast();
        third.assertWokenAndReady();
        first.assertStillWaits();
        notify.notifyLast();
        second.assertWokenAndReady();
        notify.notifyLast();
        first.assertWokenAndReady();
        notify.notifyLast();
        Probe.of(notify.notified()).assertReady();
    }

    @Test
    void notifyWaiters_completesAllMadeBefore_polledOrNot_andStoresNothing() {
        var polled = new ArrayList<Probe<Void>>();
        for (int i = 0; i < 100; i++) {
            polled.add(Probe.waiting(notify.notified()));
        }
        var unpolled = Probe.of(notify.notified());
        notify.notifyWaiters();
        var later = Probe.of(notify.notified());
        polled.forEach(Probe::assertWokenAndReady);
        unpolled.assertReady();
        later.assertPending();
    }

    @Test
    void anUnpolledFutureCompletedByNotifyWaiters_leavesTheStoredPermit() {
        var unpolled = Probe.of(notify.notified());
        notify.notifyOne();
        notify.notifyWaiters();
        unpolled.assertReady();
        Probe.of(notify.notified()).assertReady();
        Probe.waiting(notify.notified());
    }

    @Test
    void aSecondNotified_isNotSatisfiedByTheFirstNotifyWaiters() {
        Probe.waiting(notify.notified());
        notify.notifyWaiters();
        Probe.waiting(notify.notified());
    }

    @Test
    void notifyOneAfterNotifyWaiters_isStored() {
        var waiter = Probe.waiting(notify.notified());
        notify.notifyWaiters();
        notify.notifyOne();
        waiter.assertWokenAndReady();
        Probe.of(notify.notified()).assertReady();
    }

    @Test
    void notifyOneBeforeNotifyWaiters_isConsumedByItsWaiter() {
        var waiter = Probe.waiting(notify.notified());
        notify.notifyOne();
        notify.notifyWaiters();
        waiter.assertWokenAndReady();
        Probe.waiting(notify.notified());
    }

    @Test
    void aDroppedFutureForwardsItsNotification_theWayItCame() {
        var first = Probe.waiting(notify.notified());
        var second = Probe.waiting(notify.notified());
        var third = Probe.waiting(notify.notified());
        var fourth = Probe.waiting(notify.notified());
        notify.notifyLast();
        fourth.drop();
        third.assertWokenAndReady();
        first.assertStillWaits();
        notify.notifyOne();
        first.drop();
        second.assertWokenAndReady();
    }

    @Test
    void aDroppedFutureForwardsToThePermit_ifNobodyWaits() {
        var waiter = Probe.waiting(notify.notified());
        notify.notifyOne();
        waiter.drop();
        Probe.of(notify.notified()).assertReady();
    }

    @Test
    void aDroppedFutureDoesNotForward_whatAllWereGiven() {
        var waiter = Probe.waiting(notify.notified());
        notify.notifyWaiters();
        waiter.drop();
        Probe.waiting(notify.notified());
    }

    @Test
    void enabling_takesAPlaceInTheQueue() {
        var enabled = notify.notified();
        assertThat(enabled.enable()).isFalse();
        var second = Probe.waiting(notify.notified());
        notify.notifyOne();
        second.assertStillWaits();
        assertThat(enabled.enable()).isTrue();
        Probe.of(enabled).assertReady();
    }

    @Test
    void enabling_consumesThePermit() {
        notify.notifyOne();
        var enabled = notify.notified();
        assertThat(enabled.enable()).isTrue();
        Probe.waiting(notify.notified());
        Probe.of(enabled).assertReady();
    }

    @Test
    void anEnabledFutureIsWokenOnceItWasPolled() {
        var enabled = notify.notified();
        enabled.enable();
        var probe = Probe.waiting(enabled);
        notify.notifyOne();
        probe.assertWokenAndReady();
        assertThatThrownBy(enabled::enable).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWakerMayNotifyAgain() {
        var second = Probe.of(notify.notified());
        var chained = notify.notified();
        assertThat(chained.poll(Context.of(notify::notifyOne))).isSameAs(Poll.PENDING);
        second.assertPending();
        notify.notifyOne();
        second.assertWokenAndReady();
    }

    @Test
    void aWakerMayDropTheOthers() {
        var victim = Probe.of(notify.notified());
        var killer = notify.notified();
        assertThat(killer.poll(Context.of(victim::drop))).isSameAs(Poll.PENDING);
        victim.assertPending();
        notify.notifyWaiters();
        assertThat(killer.poll(Context.of(() -> {}))).isNull();
        Probe.waiting(notify.notified());
    }
}
