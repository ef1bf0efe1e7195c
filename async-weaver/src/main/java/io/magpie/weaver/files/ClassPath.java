package io.magpie.weaver.files;

import io.magpie.weaver.Weaver;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/// Folders and jars in which classes are looked up, in order.
public final class ClassPath implements Weaver.ClassLookup, AutoCloseable {

    private final List<Path> folders = new ArrayList<>();
    private final List<JarFile> jars = new ArrayList<>();

    /// A class path that finds nothing yet.
    public ClassPath() {}

    /// Adds folders and jars; those that do not exist are left out, as javac and java do.
    ///
    /// @param path what is to be added, in the syntax of `-classpath`
    /// @throws IOException if a jar cannot be read
    public void add(String path) throws IOException {
        for (String element : path.split(File.pathSeparator, -1)) {
            if (element.isEmpty()) {
                continue;
            }
            Path place = Path.of(element);
            if (Files.isDirectory(place)) {
                folders.add(place);
            } else if (Files.exists(place)) {
                jars.add(new JarFile(place.toFile(), false, JarFile.OPEN_READ, JarFile.runtimeVersion()));
            }
        }
    }

    @Override
    public byte @Nullable [] find(String internalName) {
        String name = internalName + ".class";
        try {
            for (Path folder : folders) {
                Path file = folder.resolve(name);
                if (Files.exists(file)) {
                    return Files.readAllBytes(file);
                }
            }
            for (JarFile jar : jars) {
                ZipEntry entry = jar.getEntry(name);
                if (entry != null) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        return in.readAllBytes();
                    }
                }
            }
        } catch (IOException unreadable) {
            return null;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars) {
            jar.close();
        }
    }
}
