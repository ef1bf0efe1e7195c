package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.internal.util.CurrentRuntime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MutexTest {

    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong(-100);
    private final Mutex mutex = new Mutex(now::get);

    @Test
    void oneHolderAtATime() {
        var guard = mutex.tryLock();
        assertThat(guard).isNotNull();
        assertThat(mutex.isLocked()).isTrue();
        assertThat(mutex.tryLock()).isNull();
        guard.close();
        guard.close();
        assertThat(mutex.isLocked()).isFalse();
        assertThat(mutex.tryLock()).isNotNull();
        assertThat(mutex.tryLock()).as("unlocked once by closing twice").isNull();
    }

    @Test
    void aRunningTaskTakesAFreeLockPastTheQueue() {
        var guard = mutex.tryLock();
        var waiter = Probe.waiting(mutex.lock());
        guard.close();
        assertThat(waiter.isWoken()).isTrue();
        var barged = Probe.of(mutex.lock()).assertReady();
        waiter.assertPending();
        barged.close();
        assertThat(waiter.wakes).hasValue(2);
        waiter.assertReady();
    }

    @Test
    void unlocking_wakesOneWaiter_notAll() {
        var guard = mutex.tryLock();
        var first = Probe.waiting(mutex.lock());
        var second = Probe.waiting(mutex.lock());
        guard.close();
        Probe.of(mutex.lock()).assertReady().close(); // comes and goes: the first is awake already
        assertThat(first.wakes).hasValue(1);
        assertThat(second.isWoken()).isFalse();
        first.assertReady().close();
        second.assertWokenAndReady();
    }

    @Test
    void whoWasPassedOverForAMillisecond_getsTheLockDirectly() {
        var guard = mutex.tryLock();
        var waiter = Probe.waiting(mutex.lock());
        var later = Probe.waiting(mutex.lock());
        guard.close();
        var barged = Probe.of(mutex.lock()).assertReady();
        now.addAndGet(MILLISECOND);
        waiter.assertPending(); // finds that it was passed over
        assertThat(mutex.tryLock()).isNull();
        barged.close();
        assertThat(mutex.isLocked()).as("handed over, never free").isTrue();
        assertThat(mutex.tryLock()).isNull();
        Probe.waiting(mutex.lock());
        waiter.assertWokenAndReady().close();
        later.assertWokenAndReady();
    }

    @Test
    void whoWasPassedOverForLessThanAMillisecond_goesOnLettingOthersPass() {
        var guard = mutex.tryLock();
        var waiter = Probe.waiting(mutex.lock());
        guard.close();
        var barged = Probe.of(mutex.lock()).assertReady();
        now.addAndGet(MILLISECOND - 1);
        waiter.assertPending();
        barged.close();
        assertThat(mutex.tryLock()).isNotNull();
    }

    @Test
    void onceTheImpatientHasHadTheLock_runningTasksPassAgain() {
        var guard = mutex.tryLock();
        var waiter = Probe.waiting(mutex.lock());
        now.addAndGet(MILLISECOND);
        waiter.assertPending();
        var patient = Probe.waiting(mutex.lock());
        guard.close();
        waiter.assertWokenAndReady().close();
        assertThat(patient.isWoken()).isTrue();
        assertThat(mutex.tryLock()).as("past the patient one").isNotNull();
    }

    @Test
    void aWokenWaiterThatIsDropped_wakesTheNext() {
        var guard = mutex.tryLock();
        var first = Probe.waiting(mutex.lock());
        var second = Probe.waiting(mutex.lock());
        guard.close();
        first.drop();
        second.assertWokenAndReady();
    }

    @Test
    void anImpatientWaiterThatIsDropped_givesTheLockToTheNext() {
        var guard = mutex.tryLock();
        var first = Probe.waiting(mutex.lock());
        var second = Probe.waiting(mutex.lock());
        now.addAndGet(MILLISECOND);
        first.assertPending();
        guard.close();
        first.drop();
        second.assertWokenAndReady();
    }

    @Test
    void aFairMutex_isFirstComeFirstServed() {
        var fair = Mutex.fair();
        var guard = fair.tryLock();
        var first = Probe.waiting(fair.lock());
        var second = Probe.waiting(fair.lock());
        guard.close();
        assertThat(fair.isLocked()).as("handed over, never free").isTrue();
        assertThat(fair.tryLock()).isNull();
        Probe.waiting(fair.lock());
        second.assertStillWaits();
        first.assertWokenAndReady().close();
        second.assertWokenAndReady();
    }

    @Test
    void blockingLock_isRefusedOnAThreadThatPolls() throws Exception {
        CurrentRuntime.runBound(
                "runtime",
                true,
                () -> assertThatThrownBy(mutex::blockingLock)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("Mutex.blockingLock"));
        mutex.blockingLock().close();
    }

    @Test
    void blockingLock_waitsForTheLock() throws Exception {
        var guard = mutex.tryLock();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                mutex.blockingLock().close();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        guard.close();
        thread.join();
        assertThat(mutex.isLocked()).isFalse();
    }
}
