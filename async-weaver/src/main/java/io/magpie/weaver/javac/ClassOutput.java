package io.magpie.weaver.javac;

import io.magpie.weaver.files.FrameFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.annotation.processing.Filer;
import javax.lang.model.element.ModuleElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.tools.FileObject;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.Nullable;

/// The class files of a compilation: in a folder, one for each module, beside the sources, or only in memory.
final class ClassOutput {

    private final Filer filer;
    private final Elements elements;
    /// What was written through the filer, which does not let it be read again.
    private final Map<String, byte[]> written = new HashMap<>();

    private @Nullable Boolean severalModules;

    ClassOutput(Filer filer, Elements elements) {
        this.filer = filer;
        this.elements = elements;
    }

    /// The class file that javac wrote for a type of this compilation; null if it is not there.
    byte @Nullable [] read(TypeElement type, JavaFileObject source) throws IOException {
        byte[] known = written.get(elements.getBinaryName(type).toString());
        if (known != null) {
            return known;
        }
        Path path = pathOf(type, source);
        if (path != null) {
            return Files.exists(path) ? Files.readAllBytes(path) : null;
        }
        try (InputStream in = resource(type, simpleName(type)).openInputStream()) {
            return in.readAllBytes();
        } catch (FileNotFoundException | NoSuchFileException absent) {
            return null;
        }
    }

    /// Writes a class file beside the one of `type`, or that one itself.
    void write(TypeElement type, JavaFileObject source, String simpleName, byte[] contents) throws IOException {
        Path path = pathOf(type, source);
        if (path != null) {
            FrameFiles.write(path.resolveSibling(simpleName + ".class"), contents);
            return;
        }
        FileObject file = filer.createResource(
                StandardLocation.CLASS_OUTPUT, packageOf(type), simpleName + ".class", outermost(type));
        try (OutputStream out = file.openOutputStream()) {
            out.write(contents);
        }
        if (simpleName.equals(simpleName(type))) {
            written.put(elements.getBinaryName(type).toString(), contents);
        }
    }

    /// Where the class file of a type is; null if that is no file.
    @Nullable
    Path pathOf(TypeElement type, JavaFileObject source) throws IOException {
        URI uri = resource(type, simpleName(type)).toUri();
        if (!"file".equals(uri.getScheme())) {
            return null;
        }
        if (!uri.getPath()
                        .endsWith("/" + elements.getBinaryName(type).toString().replace('.', '/') + ".class")
                || !hasFolder(type)) {
            // Compiled without -d: javac puts class files beside their sources.
            return Path.of(source.toUri()).resolveSibling(simpleName(type) + ".class");
        }
        return Path.of(uri);
    }

    /// The folder below which the class file of a type is; null if there is none.
    @Nullable
    Path rootOf(TypeElement type) throws IOException {
        URI uri = resource(type, simpleName(type)).toUri();
        if (!"file".equals(uri.getScheme()) || !hasFolder(type)) {
            return null;
        }
        Path folder = Path.of(uri);
        for (int i = 0;
                i
                        <= elements.getBinaryName(type)
                                .toString()
                                .chars()
                                .filter(c -> c == '.')
                                .count();
                i++) {
            folder = Objects.requireNonNull(folder.getParent(), "inside the folder of class files");
        }
        return folder;
    }

    /// Without a folder for class files, javac leaves the package out of the name of a resource.
    private boolean hasFolder(TypeElement type) throws IOException {
        String module = modulePrefix(type);
        return filer.getResource(StandardLocation.CLASS_OUTPUT, module + "a.b", "c")
                .toUri()
                .getPath()
                .endsWith("/a/b/c");
    }

    private FileObject resource(TypeElement type, String simpleName) throws IOException {
        return filer.getResource(StandardLocation.CLASS_OUTPUT, packageOf(type), simpleName + ".class");
    }

    private String packageOf(TypeElement type) {
        return modulePrefix(type) + elements.getPackageOf(type).getQualifiedName();
    }

    /// Only a compilation of several modules has a folder for each, and lets their names be given.
    private String modulePrefix(TypeElement type) {
        ModuleElement module = elements.getModuleOf(type);
        if (module == null || module.isUnnamed()) {
            return "";
        }
        String prefix = module.getQualifiedName() + "/";
        if (severalModules == null) {
            try {
                filer.getResource(StandardLocation.CLASS_OUTPUT, prefix, "probe");
                severalModules = true;
            } catch (IOException refused) {
                severalModules = false;
            }
        }
        return severalModules ? prefix : "";
    }

    private String simpleName(TypeElement type) {
        String name = elements.getBinaryName(type).toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private TypeElement outermost(TypeElement type) {
        return elements.getOutermostTypeElement(type);
    }
}
