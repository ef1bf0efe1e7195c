package io.magpie.sync;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.internal.util.CurrentRuntime;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Drives one leaf future on the calling thread, which sleeps while the future waits.
final class Blocking implements Waker {

    private static final VarHandle WOKEN;

    static {
        try {
            WOKEN = MethodHandles.lookup().findVarHandle(Blocking.class, "woken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread sleeper = Thread.currentThread();

    @SuppressWarnings("unused") // through WOKEN
    private boolean woken;

    private Blocking() {}

    /// The value of `future`.
    ///
    /// @throws InterruptedException if the thread was interrupted; the future was dropped
    /// @throws IllegalStateException on a thread that polls tasks
    static <T extends @Nullable Object> T await(Future<T> future, String operation) throws InterruptedException {
        try {
            return awaitThrowing(future, operation);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(operation + " failed in a way it does not declare", e);
        }
    }

    /// As [#await], for futures that also fail because something was closed.
    static <T extends @Nullable Object> T awaitOpen(Future<T> future, String operation)
            throws InterruptedException, ClosedException {
        try {
            return awaitThrowing(future, operation);
        } catch (InterruptedException | ClosedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(operation + " failed in a way it does not declare", e);
        }
    }

    @Override
    public void wake() {
        // Volatile, and then unpark: the sleeper either sees it before it parks, or is unparked.
        WOKEN.setVolatile(this, true);
        LockSupport.unpark(sleeper);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the future promised a T
    private static <T extends @Nullable Object> T awaitThrowing(Future<T> future, String operation) throws Exception {
        CurrentRuntime.requireMayBlock(operation);
        Blocking waker = new Blocking();
        Context cx = Context.of(waker);
        Object answer = future.poll(cx);
        while (answer == Poll.PENDING) {
            if (!waker.sleep()) {
                var _ = future.drop(cx.withCancellation(Cancellation.GIVEN_UP)); // a leaf: releases at once
                throw new InterruptedException(operation + " was interrupted");
            }
            answer = future.poll(cx);
        }
        return (T) answer;
    }

    /// Sleeps until woken; returns false if interrupted.
    private boolean sleep() {
        while (!(boolean) WOKEN.getAndSet(this, false)) {
            if (Thread.interrupted()) {
                return false;
            }
            LockSupport.park(this);
        }
        return true;
    }
}
