package io.magpie.internal.unwoven;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `jdk.internal.vm.Continuation`, reached by reflection: it is exported to nobody unless a flag says so.
final class Continuations {

    private static final String CONTINUATION = "jdk.internal.vm.Continuation";
    private static final String SCOPE = "jdk.internal.vm.ContinuationScope";

    /// The handles; null if the JDK keeps its continuations to itself.
    private static final @Nullable Handles HANDLES = Handles.find();

    private Continuations() {}

    /// What is needed of the class, and the scope of our continuations.
    private record Handles(
            Object scope,
            MethodHandle create,
            MethodHandle run,
            MethodHandle yielder,
            MethodHandle isDone,
            MethodHandle stackWalker) {

        static @Nullable Handles find() {
            try {
                Class<?> type = Class.forName(CONTINUATION);
                Class<?> scope = Class.forName(SCOPE);
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                return new Handles(
                        lookup.findConstructor(scope, MethodType.methodType(void.class, String.class))
                                .invoke("magpie"),
                        lookup.findConstructor(type, MethodType.methodType(void.class, scope, Runnable.class)),
                        lookup.findVirtual(type, "run", MethodType.methodType(void.class)),
                        lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scope)),
                        lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class)),
                        lookup.findVirtual(type, "stackWalker", MethodType.methodType(StackWalker.class, Set.class)));
            } catch (Throwable _) { // not exported, or not there in this JDK
                return null;
            }
        }
    }

    /// The flag of the JVM that lets this module have continuations.
    static String flag() {
        Module self = Continuations.class.getModule();
        return "--add-exports java.base/jdk.internal.vm=" + (self.isNamed() ? self.getName() : "ALL-UNNAMED");
    }

    /// Whether the flag was given.
    static boolean areAvailable() {
        return HANDLES != null;
    }

    /// A continuation that will run `body`.
    static Object create(Runnable body) {
        try {
            return handles().create().invoke(handles().scope(), body);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /// Runs a continuation, on the calling thread, until it yields or has ended. The body throws nothing.
    static void run(Object continuation) {
        try {
            handles().run().invoke(continuation);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /// Suspends the continuation that runs.
    ///
    /// @throws IllegalStateException if there is a native frame on its stack
    static void suspend() {
        try {
            var _ = (boolean) handles().yielder().invoke(handles().scope());
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    static boolean isDone(Object continuation) {
        try {
            return (boolean) handles().isDone().invoke(continuation);
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /// Walks the stack of a continuation that is suspended.
    static StackWalker walker(Object continuation) {
        try {
            return (StackWalker) handles().stackWalker().invoke(continuation, Set.of());
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    private static Handles handles() {
        if (HANDLES == null) {
            throw new IllegalStateException("the JDK does not export its continuations: give the JVM " + flag());
        }
        return HANDLES;
    }

    private static RuntimeException unexpected(Throwable thrown) {
        return switch (thrown) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> throw new AssertionError("a continuation threw a checked exception", thrown);
        };
    }
}
