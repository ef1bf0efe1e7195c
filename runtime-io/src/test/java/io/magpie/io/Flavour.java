package io.magpie.io;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;

/// The runtimes there are.
enum Flavour {
    ONE_WORKER,
    TWO_WORKERS,
    CURRENT_THREAD;

    RuntimeBuilder builder() {
        RuntimeBuilder builder = AsyncRuntime.builder();
        return switch (this) {
            case ONE_WORKER -> builder.workers(1);
            case TWO_WORKERS -> builder.workers(2);
            case CURRENT_THREAD -> builder.currentThread();
        };
    }

    AsyncRuntime start() {
        return builder().build();
    }

    /// Every kind of stream on every runtime.
    static List<Arguments> withEveryKind() {
        List<Arguments> all = new ArrayList<>();
        for (StreamKind kind : StreamKind.values()) {
            for (Flavour flavour : values()) {
                all.add(Arguments.of(kind, flavour));
            }
        }
        return all;
    }
}
