package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What happens to operations that arrive while somebody else is inside: this test is inside, and then leaves.
class CombinerTest {

    private static final class Recorder extends Combiner<Notified> {
        final List<Object> applied = new ArrayList<>();

        @Override
        void register(Notified waiter) {
            applied.add(waiter);
        }

        @Override
        void settle() {
            applied.add("settle");
        }
    }

    @Test
    void operationsLeftToTheOneInside_areAppliedInOrder_andSettledAfter() {
        var recorder = new Recorder();
        var waiter = new Notify().notified();
        assertThat(recorder.tryEnter()).isTrue();
        assertThat(recorder.tryEnter()).as("one at a time").isFalse();
        recorder.submit(() -> recorder.applied.add(1));
        recorder.submit(waiter);
        recorder.submit(() -> recorder.applied.add(3));
        recorder.lookAgain();
        assertThat(recorder.applied).as("not yet").isEmpty();
        recorder.leave();
        assertThat(recorder.applied).containsExactly("settle", 1, waiter, 3, "settle");
        assertThat(recorder.tryEnter()).as("nobody is inside").isTrue();
    }

    @Test
    void lookingAgain_settlesOnceMore() {
        var recorder = new Recorder();
        assertThat(recorder.tryEnter()).isTrue();
        recorder.lookAgain();
        recorder.lookAgain();
        recorder.leave();
        assertThat(recorder.applied).containsExactly("settle", "settle");
        recorder.lookAgain();
        assertThat(recorder.applied).hasSize(3);
    }

    @Test
    void anOperationAfterLookAgain_isApplied() {
        var recorder = new Recorder();
        assertThat(recorder.tryEnter()).isTrue();
        recorder.lookAgain();
        recorder.submit(() -> recorder.applied.add(1));
        recorder.leave();
        assertThat(recorder.applied).containsExactly("settle", 1, "settle");
    }

    @Test
    void wakersAreCalledOutside() {
        var notify = new Notify();
        var waiting = notify.notified();
        var free = new boolean[1];
        waiting.poll(io.magpie.future.Context.of(() -> {
            free[0] = notify.queue.tryEnter();
            notify.queue.leave();
        }));
        notify.notifyOne();
        assertThat(free[0]).isTrue();
    }

    @Test
    void notify_whoIsTakenAndThenPolledByAnotherTask_isWokenThere() throws Exception {
        var notify = new Notify();
        var notified = notify.notified();
        Probe.waiting(notified);
        assertThat(notify.queue.changeIdle(notified, null))
                .as("half a notifyOne")
                .isTrue();
        assertThat(notify.queue.tryEnter()).as("somebody else").isTrue();
        var woken = new boolean[1];
        var elsewhere = io.magpie.future.Context.of(() -> woken[0] = true);
        assertThat(notified.poll(elsewhere)).isEqualTo(io.magpie.future.Poll.PENDING);
        notify.queue.leave();
        assertThat(woken[0]).isTrue();
        assertThat(notified.poll(elsewhere)).isNull();
    }

    @Test
    void permits_delegatedAcquiresReleasesAndDrops_comeOutAsIfOneAfterTheOther() {
        var permits = new Permits(0, null);
        var first = Probe.of(new Acquire(permits, 1));
        var second = Probe.of(new Acquire(permits, 2));
        var third = Probe.of(new Acquire(permits, 1));
        assertThat(permits.tryEnter()).isTrue();
        first.assertPending();
        second.assertPending();
        third.assertPending();
        permits.release(3);
        first.drop();
        permits.leave();
        assertThat(first.isWoken()).isFalse();
        second.assertWokenAndReady();
        third.assertWokenAndReady();
        assertThat(permits.available()).isZero();
    }

    @Test
    void permits_aReleaseWhileTheQueueIsLeft_isSeen() {
        var permits = new Permits(0, null);
        var waiter = Probe.waiting(new Acquire(permits, 1));
        assertThat(permits.tryEnter()).isTrue();
        permits.release(1);
        waiter.assertStillWaits();
        permits.leave();
        waiter.assertWokenAndReady();
    }

    @Test
    void permits_aNudgeWhileTheQueueIsLeft_isNotForgotten() {
        var permits = new Permits(1, () -> 0, null);
        assertThat(permits.tryTake(1)).isTrue();
        var patient = Probe.waiting(new Acquire(permits, 1));
        assertThat(permits.tryEnter()).isTrue();
        permits.release(1);
        permits.leave(); // nudges, and finds that it must look again
        patient.assertWokenAndReady();
    }

    @Test
    void permits_aDelegatedChangeOfWaker_wins() throws Exception {
        var permits = new Permits(0, null);
        var future = new Acquire(permits, 1);
        var early = Probe.waiting(future);
        var late = Probe.of(future);
        assertThat(permits.tryEnter()).isTrue();
        late.assertPending();
        early.assertPending();
        late.assertPending();
        permits.release(1);
        permits.leave();
        assertThat(early.isWoken()).isFalse();
        late.assertWokenAndReady();
    }

    @Test
    void permits_closingWhileSomebodyIsInside_refusesAll() {
        var permits = new Permits(0, null);
        var waiter = Probe.waiting(new Acquire(permits, 1));
        assertThat(permits.tryEnter()).isTrue();
        var late = Probe.waiting(new Acquire(permits, 1));
        permits.close();
        permits.leave();
        waiter.assertFailsWith(ClosedException.class);
        assertThat(late.isWoken()).isTrue();
        late.assertFailsWith(ClosedException.class);
    }

    @Test
    void notify_delegatedOneThenAll_isConsumedByTheWaiter() {
        var notify = new Notify();
        var waiter = Probe.waiting(notify.notified());
        assertThat(notify.queue.tryEnter()).isTrue();
        notify.notifyOne();
        notify.notifyWaiters();
        waiter.assertReady(); // finds out by itself, before the queue got so far
        notify.queue.leave();
        Probe.waiting(notify.notified());
    }

    @Test
    void notify_delegatedAllThenOne_leavesThePermit() {
        var notify = new Notify();
        var waiter = Probe.waiting(notify.notified());
        assertThat(notify.queue.tryEnter()).isTrue();
        notify.notifyWaiters();
        notify.notifyOne();
        var later = notify.notified();
        notify.queue.leave();
        waiter.assertWokenAndReady();
        Probe.of(later).assertReady();
    }

    @Test
    void notify_delegatedAll_doesNotReachWhatWasMadeAfter() {
        var notify = new Notify();
        assertThat(notify.queue.tryEnter()).isTrue();
        var before = Probe.waiting(notify.notified());
        notify.notifyWaiters();
        var after = Probe.waiting(notify.notified());
        notify.queue.leave();
        before.assertWokenAndReady();
        after.assertStillWaits();
        notify.notifyOne();
        after.assertWokenAndReady();
    }

    @Test
    void notify_oneHandedOverAfterItsWaiterLeft_goesToAnother() {
        var notify = new Notify();
        var first = Probe.waiting(notify.notified());
        var second = Probe.waiting(notify.notified());
        assertThat(notify.queue.tryEnter()).isTrue();
        notify.notifyOne();
        first.drop();
        notify.queue.leave();
        second.assertWokenAndReady();
    }
}
