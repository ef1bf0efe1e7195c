package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A program compiled in memory, together with [StandIn]; woven or not.
final class Program {

    private static final Pattern TYPE_NAME = Pattern.compile(
            "^(?:@\\w+ |public |final |abstract |sealed )*(?:class|interface|enum|record|@interface) (\\w+)",
            Pattern.MULTILINE);
    private static final Pattern PACKAGE_NAME = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

    private static final Map<String, byte[]> RUNTIME = compile(StandIn.SOURCES, List.of("-g"), Map.of());

    final Map<String, byte[]> classes;

    private Program(Map<String, byte[]> classes) {
        this.classes = classes;
    }

    /// Compiles a program as `javac -g` does.
    static Program of(String... sources) {
        return of(List.of("-g"), sources);
    }

    static Program of(List<String> options, String... sources) {
        return new Program(compile(List.of(sources), options, RUNTIME));
    }

    Weaver weaver() {
        return new Weaver(name -> classes.getOrDefault(name, RUNTIME.get(name)));
    }

    /// The program woven; fails if the weaver or the verifier finds anything wrong.
    Program woven() {
        return woven(weaver());
    }

    Program woven(Weaver weaver) {
        Map<String, byte[]> woven = new LinkedHashMap<>();
        classes.forEach((name, bytes) -> {
            Weaver.Result result = weaver.weave(bytes);
            assertThat(result.problems()).isEmpty();
            woven.put(name, result.classFile());
            woven.putAll(result.frames());
        });
        Program program = new Program(woven);
        program.verify();
        return program;
    }

    /// What the weaver finds wrong.
    List<Weaver.Problem> problems() {
        List<Weaver.Problem> problems = new ArrayList<>();
        classes.values().forEach(bytes -> problems.addAll(weaver().weave(bytes).problems()));
        return problems;
    }

    private void verify() {
        ClassFile context = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(type -> {
                            String name = type.descriptorString();
                            byte[] bytes = find(name.substring(1, name.length() - 1));
                            return bytes == null ? null : new ByteArrayInputStream(bytes);
                        })
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        classes.forEach(
                (name, bytes) -> assertThat(context.verify(bytes)).as(name).isEmpty());
    }

    private byte @Nullable [] find(String name) {
        return classes.getOrDefault(name, RUNTIME.get(name));
    }

    /// Calls a static method without parameters of a class, in a class loader of its own, and polls the future that it
    /// returns to its end.
    ///
    /// @param pending how often the leaves are pending, in turn
    Outcome run(String type, String method, int... pending) {
        Loader loader = new Loader();
        try {
            Class<?> async = loader.loadClass("io.magpie.Async");
            async.getField("woven").set(null, isWoven());
            async.getField("pending").set(null, pending);
            Object value;
            String thrown = "";
            try {
                var called = loader.loadClass(type).getDeclaredMethod(method);
                called.setAccessible(true);
                Object future = called.invoke(null);
                var run = async.getMethod("run", loader.loadClass("io.magpie.future.Future"));
                value = run.invoke(null, future);
            } catch (java.lang.reflect.InvocationTargetException e) {
                value = null;
                thrown = String.valueOf(e.getCause());
                if (e.getCause() instanceof Error error) {
                    throw new AssertionError(type + "." + method + " threw " + error, error);
                }
            }
            return new Outcome(
                    String.valueOf(value),
                    thrown,
                    String.valueOf(async.getField("trace").get(null)));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isWoven() {
        return classes.keySet().stream().anyMatch(name -> name.contains("$$Async"));
    }

    /// A class loader of the program.
    Loader loader() {
        return new Loader();
    }

    /// What came of a run.
    record Outcome(String value, String thrown, String trace) {}

    final class Loader extends ClassLoader {

        Loader() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = find(name.replace('.', '/'));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    // ---- the compiler

    private static Map<String, byte[]> compile(
            List<String> sources, List<String> options, Map<String, byte[]> library) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringBuilder errors = new StringBuilder();
        try (Memory memory = new Memory(compiler.getStandardFileManager(null, null, null), library)) {
            List<JavaFileObject> files = new ArrayList<>();
            for (String source : sources) {
                files.add(new Source(source));
            }
            List<String> all = new ArrayList<>(List.of("-proc:none", "--release", "25"));
            all.addAll(options);
            boolean compiled = compiler.getTask(
                            null,
                            memory,
                            diagnostic -> errors.append(diagnostic).append('\n'),
                            all,
                            null,
                            files)
                    .call();
            assertThat(compiled).as(errors.toString()).isTrue();
            return memory.classFiles();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String text) {
            super(URI.create("memory:///" + nameOf(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String nameOf(String text) {
            Matcher type = TYPE_NAME.matcher(text);
            assertThat(type.find()).as("a type in " + text).isTrue();
            Matcher inPackage = PACKAGE_NAME.matcher(text);
            return (inPackage.find() ? inPackage.group(1).replace('.', '/') + "/" : "") + type.group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Binary extends SimpleJavaFileObject {

        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final String name;

        Binary(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + ".class"), Kind.CLASS);
            this.name = name;
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }

        @Override
        public java.io.InputStream openInputStream() {
            return new ByteArrayInputStream(bytes.toByteArray());
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<StandardJavaFileManager> {

        private final Map<String, Binary> written = new LinkedHashMap<>();
        private final Map<String, Binary> library = new HashMap<>();

        Memory(StandardJavaFileManager manager, Map<String, byte[]> library) {
            super(manager);
            library.forEach((name, bytes) -> {
                Binary binary = new Binary(name.replace('/', '.'));
                binary.bytes.writeBytes(bytes);
                this.library.put(binary.name, binary);
            });
        }

        Map<String, byte[]> classFiles() {
            Map<String, byte[]> files = new LinkedHashMap<>();
            written.forEach((name, binary) -> files.put(name.replace('.', '/'), binary.bytes.toByteArray()));
            return files;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return written.computeIfAbsent(name, Binary::new);
        }

        @Override
        public Iterable<JavaFileObject> list(
                JavaFileManager.Location location,
                String packageName,
                java.util.Set<JavaFileObject.Kind> kinds,
                boolean recurse)
                throws java.io.IOException {
            List<JavaFileObject> all = new ArrayList<>();
            super.list(location, packageName, kinds, recurse).forEach(all::add);
            if (location == javax.tools.StandardLocation.CLASS_PATH) {
                for (Binary binary : library.values()) {
                    int dot = binary.name.lastIndexOf('.');
                    if (packageName.equals(dot < 0 ? "" : binary.name.substring(0, dot))) {
                        all.add(binary);
                    }
                }
            }
            return all;
        }

        @Override
        public String inferBinaryName(JavaFileManager.Location location, JavaFileObject file) {
            return file instanceof Binary binary ? binary.name : super.inferBinaryName(location, file);
        }
    }
}
