package io.magpie.benchmarks.workloads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Starts virtual threads from the outside and waits for them, passing on what they throw.
public final class VirtualRoot {

    /// What a virtual thread does.
    @FunctionalInterface
    public interface Body {
        /// Does it.
        ///
        /// @throws Exception if it fails
        void run() throws Exception;
    }

    private VirtualRoot() {}

    /// Runs `root` on a virtual thread, and waits for its end.
    ///
    /// @param root what to do
    /// @throws Exception what it threw
    public static void run(Body root) throws Exception {
        runAll(List.of(root));
    }

    /// Runs each body on a virtual thread of its own, and waits for the end of all.
    static void runAll(List<Body> bodies) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>(bodies.size());
        for (Body body : bodies) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    body.run();
                } catch (Throwable e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        switch (failure.get()) {
            case null -> {}
            case Exception e -> throw e;
            case Throwable e -> throw new AssertionError(e.getMessage(), e);
        }
    }
}
