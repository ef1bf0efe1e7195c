package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/// Waits for an operation on a stream with the calling thread.
final class Blocked {

    private Blocked() {}

    /// Runs `operation` to its end.
    ///
    /// @throws IllegalStateException on a thread that polls tasks
    static <T extends @Nullable Object> T on(AsyncRuntime runtime, Future<T> operation) throws IOException {
        try {
            return runtime.blockOn(operation);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted in " + operation);
            interrupted.initCause(e);
            throw interrupted;
        } catch (Exception e) {
            throw new IOException(operation + " failed: " + e.getMessage(), e);
        }
    }
}
