package io.magpie.internal.util;

/// A worker thread of a runtime: it knows its runtime by a field, so that a hot path needs no thread-local, and it must
/// not be blocked.
public abstract class RuntimeThread extends Thread {

    private final Object runtime;

    /// A daemon thread of `runtime`, not yet started.
    protected RuntimeThread(Object runtime, String name) {
        super(name);
        this.runtime = runtime;
        setDaemon(true);
    }

    /// The runtime this thread works for.
    public final Object runtime() {
        return runtime;
    }
}
