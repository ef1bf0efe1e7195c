package io.magpie;

import io.magpie.future.Future;
import io.magpie.spi.AsyncFrame;
import org.jspecify.annotations.Nullable;

/// Makes futures of the lambdas of async blocks; says how to weave those that are not woven.
final class Blocks {

    private Blocks() {}

    @SuppressWarnings("unchecked") // the weaver makes a frame of the lambda's type
    static <T extends @Nullable Object> Future<T> start(AsyncBody<T> body) {
        if (body instanceof AsyncFrame<?> lambda) {
            return AsyncFrame.start((AsyncFrame<T>) lambda);
        }
        throw unwoven(body);
    }

    @SuppressWarnings("unchecked") // the weaver makes a frame of the lambda's type
    static Future<@Nullable Void> start(AsyncAction body) {
        if (body instanceof AsyncFrame<?> lambda) {
            return AsyncFrame.start((AsyncFrame<@Nullable Void>) lambda);
        }
        throw unwoven(body);
    }

    @SuppressWarnings("DoNotCallSuggester") // users call it, and the weaver replaces the call
    static <T extends @Nullable Object> T await(Future<? extends T> future) {
        throw new IllegalStateException("await of " + future + " in code that was not woven");
    }

    private static IllegalStateException unwoven(Object body) {
        return new IllegalStateException("the async block in " + body.getClass().getName() + " was not woven");
    }
}
