package io.magpie.io;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.testkit.TaskProbe;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs an operation that is dropped while it waits, and begun again, until it has ended.
public final class Interrupted {

    private Interrupted() {}

    /// Polls to the end without a drop. Fails if the operation waits and is not woken.
    public static <T extends @Nullable Object> T finish(Future<T> operation) throws Exception {
        return run(() -> operation, _ -> false);
    }

    /// Drops the operation at each suspension, and begins it again.
    public static <T extends @Nullable Object> T droppedAlways(Supplier<Future<T>> operation) throws Exception {
        return run(operation, _ -> true);
    }

    /// Drops the operation at the suspensions of which `dropAt` says so; they are counted from 0.
    public static <T extends @Nullable Object> T run(Supplier<Future<T>> operation, IntPredicate dropAt)
            throws Exception {
        TaskProbe<T> probe = TaskProbe.of(operation.get());
        for (int suspension = 0; ; suspension++) {
            if (probe.poll() instanceof Poll.Ready<T>(var value)) {
                return value;
            }
            if (!probe.isWoken()) {
                throw new AssertionError("waits, and nothing will wake it: " + probe);
            }
            if (dropAt.test(suspension)) {
                if (probe.drop() != Poll.CANCELLED) {
                    throw new AssertionError("the operation did not end when it was dropped");
                }
                probe = TaskProbe.of(operation.get());
            }
        }
    }
}
