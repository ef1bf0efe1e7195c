package io.magpie.weaver.javac;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The javac plugin, the command and the agent make the same bytes of the same class, and each changes nothing where
/// another was before. (The Maven goals start the command.)
class DeliveriesTest {

    private static final Map<String, String> CORPUS = Map.of(
            "p/Handler.java", """
                    package p;
                    @io.magpie.Suspending public interface Handler { long handle(int r, String s) throws Exception; }
                    """,
            "p/Shapes.java", """
                    package p;
                    import static io.magpie.Async.*;
                    import io.magpie.*;
                    import io.magpie.future.Future;
                    import java.util.*;
                    public class Shapes {
                        private int field = 3;
                        private Future<Integer> f;
                        sealed interface Shape permits Circle, Square {}
                        record Circle(int r) implements Shape {}
                        record Square(int a) implements Shape {}
                        Future<Integer> switches(Future<Shape> shape) {
                            return async(() -> switch (await(shape)) {
                                case Circle(int r) when r > await(f) -> r + field;
                                case Circle c -> c.r() * await(f);
                                case Square(int a) -> { int b = await(f); yield a * b; }
                            });
                        }
                        Future<Void> cleanUp(AutoCloseable resource, List<Future<Integer>> all) {
                            return async(() -> {
                                long sum = 0;
                                outer:
                                for (Future<Integer> each : all) {
                                    try (resource) {
                                        sum += await(each) + new Circle(await(f)).r();
                                        if (sum > 9) continue outer;
                                    } catch (IllegalStateException | IllegalArgumentException e) {
                                        await(f);
                                        break outer;
                                    } finally {
                                        System.out.println(sum + " " + await(f));
                                    }
                                }
                            });
                        }
                        Handler handler() {
                            return (r, s) -> s.length() + await(f) * (long) r;
                        }
                        class Inner {
                            Future<Long> call(Handler h) {
                                return async(() -> h.handle(await(f), "x" + field + await(async(() -> await(f) + field))));
                            }
                        }
                        interface Defaults {
                            Future<Integer> source();
                            default Future<Integer> twice() { return async(() -> await(source()) + await(source())); }
                        }
                        public static void main(String[] args) throws Exception {
                            new Shapes().handler();
                            Object call = new Shapes().new Inner().call(null);
                            Defaults d = () -> null;
                            Object twice = d.twice();
                            System.out.println("ran");
                        }
                    }
                    """,
            "p/Plain.java", "package p; class Plain { Runnable r = () -> {}; }");

    /// An agent that writes down what classes of the corpus became of what was before it on the command line.
    private static final String RECORDER = """
            import java.lang.instrument.*;
            import java.nio.file.*;
            import java.security.ProtectionDomain;
            public class Recorder {
                public static void premain(String folder, Instrumentation instrumentation) {
                    instrumentation.addTransformer(new ClassFileTransformer() {
                        public byte[] transform(ClassLoader loader, String name, Class<?> old, ProtectionDomain domain,
                                byte[] bytes) {
                            if (name.startsWith("p/")) {
                                try {
                                    Path file = Path.of(folder, name + ".class");
                                    Files.createDirectories(file.getParent());
                                    Files.write(file, bytes);
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            }
                            return null;
                        }
                    });
                }
            }
            """;

    @TempDir
    static Path runtime;

    @TempDir
    static Path temp;

    private static Path weaver;
    private static Path byPlugin;
    private static Path unwoven;

    @BeforeAll
    static void compile() throws IOException {
        StandInRuntime.compile(runtime);
        weaver = Launch.jar(temp.resolve("async-weaver.jar"), Compilation.PLUGIN);
        byPlugin = temp.resolve("plugin");
        unwoven = temp.resolve("unwoven");
        Compilation plain =
                Compilation.into(unwoven).with("-proc:none", "-parameters", "--class-path", runtime.toString());
        Compilation plugin = Compilation.woven(byPlugin, runtime).with("-parameters");
        CORPUS.forEach((path, text) -> {
            plain.source(path, text);
            plugin.source(path, text);
        });
        assertThat(plain.run()).isEmpty();
        assertThat(plugin.run()).isEmpty();
    }

    @Test
    void theCommandMakesWhatThePluginMakes() throws IOException {
        Path folder = copy(unwoven, temp.resolve("command"));
        assertThat(Launch.java("-jar", weaver.toString(), "-cp", runtime.toString(), folder.toString()))
                .containsExactly("async-weaver: 3 classes woven");
        assertSame(contents(folder), contents(byPlugin));

        assertThat(Launch.java("-jar", weaver.toString(), "-cp", runtime.toString(), folder.toString()))
                .containsExactly("async-weaver: 0 classes woven");
        assertSame(contents(folder), contents(byPlugin));
    }

    @Test
    void theCommandChangesNothingOfWhatThePluginMade() throws IOException {
        Path folder = copy(byPlugin, temp.resolve("both"));
        assertThat(Launch.java("-jar", weaver.toString(), "-cp", runtime.toString(), folder.toString()))
                .containsExactly("async-weaver: 0 classes woven");
        assertSame(contents(folder), contents(byPlugin));
    }

    @Test
    void theCommandDeletesFramesWithoutAClass() throws IOException {
        Path folder = copy(byPlugin, temp.resolve("orphans"));
        Files.delete(folder.resolve("p/Shapes$Inner.class"));
        assertThat(Launch.java("-jar", weaver.toString(), "-quiet", "-cp", runtime.toString(), folder.toString()))
                .isEmpty();
        assertThat(Compilation.classesIn(folder))
                .contains("p/Shapes$$Async0.class")
                .noneMatch(name -> name.startsWith("p/Shapes$Inner"));
    }

    @Test
    void theAgentMakesWhatThePluginMakes() throws IOException {
        Map<String, byte[]> loaded = recordedRun(unwoven, "agent");
        assertThat(loaded.keySet())
                .contains("p/Shapes.class", "p/Shapes$$Async0.class", "p/Shapes$Inner$$Async0.class");
        Map<String, byte[]> expected = contents(byPlugin);
        expected.keySet().retainAll(loaded.keySet());
        assertSame(loaded, expected);
    }

    @Test
    void theAgentChangesNothingOfWhatThePluginMade() throws IOException {
        Map<String, byte[]> expected = contents(byPlugin);
        Map<String, byte[]> loaded = recordedRun(byPlugin, "agent-after-plugin");
        expected.keySet().retainAll(loaded.keySet());
        assertSame(loaded, expected);
    }

    /// What of the corpus was loaded while its main ran with the agent.
    private static Map<String, byte[]> recordedRun(Path classes, String name) throws IOException {
        Path recorder = temp.resolve(name + "-recorder");
        assertThat(Compilation.into(recorder)
                        .with("-proc:none")
                        .source("Recorder.java", RECORDER)
                        .run())
                .isEmpty();
        Files.createDirectories(recorder.resolve("META-INF"));
        Files.writeString(recorder.resolve("META-INF/MANIFEST.MF"), "Manifest-Version: 1.0\nPremain-Class: Recorder\n");
        Path jar = Launch.jar(temp.resolve(name + "-recorder.jar"), recorder);
        Path loaded = temp.resolve(name);
        assertThat(Launch.java(
                        "-javaagent:" + weaver,
                        "-javaagent:" + jar + "=" + loaded,
                        "-Xverify:all",
                        "-cp",
                        classes + File.pathSeparator + runtime,
                        "p.Shapes"))
                .containsExactly("ran");
        return contents(loaded);
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(expected.get(name)));
    }

    private static Map<String, byte[]> contents(Path folder) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : Compilation.classesIn(folder)) {
            contents.put(name, Files.readAllBytes(folder.resolve(name)));
        }
        return contents;
    }

    private static Path copy(Path from, Path to) throws IOException {
        for (Map.Entry<String, byte[]> file : contents(from).entrySet()) {
            Path target = to.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        return to;
    }
}
