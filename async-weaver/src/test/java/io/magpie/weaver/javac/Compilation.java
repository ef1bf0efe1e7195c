package io.magpie.weaver.javac;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Runs javac with the plugin, as a build tool does, on sources given as text.
final class Compilation {

    static final Path PLUGIN = classesOf(MagpiePlugin.class);
    private static final JavaCompiler JAVAC = ToolProvider.getSystemJavaCompiler();

    private final Path output;
    private final List<String> options = new ArrayList<>();
    private final List<JavaFileObject> sources = new ArrayList<>();

    /// What class files are written to when it is not a folder.
    private UnaryOperator<JavaFileManager> manager = UnaryOperator.identity();

    private Compilation(Path output) {
        this.output = output;
    }

    static Compilation into(Path output) {
        return new Compilation(output).with("-d", output.toString());
    }

    /// Without `-d`.
    static Compilation nowhere() {
        return new Compilation(Path.of("."));
    }

    /// Into a folder, against the stand-in of the runtime, with the plugin.
    static Compilation woven(Path output, Path runtime) {
        return into(output)
                .with("--class-path", output + File.pathSeparator + runtime)
                .with("--processor-path", PLUGIN.toString(), "-Xplugin:Magpie");
    }

    /// Writes class files into memory, under their binary names.
    Compilation inMemory(Map<String, byte[]> classFiles) {
        manager = files -> new MemoryOutput(files, classFiles);
        return this;
    }

    /// A source in a file, as it is for a build tool.
    Compilation file(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        options.add(file.toString());
        return this;
    }

    /// With sources in files, as the command `javac` does it.
    List<String> runAsCommand() {
        StringWriter said = new StringWriter();
        java.util.spi.ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(new PrintWriter(said), new PrintWriter(said), options.toArray(String[]::new));
        return said.toString().lines().toList();
    }

    /// In a JVM of its own, where the plugin is on the processor path and nowhere else.
    List<String> runInOwnJvm() throws IOException {
        List<String> command = new ArrayList<>(options);
        command.addFirst(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines = process.inputReader()) {
            return lines.readAllLines();
        }
    }

    Compilation with(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /// A source whose first public type, or first type, names the file.
    Compilation source(String path, String text) {
        sources.add(new SimpleJavaFileObject(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        });
        return this;
    }

    /// What javac had to say: `A.java:3: error: …`, one for each line; nothing if all is well.
    List<String> run() {
        DiagnosticCollector<JavaFileObject> collector = new DiagnosticCollector<>();
        StringWriter rest = new StringWriter();
        try (StandardJavaFileManager files = JAVAC.getStandardFileManager(collector, Locale.ROOT, null)) {
            Files.createDirectories(output);
            JAVAC.getTask(rest, manager.apply(files), collector, options, null, sources)
                    .call();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        List<String> said = new ArrayList<>();
        collector.getDiagnostics().forEach(diagnostic -> {
            String where = diagnostic.getSource() == null
                    ? ""
                    : Path.of(diagnostic.getSource().getName()).getFileName() + ":" + diagnostic.getLineNumber() + ": ";
            String kind = diagnostic.getKind().toString().toLowerCase(Locale.ROOT);
            said.add(where + kind + ": " + diagnostic.getMessage(Locale.ROOT));
        });
        rest.toString().lines().forEach(said::add);
        return said;
    }

    /// The class files below a folder.
    static TreeSet<String> classesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            TreeSet<String> names = new TreeSet<>();
            files.filter(Files::isRegularFile)
                    .forEach(file -> names.add(folder.relativize(file).toString()));
            return names;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Path classesOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
