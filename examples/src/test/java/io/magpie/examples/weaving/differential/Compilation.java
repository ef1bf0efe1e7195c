package io.magpie.examples.weaving.differential;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles source texts to class files, in memory.
final class Compilation {

    /// What javac said, and what it made.
    ///
    /// @param classes binary names and class files; empty if there was an error
    /// @param messages errors and warnings
    record Answer(Map<String, byte[]> classes, String messages) {}

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Output extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new TreeMap<>();

        Output(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location,
                String className,
                JavaFileObject.Kind kind,
                javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("bytes:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    written.put(className, bytes);
                    return bytes;
                }
            };
        }
    }

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /// Shared by all compilations: it caches what is on the class path.
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    private Compilation() {}

    /// Compiles classes by their binary names.
    static Answer compile(Map<String, String> sources, List<String> options) {
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        Output output = new Output(FILES);
        StringWriter messages = new StringWriter();
        List<String> all = new ArrayList<>(List.of("-proc:none", "-cp", System.getProperty("java.class.path")));
        all.addAll(options);
        boolean passed =
                COMPILER.getTask(messages, output, null, all, null, units).call();
        Map<String, byte[]> classes = new TreeMap<>();
        if (passed) {
            output.written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        }
        return new Answer(classes, messages.toString());
    }
}
