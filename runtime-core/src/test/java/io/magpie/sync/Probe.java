package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;

/// One future, polled by hand, and what was done to its waker.
final class Probe<T> {

    final AtomicInteger wakes = new AtomicInteger();
    final Waker waker = wakes::incrementAndGet;
    private final Future<T> future;
    private final Context cx = Context.of(waker);

    private Probe(Future<T> future) {
        this.future = future;
    }

    static <T> Probe<T> of(Future<T> future) {
        return new Probe<>(future);
    }

    /// A probe whose future was polled once, and waits.
    static <T> Probe<T> waiting(Future<T> future) {
        var probe = new Probe<>(future);
        probe.assertPending();
        return probe;
    }

    Object poll() {
        try {
            return future.poll(cx);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new Failed(e);
        }
    }

    Object drop() {
        try {
            return future.drop(cx);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    boolean isWoken() {
        return wakes.get() > 0;
    }

    void assertPending() {
        assertThat(poll()).isSameAs(Poll.PENDING);
    }

    /// Asserts that it was woken, and is ready.
    @SuppressWarnings("unchecked")
    T assertWokenAndReady() {
        assertThat(isWoken()).as("was woken").isTrue();
        return assertReady();
    }

    @SuppressWarnings("unchecked")
    T assertReady() {
        Object answer = poll();
        assertThat(answer).isNotSameAs(Poll.PENDING);
        return (T) answer;
    }

    void assertStillWaits() {
        assertThat(isWoken()).as("was woken").isFalse();
        assertPending();
    }

    void assertFailsWith(Class<? extends Exception> type) {
        try {
            Object answer = poll();
            throw new AssertionError("answered " + answer + " instead of failing");
        } catch (Failed e) {
            assertThat(e.getCause()).isInstanceOf(type);
        }
    }

    /// Waits until `forgotten`, which nobody should keep, has been collected; for a test with a time limit.
    static void awaitCollected(WeakReference<?> forgotten) {
        while (forgotten.get() != null) {
            System.gc();
        }
    }

    /// Carries the failure of a future through callers that throw nothing.
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(Exception cause) {
            super(cause);
        }
    }
}
