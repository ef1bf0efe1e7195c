package io.magpie.weaver.javac;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.weaver.Weaver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeavingJavacTest {

    private static final String ONE_BLOCK = """
            import static io.magpie.Async.*;
            import io.magpie.future.Future;
            class A {
                Future<Integer> m(Future<Integer> f) {
                    return async(() -> await(f) + 1);
                }
            }
            """;
    private static final String TWO_BLOCKS = """
            import static io.magpie.Async.*;
            import io.magpie.future.Future;
            class A {
                Future<Integer> m(Future<Integer> f) {
                    return async(() -> await(f) + 1);
                }
                Future<Integer> n(Future<Integer> f) {
                    return async(() -> await(f) + 2);
                }
            }
            """;
    private static final String NO_BLOCKS = "class A { int m() { return 1; } }";

    private static final String HANDLER = """
            @io.magpie.Suspending interface Handler { int handle(int r) throws Exception; }
            """;
    private static final String USES_HANDLER = """
            import static io.magpie.Async.*;
            import io.magpie.future.Future;
            class A {
                Object h(Future<Integer> f) {
                    return (Handler) r -> await(f) + r; // named here only: javac generates A before Handler
                }
            }
            """;
    private static final String HAS_AN_ERROR = "class Z { int m() { return \"\"; } }";

    @TempDir
    static Path runtime;

    @TempDir
    Path temp;

    @BeforeAll
    static void compileRuntime() {
        StandInRuntime.compile(runtime);
    }

    private Path output() {
        return temp.resolve("classes");
    }

    private Compilation javac() {
        return Compilation.woven(output(), runtime);
    }

    @Test
    void framesLieBesideTheirClass() {
        assertThat(javac().source("A.java", TWO_BLOCKS).run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A$$Async1.class", "A.class");
        assertAllWoven();
    }

    @Test
    void noOptionOfTheLinterFindsFault() throws IOException {
        Files.createDirectories(output());
        assertThat(javac().with("-Xlint:all", "-Werror")
                        .file(temp.resolve("A.java"), """
                                import static io.magpie.Async.*;
                                import io.magpie.future.Future;
                                final class A {
                                    @interface Mark {}
                                    private A() {}
                                    @Mark static Future<Integer> m(Future<Integer> f) {
                                        return async(() -> await(f) + 1);
                                    }
                                }
                                """)
                        .runInOwnJvm())
                .isEmpty();
        assertAllWoven();
    }

    @Test
    void otherProcessorsSeeTheirAnnotations() throws IOException {
        Path processor = temp.resolve("processor");
        assertThat(Compilation.into(processor)
                        .with("-proc:none")
                        .source("p/P.java", """
                                package p;
                                import java.util.*;
                                import javax.annotation.processing.*;
                                import javax.lang.model.SourceVersion;
                                import javax.lang.model.element.TypeElement;
                                import javax.tools.Diagnostic;
                                @SupportedAnnotationTypes("java.lang.FunctionalInterface")
                                public class P extends AbstractProcessor {
                                    public SourceVersion getSupportedSourceVersion() { return SourceVersion.latest(); }
                                    public boolean process(Set<? extends TypeElement> found, RoundEnvironment round) {
                                        if (!found.isEmpty()) processingEnv.getMessager().printNote("P found " + found);
                                        return false;
                                    }
                                }
                                """)
                        .run())
                .isEmpty();
        Path services = Files.createDirectories(processor.resolve("META-INF/services"));
        Files.writeString(services.resolve("javax.annotation.processing.Processor"), "p.P");

        assertThat(javac().with("--processor-path", Compilation.PLUGIN + File.pathSeparator + processor)
                        .file(temp.resolve("A.java"), ONE_BLOCK)
                        .file(temp.resolve("F.java"), "@FunctionalInterface interface F { void f(); }")
                        .runInOwnJvm())
                .containsExactly("Note: P found [java.lang.FunctionalInterface]");
        assertAllWoven();
    }

    @Test
    void framesOfBlocksThatAreGoneAreDeleted() {
        assertThat(javac().source("A.java", TWO_BLOCKS).run()).isEmpty();
        assertThat(javac().source("A.java", ONE_BLOCK).run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A.class");

        assertThat(javac().source("A.java", NO_BLOCKS).run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A.class");
    }

    @Test
    void framesOfClassesThatAreGoneAreDeletedByTheNextCompilation() throws IOException {
        assertThat(javac().source("A.java", ONE_BLOCK)
                        .source("q/C.java", "package q; " + ONE_BLOCK.replace("class A", "class C"))
                        .run())
                .isEmpty();
        Files.delete(output().resolve("q/C.class"));
        assertThat(javac().source("B.java", "class B {}").run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A.class", "B.class");
        assertAllWoven();
    }

    @Test
    void aClassThatIsOnlyNamedLikeAFrameStays() {
        assertThat(javac().source("A.java", "class A$$Async7 {}").run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async7.class");
    }

    @Test
    void whatWasWrittenBeforeAnErrorIsWoven() {
        assertThat(javac().source("A.java", ONE_BLOCK)
                        .source("Z.java", HAS_AN_ERROR)
                        .run())
                .hasSize(1);
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A.class");
        assertAllWoven();
    }

    @Test
    void aClassWaitsForAnInterfaceOfTheSameCompilation() {
        assertThat(javac().source("A.java", USES_HANDLER)
                        .source("Handler.java", HANDLER)
                        .run())
                .isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A.class", "Handler.class");
        assertAllWoven();
    }

    @Test
    void aClassWhoseInterfaceNeverComesIsDeleted() {
        assertThat(javac().source("A.java", USES_HANDLER)
                        .source("Z.java", HAS_AN_ERROR)
                        .source("Handler.java", HANDLER)
                        .run())
                .hasSize(1);
        assertThat(Compilation.classesIn(output())).isEmpty();
    }

    @Test
    void interfacesOfOtherCompilationsAreFound() {
        assertThat(javac().source("Handler.java", HANDLER).run()).isEmpty();
        assertThat(javac().source("A.java", USES_HANDLER).run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A.class", "Handler.class");
        assertAllWoven();
    }

    @Test
    void interfacesInsideOtherTypesAreFound() {
        assertThat(javac().source("p/Outer.java", "package p; public class Outer { public " + HANDLER.strip() + " }")
                        .run())
                .isEmpty();
        assertThat(javac().source("A.java", USES_HANDLER.replace("(Handler)", "(p.Outer.Handler)"))
                        .run())
                .isEmpty();
        assertThat(Compilation.classesIn(output())).contains("A$$Async0.class");
        assertAllWoven();
    }

    @Test
    void classesThatNobodyNamedAreWoven() {
        Path sources = temp.resolve("sources");
        Compilation writer = Compilation.into(output()).file(sources.resolve("A.java"), ONE_BLOCK);
        assertThat(writer).isNotNull();
        assertThat(javac().with("-sourcepath", sources.toString(), "-implicit:class")
                        .source("B.java", "class B { A a; }")
                        .run())
                .isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$$Async0.class", "A.class", "B.class");
        assertAllWoven();
    }

    @Test
    void withoutAFolderForClassesTheyAreBesideTheirSources() {
        Path sources = temp.resolve("sources");
        assertThat(Compilation.nowhere()
                        .with("--class-path", runtime.toString())
                        .with("--processor-path", Compilation.PLUGIN.toString(), "-Xplugin:Magpie")
                        .file(sources.resolve("q/A.java"), "package q; " + ONE_BLOCK)
                        .runAsCommand())
                .isEmpty();
        assertThat(Compilation.classesIn(sources)).containsExactly("q/A$$Async0.class", "q/A.class", "q/A.java");
    }

    @Test
    void aClassThatAsksForItIsLeftAlone() {
        String source = ONE_BLOCK.replace(
                "class A {",
                "@SuppressWarnings(\"magpie.unwoven\") class A {"
                        + " static class Inner { int wrong(Future<Integer> f) throws Exception { return await(f); } }");
        assertThat(javac().source("A.java", source).run()).isEmpty();
        assertThat(Compilation.classesIn(output())).containsExactly("A$Inner.class", "A.class");
    }

    @Test
    void aModuleIsWoven() {
        assertThat(javac().with("--add-reads", "m=ALL-UNNAMED")
                        .source("module-info.java", "module m {}")
                        .source("p/package-info.java", "/** Doc. */ @Deprecated package p;")
                        .source("p/A.java", "package p; " + ONE_BLOCK)
                        .run())
                .isEmpty();
        assertThat(Compilation.classesIn(output()))
                .containsExactly("module-info.class", "p/A$$Async0.class", "p/A.class", "p/package-info.class");
        assertAllWoven();
    }

    @Test
    void severalModulesAtOnceAreWoven() {
        Path sources = temp.resolve("modules");
        assertThat(Compilation.into(output())
                        .with("--processor-path", Compilation.PLUGIN.toString(), "-Xplugin:Magpie")
                        .with("--module-source-path", sources.toString())
                        .with("--class-path", runtime.toString())
                        .with("--add-reads", "m.two=ALL-UNNAMED")
                        .with("--add-reads", "m.one=ALL-UNNAMED")
                        .file(sources.resolve("m.one/module-info.java"), "module m.one { exports one; }")
                        .file(sources.resolve("m.one/one/Handler.java"), "package one; public " + HANDLER.strip())
                        .file(sources.resolve("m.two/module-info.java"), "module m.two { requires m.one; }")
                        .file(sources.resolve("m.two/two/A.java"), "package two; import one.*; " + USES_HANDLER)
                        .runAsCommand())
                .isEmpty();
        assertThat(Compilation.classesIn(output()))
                .containsExactly(
                        "m.one/module-info.class",
                        "m.one/one/Handler.class",
                        "m.two/module-info.class",
                        "m.two/two/A$$Async0.class",
                        "m.two/two/A.class");
    }

    @Test
    void classesInMemoryAreWovenThere() {
        Map<String, byte[]> classFiles = new TreeMap<>();
        assertThat(javac().inMemory(classFiles)
                        .source("A.java", USES_HANDLER)
                        .source("Handler.java", HANDLER)
                        .run())
                .isEmpty();
        assertThat(classFiles.keySet()).containsExactly("A", "A$$Async0", "Handler");
        byte[] woven = classFiles.get("A");
        Weaver weaver = new Weaver(name -> classFiles.get(name.replace('/', '.')));
        assertThat(weaver.weave(woven).classFile()).isSameAs(woven);
    }

    @Test
    void withoutAnnotationProcessingItSaysWhatIsMissing() {
        List<String> said =
                javac().with("-proc:none").source("A.java", ONE_BLOCK).run();
        assertThat(said).hasSize(1);
        assertThat(said.getFirst())
                .startsWith("A.java:5: error: this block cannot be woven:")
                .contains("--processor-path", "-proc:none");
        assertThat(Compilation.classesIn(output())).isEmpty();

        assertThat(javac().with("-proc:none").source("A.java", NO_BLOCKS).run()).isEmpty();
    }

    @Test
    void onTheClassPathAloneItSaysWhatIsMissing() {
        assertThat(Compilation.into(output())
                        .with("--class-path", runtime + File.pathSeparator + Compilation.PLUGIN, "-Xplugin:Magpie")
                        .source("A.java", ONE_BLOCK)
                        .run())
                .singleElement()
                .asString()
                .startsWith("A.java:5: error: this block cannot be woven:");
    }

    @Test
    void anOptionThatDoesNotExistIsAnError() {
        assertThat(Compilation.into(output())
                        .with("--processor-path", Compilation.PLUGIN.toString(), "-Xplugin:Magpie keepLocal")
                        .source("A.java", NO_BLOCKS)
                        .run())
                .containsExactly(
                        "A.java:1: error: -Xplugin:Magpie has no option \"keepLocal\"; its only one is keepLocals");
    }

    @Test
    void blocksCanKeepTheirLocals() throws IOException {
        String dead = ONE_BLOCK.replace("await(f) + 1", "{ String s = \"\" + f; await(f); return await(f); }");
        assertThat(javac().source("A.java", dead).run()).isEmpty();
        long fields = Files.size(output().resolve("A$$Async0.class"));
        assertThat(Compilation.into(output())
                        .with("--class-path", runtime.toString())
                        .with("--processor-path", Compilation.PLUGIN.toString(), "-Xplugin:Magpie keepLocals")
                        .source("A.java", dead)
                        .run())
                .isEmpty();
        assertThat(Files.size(output().resolve("A$$Async0.class"))).isGreaterThan(fields);
    }

    private void assertAllWoven() {
        assertThat(Compilation.classesIn(output())).allSatisfy(name -> {
            byte[] classFile = Files.readAllBytes(output().resolve(name));
            assertThat(new Weaver(this::find).weave(classFile).classFile()).isSameAs(classFile);
        });
    }

    private byte[] find(String name) {
        try {
            for (Path folder : List.of(output(), runtime)) {
                Path file = folder.resolve(name + ".class");
                if (Files.exists(file)) {
                    return Files.readAllBytes(file);
                }
            }
            return null;
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }
}
