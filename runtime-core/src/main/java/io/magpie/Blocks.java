package io.magpie;

import io.magpie.future.Future;
import io.magpie.internal.unwoven.UnwovenBlock;
import io.magpie.spi.AsyncFrame;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes futures of the lambdas of async blocks. Of those that were not woven: on a continuation if the property
/// `magpie.unwoven` asks for that, else it says how to weave them.
@SuppressWarnings("magpie") // calls the lambdas itself, where they were not woven
final class Blocks {

    private static final String PAGE = "docs/guide/setting-up-the-weaver.md";

    /// What the property `magpie.unwoven` may be set to.
    private static final String CONTINUATION = "continuation";

    private static final @Nullable String UNWOVEN = System.getProperty("magpie.unwoven");

    private Blocks() {}

    @SuppressWarnings("unchecked") // the weaver makes a frame of the lambda's type
    static <T extends @Nullable Object> Future<T> start(AsyncBody<T> body) {
        if (body instanceof AsyncFrame<?> lambda) {
            return AsyncFrame.start((AsyncFrame<T>) lambda);
        }
        return unwoven(body, body::run);
    }

    @SuppressWarnings("unchecked") // the weaver makes a frame of the lambda's type
    static Future<@Nullable Void> start(AsyncAction body) {
        if (body instanceof AsyncFrame<?> lambda) {
            return AsyncFrame.start((AsyncFrame<@Nullable Void>) lambda);
        }
        return unwoven(body, () -> {
            body.run();
            return null;
        });
    }

    /// The future of the lambda for each argument. Says at once if the lambda was not woven.
    @SuppressWarnings("unchecked") // the weaver makes a frame of the lambda's type
    static <A extends @Nullable Object, R extends @Nullable Object> Function<A, Future<R>> function(
            AsyncFunction<A, R> body) {
        if (body instanceof AsyncFrame<?> lambda) {
            return argument -> AsyncFrame.start((AsyncFrame<R>) lambda, argument);
        }
        String home = homeOfUnwoven(body);
        return argument -> new UnwovenBlock<>(() -> body.apply(argument), home);
    }

    /// As [#function], for a lambda that returns nothing.
    @SuppressWarnings("unchecked") // the weaver makes a frame of the lambda's type
    static <A extends @Nullable Object> Function<A, Future<@Nullable Void>> consumer(AsyncConsumer<A> body) {
        if (body instanceof AsyncFrame<?> lambda) {
            return argument -> AsyncFrame.start((AsyncFrame<@Nullable Void>) lambda, argument);
        }
        String home = homeOfUnwoven(body);
        return argument -> new UnwovenBlock<>(
                () -> {
                    body.accept(argument);
                    return null;
                },
                home);
    }

    /// An await in code that was not woven.
    @SuppressWarnings({"unchecked", "NullAway"}) // the future promised a T, null if T allows
    static <T extends @Nullable Object> T await(Future<? extends T> future) throws Exception {
        if (UnwovenBlock.isRunning()) {
            return (T) UnwovenBlock.await(future);
        }
        String caller = StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().startsWith("io.magpie.Async")
                                && !frame.getClassName().equals(Blocks.class.getName()))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse("nowhere"));
        throw new IllegalStateException("await was called outside an async block, in " + caller
                + ": only a lambda written in place as an AsyncBody, AsyncAction or AsyncFunction may await, as in"
                + " async(() -> …), and its class must be woven (" + PAGE
                + "); a thread that may block calls runtime.blockOn(future)");
    }

    private static <T extends @Nullable Object> Future<T> unwoven(Object body, Callable<? extends T> call) {
        return new UnwovenBlock<>(call, homeOfUnwoven(body));
    }

    /// The class of a lambda that is to run as it is.
    ///
    /// @throws IllegalStateException if it may not
    private static String homeOfUnwoven(Object body) {
        String home = homeOf(body.getClass());
        if (isOnContinuation()) {
            return home;
        }
        throw new IllegalStateException("the async block in " + home + " was not woven: weave it when it is compiled,"
                + " with async-weaver on the processor path and -Xplugin:Magpie, or see " + PAGE
                + " for Maven, Gradle, IDEs and the agent; to run it as it is, in a test or an IDE, give the JVM"
                + " -Dmagpie.unwoven=continuation and " + UnwovenBlock.flag());
    }

    /// The class that a lambda is in: without the suffix of its hidden class.
    private static String homeOf(Class<?> type) {
        String name = type.getName();
        int lambda = type.isHidden() ? name.indexOf("$$Lambda") : -1;
        return lambda < 0 ? name : name.substring(0, lambda);
    }

    private static boolean isOnContinuation() {
        if (UNWOVEN == null || UNWOVEN.isEmpty()) {
            return false;
        }
        if (!UNWOVEN.equals(CONTINUATION)) {
            throw new IllegalStateException("the property magpie.unwoven is \"" + UNWOVEN + "\": it may be "
                    + CONTINUATION + ", or not be set; see " + PAGE);
        }
        return true;
    }
}
