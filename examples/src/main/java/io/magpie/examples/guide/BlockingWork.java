package io.magpie.examples.guide;

import static io.magpie.Async.blockInPlace;
import static io.magpie.Async.pollFn;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
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
        return pollFn(_ -> blockInPlace(() -> Files.readString(file)));
    }
    // @end

    // @start region="checkpoint"
    /// Computes for long in a task, and lets the other tasks run whenever its budget is spent.
    static final class Summing implements Future<Long> {
        private final long end;
        private long next;
        private long sum;

        Summing(long end) {
            this.end = end;
        }

        @Override
        public Object poll(Context cx) {
            while (next < end) {
                if (!cx.checkpoint()) {
                    return Poll.PENDING;
                }
                for (long stop = Math.min(end, next + 10_000); next < stop; next++) { // some microseconds
                    sum += next;
                }
            }
            return sum;
        }
    }
    // @end
}
