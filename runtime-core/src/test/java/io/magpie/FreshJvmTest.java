package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Future;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.collections.Int2ObjectHashMap;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpmcVarHandleArrayQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.Probe;
import probe.UnwovenProbe;

/// Starts a runtime in a JVM of its own, with nothing but core and what it needs, and without any JVM flag.
class FreshJvmTest {
    private static final Class<?>[] CORE_AND_WHAT_IT_NEEDS = {
        Future.class, Int2ObjectHashMap.class, SpmcVarHandleArrayQueue.class, MessagePassingQueue.class
    };

    @TempDir
    private Path outputs;

    @Test
    void aRuntimeWorksOnTheClassPath_andPrintsNothingOnStderr() throws Exception {
        Result result = java(
                Probe.class,
                "-cp",
                path(CORE_AND_WHAT_IT_NEEDS) + System.getProperty("path.separator") + probe(Probe.class));
        assertThat(result).isEqualTo(new Result(0, "ran in unnamed module\n", ""));
    }

    @Test
    void aRuntimeWorksOnTheModulePath_andPrintsNothingOnStderr() throws Exception {
        Result result = java(
                Probe.class,
                "-p",
                path(CORE_AND_WHAT_IT_NEEDS),
                "--add-modules",
                "io.magpie.core",
                "-cp",
                probe(Probe.class));
        assertThat(result).isEqualTo(new Result(0, "ran in module io.magpie.core\n", ""));
    }

    @Test
    void anUnwovenBlock_runsOnAContinuation_ifThePropertyAndTheFlagAreGiven() throws Exception {
        assertThat(unwoven("-Dmagpie.unwoven=continuation", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED"))
                .isEqualTo("ran\n");
    }

    @Test
    void anUnwovenBlock_saysWhichFlagIsMissing() throws Exception {
        assertThat(unwoven("-Dmagpie.unwoven=continuation"))
                .contains("probe.UnwovenProbe was not woven")
                .contains("needs the flag --add-exports java.base/jdk.internal.vm=ALL-UNNAMED");
        assertThat(unwoven("-Dmagpie.unwoven=yes")).contains("magpie.unwoven is \"yes\": it may be continuation");
    }

    @Test
    void anUnwovenBlock_onTheModulePath_namesTheModuleInTheFlag() throws Exception {
        String said = java(
                        UnwovenProbe.class,
                        "-Dmagpie.unwoven=continuation",
                        "-p",
                        path(CORE_AND_WHAT_IT_NEEDS),
                        "--add-modules",
                        "io.magpie.core",
                        "-cp",
                        probe(UnwovenProbe.class))
                .stdout();
        assertThat(said).contains("needs the flag --add-exports java.base/jdk.internal.vm=io.magpie.core");
    }

    private String unwoven(String... flags) throws Exception {
        var options = new ArrayList<>(List.of(flags));
        options.add("-cp");
        options.add(path(CORE_AND_WHAT_IT_NEEDS) + System.getProperty("path.separator") + probe(UnwovenProbe.class));
        return java(UnwovenProbe.class, options.toArray(String[]::new)).stdout();
    }

    private record Result(int exitCode, String stdout, String stderr) {}

    private Result java(Class<?> main, String... options) throws IOException, InterruptedException {
        Path out = outputs.resolve("out");
        Path err = outputs.resolve("err");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add(main.getName());
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        int exitCode = builder.start().waitFor();
        // An unnamed module prints its identity hash.
        String stdout = Files.readString(out).replaceAll("unnamed module @\\w+", "unnamed module");
        return new Result(exitCode, stdout.replace("\r\n", "\n"), Files.readString(err));
    }

    /// The folder of the probe alone: on the module path, the rest of the test classes must not be seen.
    private String probe(Class<?> main) throws IOException, URISyntaxException {
        Path root = outputs.resolve("probe-classes");
        Path file = root.resolve("probe").resolve(main.getSimpleName() + ".class");
        Files.createDirectories(file.getParent());
        Files.copy(
                locationOf(main).resolve("probe").resolve(main.getSimpleName() + ".class"),
                file,
                StandardCopyOption.REPLACE_EXISTING);
        return root.toString();
    }

    private static String path(Class<?>... classes) {
        return Stream.of(classes)
                .map(FreshJvmTest::locationOf)
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
