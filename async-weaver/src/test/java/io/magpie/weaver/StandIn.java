package io.magpie.weaver;

import java.util.List;

/// The few types of the runtime that woven code is linked with, as sources: the weaver's module has no dependency.
///
/// Here an async block that was not woven runs too: `await` polls until the future is ready. So the same program, not
/// woven, says what the woven one has to do.
final class StandIn {

    static final List<String> SOURCES = List.of("""
            package io.magpie;
            import java.lang.annotation.*;
            @Retention(RetentionPolicy.CLASS) @Target(ElementType.TYPE)
            public @interface Suspending {}
            """, """
            package io.magpie;
            @Suspending public interface AsyncBody<T> { T run() throws Exception; }
            """, """
            package io.magpie;
            @Suspending public interface AsyncAction { void run() throws Exception; }
            """, """
            package io.magpie;
            @Suspending public interface AsyncFunction<A, R> { R apply(A argument) throws Exception; }
            """, """
            package io.magpie.future;
            public class Context {}
            """, """
            package io.magpie.future;
            public interface Poll { Object PENDING = new Object(); Object CANCELLED = new Object(); }
            """, """
            package io.magpie.future;
            public interface Future<T> { Object poll(Context cx) throws Exception; }
            """, """
            package io.magpie.spi;
            import io.magpie.future.*;
            public abstract class AsyncFrame<T> implements Future<T> {
                public int state;
                public Future<?> awaiting;
                protected AsyncFrame(int version) {}
                protected int firstCleanUp() { return Integer.MAX_VALUE; }
                protected AsyncFrame<T> fresh() { throw new AssertionError(); }
                protected void argument(int index, Object value) { throw new AssertionError("no argument " + index); }
                protected void release() {}
                protected StackTraceElement location(int point) { return null; }
                public final IllegalStateException refused() { return new IllegalStateException("refused " + location(0)); }
                public static <T> AsyncFrame<T> start(AsyncFrame<T> lambda) { return lambda.fresh(); }
                public static <T> AsyncFrame<T> start(AsyncFrame<T> lambda, Object... arguments) {
                    AsyncFrame<T> frame = lambda.fresh();
                    for (int i = 0; i < arguments.length; i++) frame.argument(i, arguments[i]);
                    return frame;
                }
                public final int first() { return firstCleanUp(); }
                public final StackTraceElement at(int point) { return location(point); }
                public final void set(int index, Object value) { argument(index, value); }
                public final void letGo() { release(); }
            }
            """, """
            package io.magpie;
            import io.magpie.future.*;
            import io.magpie.spi.AsyncFrame;
            import java.util.*;
            public final class Async {
                public static boolean woven;
                /** How often a leaf is pending, in turn. */
                public static int[] pending = {0};
                public static int leaves;
                /** What a test wants to see. */
                public static final List<String> trace = new ArrayList<>();

                @SuppressWarnings("unchecked")
                public static <T> Future<T> async(AsyncBody<T> body) {
                    if (body instanceof AsyncFrame<?> lambda) return AsyncFrame.start((AsyncFrame<T>) lambda);
                    return unwoven(body);
                }
                @SuppressWarnings("unchecked")
                public static Future<Void> async(AsyncAction body) {
                    if (body instanceof AsyncFrame<?> lambda) return AsyncFrame.start((AsyncFrame<Void>) lambda);
                    return unwoven(() -> { body.run(); return null; });
                }
                private static <T> Future<T> unwoven(AsyncBody<T> body) {
                    if (woven) throw new IllegalStateException("not woven: " + body.getClass());
                    return cx -> body.run();
                }
                @SuppressWarnings("unchecked")
                public static <T> T await(Future<? extends T> future) throws Exception {
                    if (woven) throw new IllegalStateException("await was not woven");
                    return (T) run(future);
                }
                public static Object run(Future<?> future) throws Exception {
                    Context cx = new Context();
                    Object answer = future.poll(cx);
                    while (answer == Poll.PENDING) answer = future.poll(cx);
                    return answer;
                }
                /** A leaf: pending as often as `pending` says, then it has its value. */
                public static <T> Future<T> leaf(T value) {
                    return new Leaf<>(pending[leaves++ % pending.length], value, null);
                }
                public static <T> Future<T> failing(Exception failure) {
                    return new Leaf<>(pending[leaves++ % pending.length], null, failure);
                }
                public static <T> T log(T value) { trace.add(String.valueOf(value)); return value; }

                private static final class Leaf<T> implements Future<T> {
                    private int left; private final T value; private final Exception failure;
                    Leaf(int left, T value, Exception failure) { this.left = left; this.value = value; this.failure = failure; }
                    public Object poll(Context cx) throws Exception {
                        if (left-- > 0) return Poll.PENDING;
                        if (failure != null) throw failure;
                        return value;
                    }
                }
            }
            """);

    private StandIn() {}
}
