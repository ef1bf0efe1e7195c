package io.magpie.internal.unwoven;

import io.magpie.spi.CleanUpRule;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/// Which await of an unwoven block is clean-up, as the weaver would number it.
///
/// Asked in this order: the [CleanUpRule] on the class or module path; the weaver, if it is there; else every await
/// after the cancellation was delivered is clean-up.
final class CleanUpPoints {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final CleanUpRule RULE = ServiceLoader.load(CleanUpRule.class, CleanUpRule.class.getClassLoader())
            .findFirst()
            .orElseGet(CleanUpPoints::ofTheWeaver);

    private CleanUpPoints() {}

    /// Whether the await that the calling thread is in is clean-up.
    static boolean isCleanUp() {
        return WALKER.walk(frames -> frames.dropWhile(frame -> UnwovenBlock.isOurs(frame.getClassName()))
                .findFirst()
                .map(RULE::isCleanUp)
                .orElse(true));
    }

    private static CleanUpRule ofTheWeaver() {
        MethodHandle analysis = findAnalysis();
        if (analysis == null) {
            return _ -> true;
        }
        return await -> {
            byte[] classFile = ClassFiles.read(await.getDeclaringClass());
            if (classFile == null) {
                return true;
            }
            try {
                return (boolean) analysis.invoke(
                        classFile, await.getMethodName(), await.getDescriptor(), await.getByteCodeIndex());
            } catch (Throwable thrown) {
                throw new IllegalStateException("the weaver failed on " + await, thrown);
            }
        };
    }

    /// `static boolean isCleanUp(byte[] classFile, String method, String descriptor, int bytecodeIndex)` of the weaver;
    /// null if there is no weaver.
    private static @Nullable MethodHandle findAnalysis() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Class.forName("io.magpie.weaver.CleanUpPoints"),
                            "isCleanUp",
                            MethodType.methodType(boolean.class, byte[].class, String.class, String.class, int.class));
        } catch (ReflectiveOperationException | LinkageError _) {
            return null;
        }
    }
}
