package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Waker;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A handle that is awaited and given up again and again keeps no nodes of those who gave up.
@Timeout(60)
class WaiterTest {

    private static Waiter pushed(Waiter stack) {
        Waker waker = () -> {};
        return Waiter.push(waker, stack);
    }

    @Test
    void whoPushes_leavesTheDeadBehind() {
        Waiter dead = pushed(null);
        assertThat(dead.die()).isTrue();
        assertThat(dead.die()).as("once").isFalse();
        var forgotten = new WeakReference<>(dead);
        Waiter alive = pushed(dead);
        dead = null;
        awaitCollected(forgotten);
        Reference.reachabilityFence(alive);
    }

    @Test
    void whoLooksForANode_unlinksTheDeadBetween() {
        Object sought = new Object();
        Waiter oldest = Waiter.push(sought, null);
        Waiter dead = pushed(oldest);
        Waiter newest = pushed(dead);
        assertThat(dead.die()).isTrue();
        var forgotten = new WeakReference<>(dead);
        dead = null;
        assertThat(Waiter.find(sought, newest)).isSameAs(oldest);
        awaitCollected(forgotten);
        Reference.reachabilityFence(newest);
    }

    private static void awaitCollected(WeakReference<?> forgotten) {
        while (forgotten.get() != null) {
            System.gc();
        }
    }
}
