package io.magpie.internal.unwoven;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.spi.AsyncFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// An async block that runs on a continuation, on the thread that polls it: for code that was not woven.
///
/// It gives the same results as the woven block, and is dropped in the same way: it is an [AsyncFrame] whose poll runs
/// the continuation. It costs some microseconds a suspension, most of
/// them to see that no monitor is held, and 300 bytes; and it needs an internal class of the JDK.
///
/// **Not for production.** The compiler of the JVM takes it that a method stays on its thread. A block whose awaits were
/// all inlined may find itself on another thread with the identity of the first; what it then does to its runtime's
/// queues is undefined. On a current-thread runtime that cannot happen.
///
/// @param <T> the type of the block's value
public final class UnwovenBlock<T extends @Nullable Object> extends AsyncFrame<T> {

    /* The numbers of suspension points: a block that was not woven has just two kinds. */
    private static final int SUSPENDED = 1;
    private static final int CLEANING_UP = 2;

    private static final ThreadLocal<@Nullable UnwovenBlock<?>> CURRENT = new ThreadLocal<>();

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /// The method that the continuation runs.
    private static final String BODY = "runBody";

    /// Reads [#CURRENT] behind a call that is never inlined, because this field is not final: inlined twice into a
    /// block, the second read could use the thread that the first one found.
    @SuppressWarnings("FieldMayBeFinal")
    private static MethodHandle current = findCurrent();

    private @Nullable Callable<? extends T> body;

    /// Null once the block has ended.
    private @Nullable Object continuation;

    /// Who polls; null unless somebody does.
    private @Nullable Context cx;

    private @Nullable Object value;
    private @Nullable Throwable failure;

    /// The name of the class that the lambda is in, for messages.
    private final String home;

    /// A block that was not started.
    ///
    /// @param body the lambda
    /// @param home the name of the class that it is in
    /// @throws IllegalStateException if the JVM was started without the flag that this needs
    public UnwovenBlock(Callable<? extends T> body, String home) {
        super(VERSION);
        if (!Continuations.areAvailable()) {
            throw new IllegalStateException("the async block in " + home + " was not woven, and to run it on a"
                    + " continuation, as magpie.unwoven=continuation asks, the JVM needs the flag "
                    + Continuations.flag());
        }
        this.body = body;
        this.home = home;
        this.continuation = Continuations.create(this::runBody);
    }

    @SuppressWarnings("NullAway") // `call` gives a T, null if T allows
    private void runBody() {
        try {
            value = Objects.requireNonNull(body).call();
        } catch (Throwable thrown) { // the failure of the block, and not of who runs the continuation
            failure = thrown;
        }
    }

    /// The flag of the JVM that blocks on a continuation need.
    public static String flag() {
        return Continuations.flag();
    }

    /// Whether the calling thread runs an unwoven block.
    public static boolean isRunning() {
        return current() != null;
    }

    /// Waits in the block that the calling thread runs.
    ///
    /// @param future owned by the block from now on
    /// @return the future's value
    /// @throws Exception the failure of the future
    public static @Nullable Object await(Future<?> future) throws Exception {
        return Objects.requireNonNull(current()).awaitHere(future);
    }

    private @Nullable Object awaitHere(Future<?> future) throws Exception {
        Future<?> polled = future;
        try {
            while (true) {
                Object answer = polled.poll(Objects.requireNonNull(cx));
                if (answer != Poll.PENDING) {
                    return answer;
                }
                awaiting = polled;
                state = isCancelled() && CleanUpPoints.isCleanUp() ? CLEANING_UP : SUSPENDED;
                suspend(polled);
                // A drop has put another future in its place, maybe.
                polled = Objects.requireNonNull(awaiting);
            }
        } finally {
            awaiting = null;
        }
    }

    private void suspend(Future<?> awaited) {
        String obstacle = heldMonitor();
        if (obstacle == null) {
            try {
                Continuations.suspend();
                return;
            } catch (IllegalStateException pinned) {
                obstacle = "there is a native frame between it and its await (" + pinned.getMessage()
                        + "): call await in the block itself, not in a callback of native code";
            }
        }
        state = ENDED; // it runs on
        Objects.requireNonNull(cx).adopt(awaited);
        throw new IllegalStateException("the async block in " + home + " cannot wait here, because " + obstacle);
    }

    /// Says where a monitor is held between this block and its await; null if none is, or if the stack cannot be walked
    /// because compiled code took this thread for the one that the block ran on before.
    private static @Nullable String heldMonitor() {
        try {
            return findHeldMonitor();
        } catch (IllegalStateException otherThread) {
            return null;
        }
    }

    private static @Nullable String findHeldMonitor() {
        return WALKER.walk(frames -> frames.takeWhile(frame ->
                                !frame.getMethodName().equals(BODY) || frame.getDeclaringClass() != UnwovenBlock.class)
                        .filter(HeldMonitors::isHeldBy)
                        .findFirst())
                .map(frame -> "it holds a monitor, in " + frame
                        + ": a task that waits must not; use io.magpie.sync.Mutex, or await outside synchronized")
                .orElse(null);
    }

    @Override
    public @Nullable Object poll(Context context) throws Exception {
        Object run = continuation;
        if (state == ENDED || run == null) {
            throw refused();
        }
        state = ENDED; // runs
        cx = context;
        UnwovenBlock<?> outer = CURRENT.get();
        CURRENT.set(this);
        try {
            Continuations.run(run);
        } finally {
            CURRENT.set(outer);
            cx = null;
        }
        if (!Continuations.isDone(run)) {
            return Poll.PENDING;
        }
        release();
        return outcome();
    }

    private @Nullable Object outcome() throws Exception {
        Object result = value;
        Throwable thrown = failure;
        value = null;
        failure = null;
        if (thrown != null) {
            throw UnwovenBlock.<Exception>rethrow(thrown);
        }
        return result;
    }

    @Override
    protected int firstCleanUp() {
        return CLEANING_UP;
    }

    @Override
    protected void release() {
        continuation = null;
        body = null;
        awaiting = null;
    }

    @Override
    protected StackTraceElement location(int point) {
        Object suspended = continuation;
        if (point <= START || suspended == null) {
            return new StackTraceElement(home, "async", null, -1);
        }
        return Continuations.walker(suspended)
                .walk(frames -> frames.dropWhile(frame -> isOurs(frame.getClassName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .orElseGet(() -> location(START)));
    }

    /// Whether a class is between a block and the place where it is suspended.
    static boolean isOurs(String className) {
        return className.startsWith("jdk.internal.")
                || className.startsWith("java.lang.invoke.")
                || className.startsWith("io.magpie.internal.unwoven.")
                || className.equals("io.magpie.Async")
                || className.equals("io.magpie.Blocks");
    }

    private static @Nullable UnwovenBlock<?> current() {
        try {
            return (UnwovenBlock<?>) current.invoke();
        } catch (Throwable thrown) {
            throw new AssertionError("a read of a thread-local failed", thrown);
        }
    }

    private static MethodHandle findCurrent() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(ThreadLocal.class, "get", MethodType.methodType(Object.class))
                    .bindTo(CURRENT);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Throws anything where only exceptions are declared: a failure keeps its own type.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
