package io.magpie.weaver.javac;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the agent can still do in a program that runs, and what it says of what it cannot.
class AgentTest {

    private static final String EARLY = """
            package p;
            import static io.magpie.Async.*;
            import io.magpie.future.Future;
            class Early {
                static Future<Integer> block(Future<Integer> f) { return async(() -> await(f) + 1); }
            }
            """;

    private static final String ATTACHES = """
            package p;
            import com.sun.tools.attach.VirtualMachine;
            public class Attaches {
                public static void main(String[] args) throws Exception {
                    Class.forName("p.Early");
                    VirtualMachine vm = VirtualMachine.attach(String.valueOf(ProcessHandle.current().pid()));
                    vm.loadAgent(args[0]);
                    vm.detach();
                    System.out.println(Late.block(null).getClass().getName());
                }
            }
            """;

    /// Redefines a woven class by what the compiler made of it.
    private static final String REDEFINER = """
            package p;
            import java.lang.instrument.*;
            import java.nio.file.*;
            public class Redefiner {
                public static void premain(String folder, Instrumentation instrumentation) throws Exception {
                    byte[] bytes = Files.readAllBytes(Path.of(folder, "p/Late.class"));
                    Class<?> late = Class.forName("p.Late");
                    try {
                        instrumentation.redefineClasses(new ClassDefinition(late, bytes));
                    } catch (UnsupportedOperationException refused) {
                        System.out.println("refused");
                    }
                }
                public static void main(String[] args) {
                    System.out.println(Late.block(null).getClass().getName());
                }
            }
            """;

    @TempDir
    static Path temp;

    private static Path weaver;
    private static Path classes;
    private static String classPath;

    @BeforeAll
    static void compile() throws IOException {
        Path runtime = StandInRuntime.compile(temp.resolve("runtime"));
        classes = temp.resolve("classes");
        classPath = classes + File.pathSeparator + runtime;
        weaver = Launch.jar(temp.resolve("async-weaver.jar"), Compilation.PLUGIN);
        assertThat(Compilation.into(classes)
                        .with("-proc:none", "--class-path", runtime.toString())
                        .source("p/Early.java", EARLY)
                        .source("p/Late.java", EARLY.replace("Early", "Late"))
                        .source("p/Attaches.java", ATTACHES)
                        .source("p/Redefiner.java", REDEFINER)
                        .run())
                .isEmpty();
    }

    @Test
    void anAgentThatIsAttached_weavesWhatIsLoadedLater_andNamesWhatWasLoadedBefore() throws IOException {
        List<String> said = Launch.java(
                "-XX:+EnableDynamicAgentLoading",
                "-Djdk.attach.allowAttachSelf=true",
                "--add-modules",
                "jdk.attach",
                "-cp",
                classPath,
                "p.Attaches",
                weaver.toString());
        assertThat(said)
                .containsExactly(
                        "async-weaver: these classes were loaded before the agent and stay as they are, so their async"
                                + " blocks fail: p.Early. Start the JVM with -javaagent, or weave them at build time",
                        "p.Late$$Async0");
    }

    @Test
    void aClassWithBlocks_isNotRedefined() throws IOException {
        Path folder = temp.resolve("redefiner");
        Files.createDirectories(folder.resolve("META-INF"));
        Files.writeString(
                folder.resolve("META-INF/MANIFEST.MF"),
                "Manifest-Version: 1.0\nPremain-Class: p.Redefiner\nCan-Redefine-Classes: true\n");
        Path redefiner = Launch.jar(temp.resolve("redefiner.jar"), folder);
        List<String> said = Launch.java(
                "-javaagent:" + weaver, "-javaagent:" + redefiner + "=" + classes, "-cp", classPath, "p.Redefiner");
        assertThat(said)
                .containsExactly(
                        "async-weaver: p.Late has async blocks, and such a class cannot be redefined while the program"
                                + " runs: start the program again",
                        "refused",
                        "p.Late$$Async0");
    }

    @Test
    void anUnknownOption_isRefused() throws IOException {
        assertThat(Launch.java("-javaagent:" + weaver + "=keepLocal", "-cp", classPath, "p.Redefiner"))
                .anyMatch(line -> line.contains(
                        "the agent of async-weaver has no option \"keepLocal\"; its only one is keepLocals"));
    }
}
