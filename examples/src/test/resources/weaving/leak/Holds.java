package leak;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.future.Future;
import java.util.function.Supplier;

/** Takes an object from `source`, uses it for the last time, and waits for `gate`. */
public final class Holds {

    private final Object held;

    private Holds(Object held) {
        this.held = held;
    }

    private static void use(Object object) {
        if (object == null) {
            throw new IllegalStateException("gone too early");
        }
    }

    private static void use(Object object, int other) {
        use(object);
    }

    public static Future<?> aLocal(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            Object local = source.get();
            await(gate.get());
            use(local);
            await(gate.get());
        });
    }

    public static Future<?> aLocalOfALoop(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            Object local = source.get();
            for (int i = 0; i < 10; i++) {
                await(gate.get());
                if (local != null) {
                    use(local);
                    local = null;
                }
            }
        });
    }

    public static Future<?> aLocalThatNeverLivesAcross(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            await(gate.get());
            Object local = source.get();
            use(local);
            await(gate.get());
        });
    }

    public static Future<?> aCapture(Supplier<Object> source, Supplier<Future<?>> gate) {
        Object captured = source.get();
        return async(() -> {
            await(gate.get());
            use(captured);
            await(gate.get());
        });
    }

    public static Future<?> aCaptureUsedBeforeAnyAwait(Supplier<Object> source, Supplier<Future<?>> gate) {
        Object captured = source.get();
        return async(() -> {
            use(captured);
            await(gate.get());
            await(gate.get());
        });
    }

    public static Future<?> theEnclosingInstance(Supplier<Object> source, Supplier<Future<?>> gate) {
        return new Holds(source.get()).waits(gate);
    }

    private Future<?> waits(Supplier<Future<?>> gate) {
        return async(() -> {
            await(gate.get());
            use(held);
            await(gate.get());
        });
    }

    public static Future<?> aValueOnTheStack(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            use(source.get(), await(gate.get()) == null ? 1 : 2);
            await(gate.get());
        });
    }

    public static Future<?> theAwaitedValue(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            await(gate.get());
            use(await(async(() -> source.get())));
            await(gate.get());
        });
    }

    public static Future<?> theAwaitedFuture(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            await(holder(source.get(), gate.get()));
            await(gate.get());
        });
    }

    private static Future<?> holder(Object held, Future<?> gate) {
        return cx -> {
            use(held);
            return gate.poll(cx);
        };
    }

    public static Future<?> aResourceThatWasClosed(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            record Closes(Object held) implements AutoCloseable {
                @Override
                public void close() {}
            }
            try (Closes resource = new Closes(source.get())) {
                await(gate.get());
                use(resource.held());
            }
            await(gate.get());
        });
    }

    public static Future<?> aCaughtException(Supplier<Object> source, Supplier<Future<?>> gate) {
        return async(() -> {
            class Carries extends RuntimeException {
                final Object carried = source.get();
            }
            try {
                await(gate.get());
                throw new Carries();
            } catch (Carries e) {
                use(e.carried);
            }
            await(gate.get());
        });
    }
}
