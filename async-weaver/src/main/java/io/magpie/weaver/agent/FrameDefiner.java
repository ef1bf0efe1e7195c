package io.magpie.weaver.agent;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/// Defines a class in a loader that is somebody else's.
@FunctionalInterface
interface FrameDefiner {

    /// Defines a frame.
    ///
    /// @throws LinkageError if the loader has it already
    void define(ClassLoader loader, String name, byte[] classFile, @Nullable ProtectionDomain domain);

    /// Calls the protected method of `ClassLoader`, which the agent has opened to its own module.
    static FrameDefiner ofLoaders() {
        try {
            MethodHandle defineClass = MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup())
                    .findVirtual(
                            ClassLoader.class,
                            "defineClass",
                            MethodType.methodType(
                                    Class.class,
                                    String.class,
                                    byte[].class,
                                    int.class,
                                    int.class,
                                    ProtectionDomain.class));
            return (loader, name, classFile, domain) -> {
                try {
                    Class<?> _ =
                            (Class<?>) defineClass.invokeExact(loader, name, classFile, 0, classFile.length, domain);
                } catch (RuntimeException | Error failed) {
                    throw failed;
                } catch (Throwable impossible) {
                    throw new AssertionError("defineClass throws no checked exception", impossible);
                }
            };
        } catch (ReflectiveOperationException closed) {
            throw new IllegalStateException("java.lang is not open to the agent of async-weaver", closed);
        }
    }
}
