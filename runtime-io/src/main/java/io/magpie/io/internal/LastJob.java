package io.magpie.io.internal;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.task.BlockingAction;
import io.magpie.task.JoinHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A job that closes something: on the blocking pool, since it may block, and all the same when the pool has ended or ends
/// before the job had its turn. Then a shutdown would leave descriptors open.
public final class LastJob {

    private static final System.Logger LOGGER = System.getLogger("io.magpie");

    private final String name;
    private final BlockingAction body;

    /// Set by whoever runs the body: the thread of the pool, or the one that learns that the pool will not.
    private final AtomicBoolean begun = new AtomicBoolean();

    private LastJob(String name, BlockingAction body) {
        this.name = name;
        this.body = body;
    }

    /// Runs `body` once: on the pool of `runtime`, without waiting for it; at once where there is no pool any more; or on the
    /// thread that shuts the runtime down while the job waits. What it throws on the pool is an unobserved failure of the
    /// runtime, elsewhere it is logged.
    ///
    /// @param runtime null if none was met
    /// @param name of the job
    public static void run(@Nullable AsyncRuntime runtime, String name, BlockingAction body) {
        new LastJob(name, body).begin(runtime);
    }

    private void begin(@Nullable AsyncRuntime runtime) {
        if (runtime == null) {
            runHere();
            return;
        }
        try {
            JoinHandle<@Nullable Void> handle = runtime.spawnBlocking(name, () -> {
                if (begun.compareAndSet(false, true)) {
                    body.run();
                }
                return null;
            });
            handle.detached();
            if (handle.poll(Context.of(this::runHere)) != Poll.PENDING) {
                runHere();
            }
        } catch (Exception endedOrRefused) {
            runHere(); // the job was cancelled or never taken; if it has run, this does nothing
        }
    }

    /// The job has ended: if its body was not begun, it never will be.
    private void runHere() {
        if (begun.compareAndSet(false, true)) {
            try {
                body.run();
            } catch (Exception e) {
                LOGGER.log(System.Logger.Level.WARNING, name + ": failed", e);
            }
        }
    }
}
