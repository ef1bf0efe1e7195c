package io.magpie.internal.util;

/// A worker thread of a runtime: it knows its runtime by a field, so that a hot path needs no thread-local, and it must
/// not be blocked.
public abstract class RuntimeThread extends Thread {

    /// The runtime this thread works for; another while it is in that one's `blockOn`. Used by this thread only.
    private Object runtime;

    /// Whether the thread has handed its work over and may block now. Used by this thread only.
    private boolean mayBlock;

    /// A daemon thread of `runtime`, not yet started.
    protected RuntimeThread(Object runtime, String name) {
        super(name);
        this.runtime = runtime;
        setDaemon(true);
    }

    /// The runtime this thread, the calling one, works for at this moment.
    public final Object runtime() {
        return runtime;
    }

    /// Binds this thread, the calling one, to a runtime: for a `blockOn` inside `blockInPlace`.
    final void bind(Object bound, boolean blockable) {
        runtime = bound;
        mayBlock = blockable;
    }

    /// Whether the calling thread, which is this one, has handed its work over for the time being.
    public final boolean mayBlock() {
        return mayBlock;
    }

    /// Says that this thread, the calling one, may or may not block from now on.
    protected final void setMayBlock(boolean allowed) {
        mayBlock = allowed;
    }
}
