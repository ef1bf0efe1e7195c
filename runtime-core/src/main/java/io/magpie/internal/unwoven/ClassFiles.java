package io.magpie.internal.unwoven;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Finds the class files of loaded classes.
final class ClassFiles {

    private ClassFiles() {}

    /// The class file; null if there is none, because the class was made at run time.
    static byte @Nullable [] read(Class<?> type) {
        String name = type.getName();
        try (InputStream in = type.getResourceAsStream(name.substring(name.lastIndexOf('.') + 1) + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the class file of " + name + " cannot be read", unreadable);
        }
    }
}
