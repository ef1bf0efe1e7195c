package io.magpie.blocking;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The threads that wait for a job, the last to come on top: it is claimed first, and those below time out.
///
/// A Treiber stack. A node is used for one idle period and never again, so a compare-and-set on `top` cannot be fooled.
/// A node leaves the stack when it is popped by a claimer, or swept after its thread has gone.
final class IdleStack {
    /* Only gone nodes are ever unlinked from the middle, by one sweeper at a time, and `next` is written by nobody else
     * once the node is on the stack. So a popper that read an old `next` at worst brings a gone node back; it never
     * loses one that waits. */

    private static final VarHandle TOP;
    private static final VarHandle SWEEPING;

    static {
        try {
            var lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(IdleStack.class, "top", Node.class);
            SWEEPING = lookup.findVarHandle(IdleStack.class, "sweeping", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through TOP
    private volatile @Nullable Node top;

    @SuppressWarnings("unused") // through SWEEPING
    private volatile boolean sweeping;

    /// Publishes that `thread` waits. It is not counted as idle yet.
    Node publish(Thread thread) {
        var node = new Node(thread);
        Node next;
        do {
            next = (Node) TOP.getVolatile(this);
            Node.NEXT.setVolatile(node, next);
        } while (!TOP.compareAndSet(this, next, node));
        return node;
    }

    /// Turns a claim, owned by the caller, into a wake-up of some thread that waits.
    void claim() {
        for (; ; ) {
            Node node = (Node) TOP.getVolatile(this);
            if (node == null) {
                throw new AssertionError("a claim without a thread that waits");
            }
            if (TOP.compareAndSet(this, node, Node.NEXT.getVolatile(node)) && node.claim()) {
                LockSupport.unpark(node.thread);
                return;
            }
        }
    }

    /// Ends the wait of `node`, by its own thread. A claim that it has met goes to another.
    void unpublish(Node node) {
        if (node.leave()) {
            sweep();
        } else {
            claim();
        }
    }

    /// Unlinks the nodes of threads that have gone, unless somebody does so already.
    private void sweep() {
        if (!SWEEPING.compareAndSet(this, false, true)) {
            return;
        }
        Node top = (Node) TOP.getVolatile(this);
        if (top != null && !top.isWaiting()) {
            // A failure is harmless: a newer node is on top, and a later sweep passes by.
            TOP.compareAndSet(this, top, Node.NEXT.getVolatile(top));
        }
        Node node = (Node) TOP.getVolatile(this);
        while (node != null) {
            Node next = (Node) Node.NEXT.getVolatile(node);
            if (next != null && !next.isWaiting()) {
                Node.NEXT.setVolatile(node, Node.NEXT.getVolatile(next));
            } else {
                node = next;
            }
        }
        SWEEPING.setVolatile(this, false);
    }

    /// Nodes on the stack, those of gone threads too. For tests.
    int size() {
        int size = 0;
        for (Node n = (Node) TOP.getVolatile(this); n != null; n = (Node) Node.NEXT.getVolatile(n)) {
            size++;
        }
        return size;
    }

    /// Nodes of threads that wait unclaimed. For tests.
    int waiting() {
        int waiting = 0;
        for (Node n = (Node) TOP.getVolatile(this); n != null; n = (Node) Node.NEXT.getVolatile(n)) {
            waiting += n.isWaiting() ? 1 : 0;
        }
        return waiting;
    }

    /// One idle period of one thread.
    static final class Node {
        private static final VarHandle NEXT;
        private static final VarHandle STATE;

        static {
            try {
                var lookup = MethodHandles.lookup();
                NEXT = lookup.findVarHandle(Node.class, "next", Node.class);
                STATE = lookup.findVarHandle(Node.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static final int WAITING = 0;
        private static final int CLAIMED = 1;
        private static final int GONE = 2;

        private final Thread thread;

        @SuppressWarnings("unused") // through NEXT
        private volatile @Nullable Node next;

        @SuppressWarnings("unused") // through STATE
        private volatile int state;

        private Node(Thread thread) {
            this.thread = thread;
        }

        boolean isClaimed() {
            return (int) STATE.getVolatile(this) == CLAIMED;
        }

        private boolean isWaiting() {
            return (int) STATE.getVolatile(this) == WAITING;
        }

        private boolean claim() {
            // Volatile, then unpark: pairs with the thread's read of the state between its parks.
            return STATE.compareAndSet(this, WAITING, CLAIMED);
        }

        private boolean leave() {
            return STATE.compareAndSet(this, WAITING, GONE);
        }
    }
}
