package io.magpie.internal.scope;

import io.magpie.future.Waker;
import io.magpie.internal.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One child of a scope: its task, and the waker that the task wakes when it has ended. See the package for the
/// protocol.
final class Child implements Waker {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Child.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// On the stack since the spawn; the poller has not seen it.
    static final int ARRIVED = 0;
    /// Off the stack: the poller keeps it.
    static final int KEPT = 1;
    /// The task has ended. On the stack, or about to be.
    static final int ENDED = 2;

    final Task<?> task;

    private final Children children;

    @SuppressWarnings("unused") // through STATE
    private int state = ARRIVED;

    /// The next on the stack. Of the spawner until it is pushed; of the poller from the take until it is kept; of
    /// whoever wakes it then.
    @Nullable
    Child next;

    /* The poller's. */

    /// The how-manieth child of the scope this is, in the order in which the poller saw them; -1 before it has.
    int index = -1;

    /// Neighbours in the list of children that are kept.
    @Nullable
    Child before;

    @Nullable
    Child after;

    Child(Task<?> task, Children children) {
        this.task = task;
        this.children = children;
    }

    /// The task has ended. Called by whoever completes it, or by the spawner who finds it complete, or by both.
    @Override
    public void wake() {
        // A swap: it releases the outcome of the task to the poller's look, and decides with `keep` who must act.
        switch ((int) STATE.getAndSet(this, ENDED)) {
            case KEPT -> children.pushAndWake(this);
            case ARRIVED -> children.wakePoller(); // still on the stack, where the poller will find it
            default -> {}
        }
    }

    /// Says that the poller keeps this child, which it took off the stack. Returns false if the child has ended.
    ///
    /// A CAS: after a look and a store, a wake in between would be overwritten.
    boolean keep() {
        return STATE.compareAndSet(this, ARRIVED, KEPT);
    }
}
