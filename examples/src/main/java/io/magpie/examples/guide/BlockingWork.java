package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.blockInPlace;
import static io.magpie.Async.checkpoint;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where code that blocks, or computes for long, goes.
final class BlockingWork {

    private BlockingWork() {}

    // @start region="blocking"
    /// Waits for the disk on a thread that is there to wait.
    static JoinHandle<String> read(AsyncRuntime runtime, Path file) {
        return runtime.spawnBlocking(() -> Files.readString(file));
    }
    // @end

    // @start region="compute"
    /// Computes on a thread of the pool; at most as many compute at once as there are processors.
    static JoinHandle<BigInteger> nextPrime(AsyncRuntime runtime, BigInteger after) {
        return runtime.spawnCompute(after::nextProbablePrime);
    }
    // @end

    // @start region="inPlace"
    /// Blocks on the worker itself, while another thread runs what this worker holds.
    static Future<String> readInPlace(Path file) {
        return async(() -> blockInPlace(() -> Files.readString(file)));
    }
    // @end

    // @start region="checkpoint"
    /// Computes for long in a task, and lets the other tasks run whenever its budget is spent.
    static Future<Long> sumBelow(long end) {
        return async(() -> {
            long sum = 0;
            for (long next = 0; next < end; ) {
                await(checkpoint());
                for (long stop = Math.min(end, next + 10_000); next < stop; next++) { // some microseconds
                    sum += next;
                }
            }
            return sum;
        });
    }
    // @end
}
