package io.magpie.future;

import org.jspecify.annotations.Nullable;

/// Stands for a future whose drop failed while nobody waited for it, so that the failure is reported.
record FailedDrop(Throwable failure) implements Future<@Nullable Void> {
    @Override
    public @Nullable Object poll(Context cx) {
        throw new AssertionError("a future that was dropped is not polled", failure);
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        throw FailedDrop.<Exception>rethrow(failure);
    }

    /// Throws the failure in its own type: a future may throw what it likes.
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
