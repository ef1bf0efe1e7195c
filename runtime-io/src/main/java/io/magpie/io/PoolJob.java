package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.io.internal.LastJob;
import io.magpie.task.BlockingAction;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What one direction of a blocking channel has on the blocking pool: nothing, or one job.
final class PoolJob {

    private @Nullable JoinHandle<@Nullable Void> running;
    private @Nullable AsyncRuntime runtime;

    /// Starts a job; none is running.
    void start(BlockingAction job) {
        AsyncRuntime polling = AsyncRuntime.current();
        runtime = polling;
        running = polling.spawnBlocking(job);
    }

    /// Whether no job is running. If one is, the waker of `cx` is woken when it ends.
    ///
    /// @throws IOException if the job that was running has failed
    boolean pollIdle(Context cx) throws IOException {
        JoinHandle<@Nullable Void> job = running;
        if (job == null) {
            return true;
        }
        boolean ended = true;
        try {
            ended = job.poll(cx) != Poll.PENDING;
            return ended;
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("a job on the blocking pool failed: " + e.getMessage(), e);
        } finally {
            if (ended) {
                running = null;
            }
        }
    }

    /// Interrupts the job that runs, if any, and runs `last` on the pool; on the calling thread where no runtime was met.
    void end(BlockingAction last) {
        JoinHandle<@Nullable Void> job = running;
        if (job != null) {
            job.abort("the stream was closed");
        }
        LastJob.run(runtime, "close a channel", last);
    }
}
