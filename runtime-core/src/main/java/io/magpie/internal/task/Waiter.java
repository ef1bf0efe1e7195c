package io.magpie.internal.task;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One who waits for a task to complete: a node of the task's stack of waiters.
///
/// Nodes are pushed by CAS and never taken out one by one: a waiter that gives up marks its node dead, and the next to
/// push leaves dead nodes behind. The completer takes the whole stack and leaves [#CLOSED].
final class Waiter {

    /// The stack of a completed task: no more pushes.
    static final Waiter CLOSED = new Waiter(null, null);

    private static final VarHandle WAITER;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITER = lookup.findVarHandle(Waiter.class, "waiter", Object.class);
            NEXT = lookup.findVarHandle(Waiter.class, "next", Waiter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// A [Waker] or a [Thread]; null once dead. A dead node stays dead.
    @SuppressWarnings("unused") // through WAITER
    private @Nullable Object waiter;

    /// The node pushed before. Only ever changed to leave out dead nodes, so a lost update costs nothing.
    @SuppressWarnings("unused") // through NEXT
    private @Nullable Waiter next;

    private Waiter(@Nullable Object waiter, @Nullable Waiter next) {
        this.waiter = waiter;
        this.next = next;
    }

    /// A node for `waiter` on top of what is alive in `stack`. Published by the caller's CAS.
    static Waiter push(Object waiter, @Nullable Waiter stack) {
        return new Waiter(waiter, firstAlive(stack));
    }

    /// The node of `waiter` in `stack`; null if it has none that is alive.
    static @Nullable Waiter find(Object waiter, @Nullable Waiter stack) {
        for (Waiter node = firstAlive(stack); node != null; node = node.unlinkDeadAfter()) {
            if (node.waiter() == waiter) {
                return node;
            }
        }
        return null;
    }

    /// Wakes everyone in `stack`, which the caller took as a whole. Returns whether anyone was there.
    static boolean wakeAll(@Nullable Waiter stack) {
        boolean any = false;
        for (Waiter node = stack; node != null; node = node.next()) {
            // Taken by a swap, so that a waiter that gives up at the same time is either woken or not: both are right.
            Object waiter = WAITER.getAndSet(node, (Object) null);
            any |= waiter != null;
            if (waiter instanceof Waker waker) {
                wake(waker);
            } else if (waiter instanceof Thread thread) {
                LockSupport.unpark(thread);
            }
        }
        return any;
    }

    private static void wake(Waker waker) {
        try {
            waker.wake();
        } catch (Throwable thrown) { // foreign code: the other waiters, and the registry, must hear of the completion
            System.getLogger("io.magpie")
                    .log(System.Logger.Level.ERROR, "a waker that awaited a task has thrown: it must not", thrown);
        }
    }

    /// Marks this node dead: its waiter gave up. Returns false if the completer woke it before.
    boolean die() {
        // A swap: either the completer counts this waiter as told, or the waiter knows that it was not.
        return WAITER.getAndSet(this, (Object) null) != null;
    }

    private @Nullable Object waiter() {
        return WAITER.getVolatile(this);
    }

    private @Nullable Waiter next() {
        return (Waiter) NEXT.getAcquire(this);
    }

    /// The next node that is alive; links this node to it.
    private @Nullable Waiter unlinkDeadAfter() {
        Waiter after = next();
        Waiter alive = firstAlive(after);
        if (alive != after) {
            NEXT.setRelease(this, alive);
        }
        return alive;
    }

    private static @Nullable Waiter firstAlive(@Nullable Waiter stack) {
        Waiter node = stack;
        while (node != null && node != CLOSED && node.waiter() == null) {
            node = node.next();
        }
        return node == CLOSED ? null : node;
    }
}
