package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;

/// The runtimes there are.
enum Flavour {
    ONE_WORKER,
    TWO_WORKERS,
    FOUR_WORKERS,
    CURRENT_THREAD;

    RuntimeBuilder builder() {
        RuntimeBuilder builder = AsyncRuntime.builder();
        return switch (this) {
            case ONE_WORKER -> builder.workers(1);
            case TWO_WORKERS -> builder.workers(2);
            case FOUR_WORKERS -> builder.workers(4);
            case CURRENT_THREAD -> builder.currentThread();
        };
    }

    AsyncRuntime start() {
        return builder().build();
    }
}
