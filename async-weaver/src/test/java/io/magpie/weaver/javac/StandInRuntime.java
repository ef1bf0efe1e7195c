package io.magpie.weaver.javac;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/// What user code sees of the runtime: the weaver knows it by name only, so these few lines are enough.
final class StandInRuntime {

    private StandInRuntime() {}

    static Path compile(Path folder) {
        assertThat(Compilation.into(folder)
                        .with("-proc:none")
                        .source("io/magpie/Suspending.java", """
                                package io.magpie;
                                public @interface Suspending {}
                                """)
                        .source("io/magpie/AsyncBody.java", """
                                package io.magpie;
                                @Suspending public interface AsyncBody<T> { T run() throws Exception; }
                                """)
                        .source("io/magpie/AsyncAction.java", """
                                package io.magpie;
                                @Suspending public interface AsyncAction { void run() throws Exception; }
                                """)
                        .source("io/magpie/AsyncFunction.java", """
                                package io.magpie;
                                @Suspending public interface AsyncFunction<A, R> { R apply(A argument) throws Exception; }
                                """)
                        .source("io/magpie/future/Context.java", """
                                package io.magpie.future;
                                public interface Context {}
                                """)
                        .source("io/magpie/future/Future.java", """
                                package io.magpie.future;
                                public interface Future<T> { Object poll(Context cx) throws Exception; }
                                """)
                        .source("io/magpie/future/Poll.java", """
                                package io.magpie.future;
                                public final class Poll { public static final Object PENDING = new Object(); }
                                """)
                        .source("io/magpie/task/JoinHandle.java", """
                                package io.magpie.task;
                                public interface JoinHandle<T> extends io.magpie.future.Future<T> {}
                                """)
                        .source("io/magpie/time/Sleep.java", """
                                package io.magpie.time;
                                import io.magpie.future.*;
                                public final class Sleep implements Future<Void> {
                                    public Object poll(Context cx) { return null; }
                                }
                                """)
                        .source("io/magpie/spi/AsyncFrame.java", """
                                package io.magpie.spi;
                                import io.magpie.future.*;
                                public abstract class AsyncFrame<T> implements Future<T> {
                                    public int state;
                                    public Future<?> awaiting;
                                    protected AsyncFrame(int version) {}
                                    public abstract Object poll(Context cx) throws Exception;
                                    protected int firstCleanUp() { return Integer.MAX_VALUE; }
                                    protected AsyncFrame<T> fresh() { return this; }
                                    protected void argument(int index, Object value) {}
                                    protected void release() {}
                                    protected StackTraceElement location(int point) { return null; }
                                    public final IllegalStateException refused() { return new IllegalStateException(); }
                                    public static <T> AsyncFrame<T> start(AsyncFrame<T> lambda) { return lambda.fresh(); }
                                    public static <T> AsyncFrame<T> start(AsyncFrame<T> lambda, Object... arguments) {
                                        return lambda.fresh();
                                    }
                                }
                                """)
                        .source("io/magpie/Async.java", """
                                package io.magpie;
                                import io.magpie.future.Future;
                                import io.magpie.task.JoinHandle;
                                import io.magpie.time.Sleep;
                                public final class Async {
                                    public static <T> Future<T> async(AsyncBody<T> body) { throw new IllegalStateException(); }
                                    public static Future<Void> async(AsyncAction body) { throw new IllegalStateException(); }
                                    public static <T> T await(Future<? extends T> future) throws Exception {
                                        throw new IllegalStateException();
                                    }
                                    public static <T> JoinHandle<T> spawn(Future<T> future) { return null; }
                                    public static Sleep sleep(int millis) { return new Sleep(); }
                                }
                                """)
                        .run())
                .isEmpty();
        return folder;
    }
}
