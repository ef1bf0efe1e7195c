package io.magpie.internal.util;

import org.jspecify.annotations.Nullable;

/// Which runtime the calling thread belongs to: a field of worker threads, a thread-local elsewhere (the callers of
/// `blockOn`, the threads of the blocking pool).
public final class CurrentRuntime {

    private static final ThreadLocal<Binding> BINDING = new ThreadLocal<>();

    /// What a thread that is no worker is bound to.
    ///
    /// @param runtime the runtime
    /// @param polling whether the thread polls tasks now, and so must not block
    private record Binding(Object runtime, boolean polling) {}

    private CurrentRuntime() {}

    /// The runtime of the calling thread; null outside any runtime.
    public static @Nullable Object find() {
        if (Thread.currentThread() instanceof RuntimeThread worker) {
            return worker.runtime();
        }
        Binding binding = BINDING.get();
        return binding == null ? null : binding.runtime();
    }

    /// Whether the calling thread polls tasks at this moment, so that blocking it would stop them.
    public static boolean isPolling() {
        if (Thread.currentThread() instanceof RuntimeThread worker) {
            return !worker.mayBlock();
        }
        Binding binding = BINDING.get();
        return binding != null && binding.polling();
    }

    /// Calls `body` with the calling thread bound to `runtime`, and restores what it was bound to before.
    ///
    /// @param polling whether the thread polls tasks meanwhile
    public static <X extends Exception> void runBound(Object runtime, boolean polling, Body<X> body) throws X {
        if (Thread.currentThread() instanceof RuntimeThread worker) {
            runBoundOnWorker(worker, runtime, polling, body);
            return;
        }
        Binding before = BINDING.get();
        BINDING.set(new Binding(runtime, polling));
        try {
            body.run();
        } finally {
            if (before == null) {
                BINDING.remove();
            } else {
                BINDING.set(before);
            }
        }
    }

    private static <X extends Exception> void runBoundOnWorker(
            RuntimeThread worker, Object runtime, boolean polling, Body<X> body) throws X {
        Object before = worker.runtime();
        boolean mightBlock = worker.mayBlock();
        worker.bind(runtime, !polling);
        try {
            body.run();
        } finally {
            worker.bind(before, mightBlock);
        }
    }

    /// Refuses to go on if the calling thread polls tasks.
    ///
    /// @param operation what would block, for the message
    /// @throws IllegalStateException on a thread that polls tasks
    public static void requireMayBlock(String operation) {
        if (isPolling()) {
            throw new IllegalStateException(operation + " would block the thread "
                    + Thread.currentThread().getName()
                    + ", which polls tasks: await the future instead, or move the call into spawnBlocking");
        }
    }

    /// A body that may throw.
    ///
    /// @param <X> what it throws
    @FunctionalInterface
    public interface Body<X extends Exception> {
        /// Runs.
        void run() throws X;
    }
}
