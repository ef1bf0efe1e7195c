package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SemaphoreTest {

    @Test
    void acquiring_takes_andClosingThePermitGivesBack() throws Exception {
        var semaphore = new Semaphore(2);
        var permit = Probe.of(semaphore.acquire()).assertReady();
        assertThat(permit.count()).isEqualTo(1);
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        permit.close();
        permit.close();
        assertThat(semaphore.availablePermits()).as("closed once").isEqualTo(2);
    }

    @Test
    void tryAcquire_takesOnlyWhatIsThere() throws Exception {
        var semaphore = new Semaphore(3);
        assertThat(semaphore.tryAcquire(4)).isNull();
        assertThat(semaphore.tryAcquire(3)).isNotNull();
        assertThat(semaphore.tryAcquire()).isNull();
    }

    @Test
    void waitersAreServedInOrder() {
        var semaphore = new Semaphore(0);
        var waiters = new ArrayList<Probe<Permit>>();
        for (int i = 0; i < 5; i++) {
            waiters.add(Probe.waiting(semaphore.acquire()));
        }
        for (var waiter : waiters) {
            assertThat(waiter.isWoken()).isFalse();
            semaphore.addPermits(1);
            waiter.assertWokenAndReady();
        }
    }

    @Test
    void permitsGoToWaitersDirectly_notToWhoeverComesNext() throws Exception {
        var semaphore = new Semaphore(1);
        var permit = semaphore.tryAcquire();
        var waiter = Probe.waiting(semaphore.acquire());
        permit.close();
        assertThat(semaphore.availablePermits()).isZero();
        assertThat(semaphore.tryAcquire()).isNull();
        Probe.waiting(semaphore.acquire());
        waiter.assertWokenAndReady();
    }

    @Test
    void aLargeRequestAtTheHead_holdsBackSmallOnes() throws Exception {
        var semaphore = new Semaphore(1);
        var large = Probe.waiting(semaphore.acquire(3));
        var small = Probe.waiting(semaphore.acquire());
        assertThat(semaphore.tryAcquire()).as("one is there, but spoken for").isNull();
        semaphore.addPermits(1);
        large.assertStillWaits();
        small.assertStillWaits();
        semaphore.addPermits(2);
        assertThat(large.assertWokenAndReady().count()).isEqualTo(3);
        small.assertWokenAndReady();
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void droppingALargeRequestAtTheHead_letsTheSmallOnesGo() {
        var semaphore = new Semaphore(2);
        var large = Probe.waiting(semaphore.acquire(3));
        var first = Probe.waiting(semaphore.acquire());
        var second = Probe.waiting(semaphore.acquire());
        large.drop();
        first.assertWokenAndReady();
        second.assertWokenAndReady();
    }

    @Test
    void droppingALargeRequestThatWasServed_servesManySmallOnes() {
        var semaphore = new Semaphore(0);
        var large = Probe.waiting(semaphore.acquire(10));
        var small = new ArrayList<Probe<Permit>>();
        for (int i = 0; i < 5; i++) {
            small.add(Probe.waiting(semaphore.acquire()));
        }
        semaphore.addPermits(10);
        assertThat(small).noneMatch(Probe::isWoken);
        large.drop();
        small.forEach(Probe::assertWokenAndReady);
        assertThat(semaphore.availablePermits()).isEqualTo(5);
    }

    @Test
    void droppingTheLastWaiter_letsNewcomersTakeFreePermits() throws Exception {
        var semaphore = new Semaphore(1);
        Probe.waiting(semaphore.acquire(2)).drop();
        assertThat(semaphore.tryAcquire()).isNotNull();
    }

    @Test
    void oneReleaseOfMany_wakesAllWhoCanGo() {
        var semaphore = new Semaphore(0);
        var waiters = new ArrayList<Probe<Permit>>();
        for (int i = 0; i < 100; i++) {
            waiters.add(Probe.waiting(semaphore.acquire()));
        }
        semaphore.addPermits(99);
        waiters.subList(0, 99).forEach(Probe::assertWokenAndReady);
        waiters.get(99).assertStillWaits();
    }

    @Test
    void closing_failsWaitersAndNewcomers_butNotHolders() throws Exception {
        var semaphore = new Semaphore(1);
        var held = semaphore.tryAcquire();
        var waiters = List.of(Probe.waiting(semaphore.acquire()), Probe.waiting(semaphore.acquire(5)));
        semaphore.close();
        semaphore.close();
        for (var waiter : waiters) {
            assertThat(waiter.isWoken()).isTrue();
            waiter.assertFailsWith(ClosedException.class);
        }
        assertThat(semaphore.isClosed()).isTrue();
        var newcomer = Probe.of(semaphore.acquire());
        newcomer.assertFailsWith(ClosedException.class);
        assertThat(newcomer.isWoken()).as("it was told in its own poll").isFalse();
        assertThatThrownBy(semaphore::tryAcquire).isInstanceOf(ClosedException.class);
        held.close();
        assertThat(semaphore.availablePermits()).isEqualTo(1);
        Probe.of(semaphore.acquire()).assertFailsWith(ClosedException.class);
    }

    @Test
    void aWaiterServedBeforeTheClose_hasItsPermit() {
        var semaphore = new Semaphore(0);
        var waiter = Probe.waiting(semaphore.acquire());
        semaphore.addPermits(1);
        semaphore.close();
        waiter.assertWokenAndReady();
    }

    @Test
    void permitsCanBeForgotten() throws Exception {
        var semaphore = new Semaphore(5);
        semaphore.tryAcquire(2).forget();
        assertThat(semaphore.availablePermits()).isEqualTo(3);
        assertThat(semaphore.forgetPermits(2)).isEqualTo(2);
        assertThat(semaphore.forgetPermits(2)).isEqualTo(1);
        assertThat(semaphore.availablePermits()).isZero();
    }

    @Test
    void permitsSplitAndMerge_withinOneSemaphore() throws Exception {
        var semaphore = new Semaphore(5);
        var permit = semaphore.tryAcquire(5);
        var two = permit.split(2);
        assertThat(permit.count()).isEqualTo(3);
        two.close();
        assertThat(semaphore.availablePermits()).isEqualTo(2);
        var again = semaphore.tryAcquire(2);
        permit.merge(again);
        assertThat(permit.count()).isEqualTo(5);
        assertThat(again.count()).isZero();
        assertThatThrownBy(() -> permit.split(6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permit.merge(new Semaphore(1).tryAcquire()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permit.merge(permit)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thereAreNoMoreThanMaxPermits() {
        var semaphore = new Semaphore(Semaphore.MAX_PERMITS);
        assertThatThrownBy(() -> semaphore.addPermits(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("never acquired");
        assertThat(semaphore.availablePermits()).isEqualTo(Semaphore.MAX_PERMITS);
    }

    @Test
    void aWaiterDroppedWhenThereIsNoRoomForItsPermits_wedgesNothing() throws Exception {
        var full = new Semaphore(1);
        Permit held = full.tryAcquire();
        var served = Probe.waiting(full.acquire());
        held.close();
        full.addPermits(Semaphore.MAX_PERMITS);
        assertThat(served.drop()).isSameAs(Poll.CANCELLED);
        assertThat(full.availablePermits()).isEqualTo(Semaphore.MAX_PERMITS);
        Permit all = full.tryAcquire(Semaphore.MAX_PERMITS);
        var next = Probe.waiting(full.acquire());
        all.close();
        next.assertWokenAndReady().close();
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> new Semaphore(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Semaphore(1).acquire(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Semaphore(1).addPermits(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(60)
    void aPermitThatWasWaitedFor_keepsNothingOfItsWaiter() throws Exception {
        var semaphore = new Semaphore(0);
        var acquiring = semaphore.acquire();
        Probe.awaitCollected(new WeakReference<>(waitFor(acquiring, semaphore)));
        ((Permit) acquiring).close();
    }

    private static Waker waitFor(Future<Permit> acquiring, Semaphore semaphore) {
        var waiting = Probe.waiting(acquiring);
        semaphore.addPermits(1);
        waiting.assertWokenAndReady();
        return waiting.waker;
    }

    @Test
    void aWakerThatThrows_keepsNothingFromTheOthers() throws Exception {
        var semaphore = new Semaphore(0);
        var broken = semaphore.acquire();
        assertThat(broken.poll(Context.of(() -> {
                    throw new IllegalStateException("planted");
                })))
                .isSameAs(Poll.PENDING);
        var other = Probe.waiting(semaphore.acquire());
        semaphore.addPermits(2);
        other.assertWokenAndReady().close();
        Probe.of(broken).assertReady().close();
    }

    @Test
    void aPermitMayBeReleasedInsideAWaker() throws Exception {
        var semaphore = new Semaphore(0);
        var second = Probe.of(semaphore.acquire());
        var first = semaphore.acquire();
        assertThat(first.poll(io.magpie.future.Context.of(() -> {
                    semaphore.addPermits(1); // re-enters
                })))
                .isSameAs(io.magpie.future.Poll.PENDING);
        second.assertPending();
        semaphore.addPermits(1);
        second.assertWokenAndReady();
    }
}
