package io.magpie.internal.util;

import org.jspecify.annotations.Nullable;

/// The check every future of this library makes before it works: that it has not finished.
public final class Finished {

    private Finished() {}

    /// Returns `part`, which a future clears when it finishes; throws if it is gone.
    public static <F> F alive(@Nullable F part, Object future) {
        if (part == null) {
            throw finished(future);
        }
        return part;
    }

    /// The error of polling a future again after it gave its value, failed or was dropped.
    public static IllegalStateException finished(Object future) {
        return new IllegalStateException("polled after it had finished: "
                + future.getClass().getSimpleName() + " gives its value once; keep the value, or make a new future");
    }
}
