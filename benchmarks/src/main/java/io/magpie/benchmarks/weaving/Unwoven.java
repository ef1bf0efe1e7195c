package io.magpie.benchmarks.weaving;

import io.magpie.Async;
import io.magpie.AsyncBody;
import io.magpie.future.Future;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Blocks that are not woven, in a module whose blocks all are: `async` and `await` are called by method handles, which
/// the weaver does not see and the compiler inlines.
public final class Unwoven {

    /// What the JVM needs for it.
    public static final List<String> FLAGS =
            List.of("-Dmagpie.unwoven=continuation", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");

    private static final MethodHandle ASYNC = handle("async", MethodType.methodType(Future.class, AsyncBody.class));
    private static final MethodHandle AWAIT = handle("await", MethodType.methodType(Object.class, Future.class));

    private Unwoven() {}

    private static MethodHandle handle(String name, MethodType type) {
        try {
            return MethodHandles.lookup().findStatic(Async.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /// No lambda, so the weaver leaves it alone.
    private record Body<T extends @Nullable Object>(Callable<T> code) implements AsyncBody<T> {
        @Override
        public T run() throws Exception {
            return code.call();
        }
    }

    /// A block on a continuation.
    @SuppressWarnings("unchecked") // as Async.async promises
    static <T extends @Nullable Object> Future<T> async(Callable<T> code) {
        try {
            return (Future<T>) (Future<?>) ASYNC.invokeExact((AsyncBody<?>) new Body<>(code));
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// Waits in such a block.
    @SuppressWarnings("unchecked") // as Async.await promises
    static <T extends @Nullable Object> T await(Future<? extends T> future) throws Exception {
        try {
            return (T) (Object) AWAIT.invokeExact((Future<?>) future);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
