package io.magpie.examples.weaving.proofs;

import io.magpie.weaver.Weaver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassHierarchyResolver;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;

/// The class files of a program, by internal name.
record ClassFiles(Map<String, byte[]> byName) {

    /// A source file that is not compiled with this module.
    record Source(String path, String text) {

        /// A file of `src/test/resources/weaving`.
        static Source of(String path) {
            try (InputStream in = Source.class.getResourceAsStream("/weaving/" + path)) {
                if (in == null) {
                    throw new IllegalArgumentException("no source " + path);
                }
                return new Source(path, new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Some of them, by path without the suffix.
        static List<Source> all(String... paths) {
            return Arrays.stream(paths).map(path -> of(path + ".java")).toList();
        }

        /// The name of its class.
        String className() {
            return path.substring(0, path.length() - ".java".length()).replace('/', '.');
        }

        /// The same program on [Direct].
        Source direct() {
            return new Source(
                    path,
                    text.replace("import static io.magpie.Async.", "import static " + Direct.class.getName() + "."));
        }

        /// The number of the line that contains `marker`, from 1.
        int line(String marker) {
            List<String> lines = text.lines().toList();
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains(marker)) {
                    found.add(i + 1);
                }
            }
            if (found.size() != 1) {
                throw new IllegalArgumentException("\"" + marker + "\" stands in the lines " + found);
            }
            return found.getFirst();
        }
    }

    /// Compiles with the javac of this JVM.
    static ClassFiles byJavac(List<Source> sources, String... options) {
        return compile(ToolProvider.getSystemJavaCompiler(), sources, options);
    }

    /// Compiles with the compiler of Eclipse.
    static ClassFiles byEcj(List<Source> sources, String... options) {
        return compile(new EclipseCompiler(), sources, options);
    }

    private static ClassFiles compile(JavaCompiler compiler, List<Source> sources, String... options) {
        try {
            Path folder = Files.createTempDirectory("magpie-proofs");
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
                List<Path> paths = new ArrayList<>();
                for (Source source : sources) {
                    Path path = folder.resolve("sources").resolve(source.path);
                    Files.createDirectories(path.getParent());
                    paths.add(Files.writeString(path, source.text));
                }
                Path classes = Files.createDirectories(folder.resolve("classes"));
                files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
                StringWriter said = new StringWriter();
                List<String> all = new ArrayList<>(List.of("-proc:none", "--release", "25"));
                all.addAll(Arrays.asList(options));
                if (!compiler.getTask(said, files, null, all, null, files.getJavaFileObjectsFromPaths(paths))
                        .call()) {
                    throw new AssertionError(compiler.getClass().getName() + ": " + said);
                }
                return in(classes);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The class files below a directory, without `module-info`.
    static ClassFiles in(Path directory) {
        Map<String, byte[]> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = directory.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith("module-info.class")) {
                    found.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ClassFiles(found);
    }

    /// The same, of other sources.
    static List<Source> direct(List<Source> sources) {
        return sources.stream().map(Source::direct).toList();
    }

    /// Weaves all of them. A problem is a failure.
    ClassFiles woven() {
        return woven(UnaryOperator.identity());
    }

    /// As [#woven()], by a weaver with other options.
    ClassFiles woven(UnaryOperator<Weaver> options) {
        Weaver weaver = options.apply(new Weaver(this::find));
        Map<String, byte[]> woven = new TreeMap<>();
        byName.forEach((name, bytes) -> {
            Weaver.Result result = weaver.weave(bytes);
            if (!result.problems().isEmpty()) {
                throw new AssertionError(name + ": " + result.problems());
            }
            woven.put(name, result.classFile());
            woven.putAll(result.frames());
        });
        return new ClassFiles(woven);
    }

    /// One of them, or one of the class path; null if there is none.
    byte[] find(String internalName) {
        byte[] own = byName.get(internalName);
        if (own != null) {
            return own;
        }
        try (InputStream in = ClassLoader.getSystemResourceAsStream(internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Who extends what among these classes and those of the class path.
    ClassHierarchyResolver hierarchy() {
        return ClassHierarchyResolver.ofResourceParsing(description -> {
                    String descriptor = description.descriptorString();
                    byte[] bytes = find(descriptor.substring(1, descriptor.length() - 1));
                    return bytes == null ? null : new ByteArrayInputStream(bytes);
                })
                .orElse(ClassHierarchyResolver.defaultResolver())
                .cached();
    }

    /// The names of the classes that the weaver made.
    List<String> frames() {
        return byName.keySet().stream().filter(name -> name.contains("$$Async")).toList();
    }

    /// A loader of these classes, before those of the class path.
    ClassLoader loader() {
        return new ClassLoader(ClassFiles.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] bytes = byName.get(name.replace('.', '/'));
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes, 0, bytes.length);
            }
        };
    }

    /// Writes them below a directory.
    void writeTo(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> each : byName.entrySet()) {
            Path file = directory.resolve(each.getKey() + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
