package io.magpie.examples.weaving.proofs;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import org.jspecify.annotations.Nullable;

/// What a program of the corpus works with: futures that are pending a few times, and a log of what happened.
public final class Probe {

    private final int pendings;
    private final StringBuilder log = new StringBuilder();
    private int next;

    /// A probe whose futures are pending so many times.
    public Probe(int pendings) {
        this.pendings = pendings;
    }

    /// A future of `value`.
    public <T extends @Nullable Object> Future<T> later(T value) {
        return new Later<>(pendings, value, null);
    }

    /// A future that fails.
    public <T extends @Nullable Object> Future<T> failing(Throwable failure) {
        return new Later<>(pendings, null, failure);
    }

    /// A future that is ready at once, without a probe.
    public static <T> Future<T> ready(T value) {
        return new Later<>(0, value, null);
    }

    /// Notes what happened.
    public void log(@Nullable Object what) {
        log.append(what).append(';');
    }

    /// Counts.
    public int next() {
        return next++;
    }

    /// Opens a resource.
    public Resource open(String name) {
        log("open " + name);
        return new Resource(this, name, false);
    }

    /// Opens a resource that fails when it is closed.
    public Resource openBadly(String name) {
        log("open " + name);
        return new Resource(this, name, true);
    }

    /// What was noted.
    public String log() {
        return log.toString();
    }

    /// Notes when it is closed.
    public record Resource(Probe probe, String name, boolean bad) implements AutoCloseable {
        @Override
        public void close() {
            probe.log("close " + name);
            if (bad) {
                throw new IllegalStateException("closing " + name);
            }
        }
    }

    private static final class Later<T extends @Nullable Object> implements Future<T> {
        private final @Nullable Object value;
        private final @Nullable Throwable failure;
        private int left;

        Later(int pendings, @Nullable Object value, @Nullable Throwable failure) {
            this.left = pendings;
            this.value = value;
            this.failure = failure;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            if (left-- > 0) {
                cx.waker().wake();
                return Poll.PENDING;
            }
            if (left < -1) {
                throw new IllegalStateException("polled after it had finished");
            }
            switch (failure) {
                case null -> {
                    return value;
                }
                case Exception e -> throw e;
                case Error e -> throw e;
                default -> throw new AssertionError(failure);
            }
        }
    }
}
