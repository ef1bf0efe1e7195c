package io.magpie.internal.scope;

import io.magpie.future.Cancellation;
import io.magpie.future.Deadline;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import io.magpie.internal.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The children of one scope: who is let in, who is there, who has ended. See the package for the protocol.
public final class Children {

    private static final VarHandle WORD;
    private static final VarHandle TOP;
    private static final VarHandle POLLER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(Children.class, "word", int.class);
            TOP = lookup.findVarHandle(Children.class, "top", Child.class);
            POLLER = lookup.findVarHandle(Children.class, "poller", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// See [ScopeWord].
    @SuppressWarnings("unused") // through WORD
    private int word = ScopeWord.INITIAL;

    /// Children that have arrived, or have ended, since the poller's last look.
    @SuppressWarnings("unused") // through TOP
    private @Nullable Child top;

    /// Who polls the scope.
    @SuppressWarnings("unused") // through POLLER
    private @Nullable Waker poller;

    /// Why the scope was cancelled. Plain: written before CANCELLED is set, read after it was seen.
    private @Nullable Cancellation reason;

    /// When the owner of the scope will drop it; null if there is no deadline. Plain: written before the scope is handed
    /// to anyone.
    private @Nullable Deadline deadline;

    /* The poller's. */

    /// The children that are kept.
    private @Nullable Child first;

    /// How many children the poller has seen.
    private int arrived;

    // ---- spawning: anyone

    /// Spawns a child. Once the scope is being cancelled, the child is cancelled at once and runs nothing.
    ///
    /// @throws IllegalStateException if the scope has ended
    public <T extends @Nullable Object> Task<T> spawn(Launcher launcher, Future<T> future, @Nullable String name) {
        if (!enter()) {
            return launcher.refuse(future, name, cancellation());
        }
        Task<T> task;
        try {
            task = launcher.launch(deadline == null ? future : new Inheriting<>(deadline, future), name);
        } catch (Throwable thrown) {
            leave();
            wakePoller(); // it may have waited for this child alone
            throw thrown;
        }
        add(task);
        return task;
    }

    /// Lets one child in. Returns false if the scope takes none; then [#cancellation] says why.
    boolean enter() {
        while (true) {
            int seen = word();
            int entered = ScopeWord.enter(seen);
            if (entered == seen) {
                return false;
            }
            if (WORD.compareAndSet(this, seen, entered)) {
                return true;
            }
        }
    }

    /// Adds the task of a child that was let in.
    void add(Task<?> task) {
        Child child = new Child(task, this);
        // Before the task knows the child: whoever wakes an arrived child relies on it being on the stack.
        push(child);
        if (task.wakeWhenFinished(child)) {
            child.wake();
        }
        // Dekker with cancel: read after the push. Weaker, and the poller could miss the child, and the child the
        // cancellation.
        if (ScopeWord.isCancelled(word())) {
            task.abort(cancellation());
        }
    }

    /// Why the scope was cancelled, after somebody saw that it takes no more children.
    ///
    /// @throws IllegalStateException if it was not cancelled, but has ended
    private Cancellation cancellation() {
        int seen = word();
        if (ScopeWord.isEnded(seen)) {
            throw new IllegalStateException("the scope has ended, and no child may outlive its scope: spawn children in"
                    + " the body of the scope or in its children, or call Async.spawn for a task that goes on");
        }
        return Objects.requireNonNull(reason);
    }

    // ---- what a child calls when it has ended: anyone

    void pushAndWake(Child child) {
        push(child);
        wakePoller();
    }

    void wakePoller() {
        // Dekker with aim: read after the push, or after the swap of the child's state.
        Waker waker = (Waker) POLLER.getVolatile(this);
        if (waker != null) {
            waker.wake();
        }
    }

    private void push(Child child) {
        Child seen = (Child) TOP.getVolatile(this);
        while (true) {
            child.next = seen; // plain: the CAS publishes it to take
            Child found = (Child) TOP.compareAndExchange(this, seen, child);
            if (found == seen) {
                return;
            }
            seen = found;
        }
    }

    // ---- the poller

    /// Sets the deadline that the children inherit. Called before there is a body.
    void inherit(@Nullable Deadline latest) {
        deadline = latest;
    }

    /// Settles the children that have news since the last time, and tells `whenEnded` of those that have ended. From now
    /// on `waker` is woken when there is more.
    void settleAll(Waker waker, Consumer<Child> whenEnded) {
        aim(waker);
        Child child = take();
        while (child != null) {
            Child following = child.next; // read now: once it is kept, the child may be pushed again
            if (settle(child)) {
                whenEnded.accept(child);
            }
            child = following;
        }
    }

    /// Lets nobody in any more, and aborts all who are in.
    void cancelAll(Cancellation why, Waker waker, Consumer<Child> whenEnded) {
        cancel(why);
        settleAll(waker, whenEnded);
        abortAll(why);
    }

    /// Makes `waker` the one to wake. Called before [#take].
    private void aim(Waker waker) {
        if (POLLER.get(this) != waker) { // plain: only pollers write it
            // Dekker with wakePoller: written before take. Weaker, and a child that this poll misses could wake an
            // earlier poller.
            POLLER.setVolatile(this, waker);
        }
    }

    /// Takes the children that have arrived or ended, linked by `next`, in that order; null if there are none.
    private @Nullable Child take() {
        if (TOP.getVolatile(this) == null) {
            return null;
        }
        Child newest = (Child) TOP.getAndSet(this, null);
        Child oldest = null;
        while (newest != null) {
            Child older = newest.next;
            newest.next = oldest;
            oldest = newest;
            newest = older;
        }
        return oldest;
    }

    /// Takes note of a child that was taken. Returns true if it has ended, and counts no more.
    private boolean settle(Child child) {
        child.next = null;
        if (child.index < 0) {
            child.index = arrived++;
            link(child);
        }
        if (child.keep()) {
            return false;
        }
        unlink(child);
        leave();
        return true;
    }

    /// Lets nobody in any more. The poller takes and settles after this, and then aborts those that are kept.
    private void cancel(Cancellation why) {
        reason = why;
        int seen;
        do {
            seen = word();
            // Dekker with add: a read-modify-write, before the take.
        } while (!WORD.compareAndSet(this, seen, ScopeWord.cancel(seen)));
    }

    /// Aborts every child that is kept.
    private void abortAll(Cancellation why) {
        for (Child child = first; child != null; child = child.after) {
            child.task.abort(why);
        }
    }

    /// Ends the scope if there are no children. Returns whether it has ended.
    boolean end() {
        while (true) {
            int seen = word();
            int ended = ScopeWord.end(seen);
            if (ended == seen) {
                return false;
            }
            if (WORD.compareAndSet(this, seen, ended)) {
                return true;
            }
        }
    }

    private void leave() {
        int seen;
        do {
            seen = word();
        } while (!WORD.compareAndSet(this, seen, ScopeWord.leave(seen)));
    }

    private void link(Child child) {
        Child head = first;
        child.after = head;
        if (head != null) {
            head.before = child;
        }
        first = child;
    }

    private void unlink(Child child) {
        Child before = child.before;
        Child after = child.after;
        if (before != null) {
            before.after = after;
        } else {
            first = after;
        }
        if (after != null) {
            after.before = before;
        }
        child.before = null;
        child.after = null;
    }

    private int word() {
        return (int) WORD.getVolatile(this);
    }

    @Override
    public String toString() {
        return ScopeWord.decode(word());
    }
}
