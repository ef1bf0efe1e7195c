package io.magpie.weaver.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line; what is woven is in `DeliveriesTest`.
class WeaveCommandTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return WeaveCommand.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                arguments);
    }

    @Test
    void anEmptyFolderIsFine() {
        assertThat(run(folder.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualToNormalizingNewlines("async-weaver: 0 classes woven\n");
        assertThat(err.size()).isZero();
    }

    @Test
    void quietSaysNothing() {
        assertThat(run("-quiet", folder.toString())).isZero();
        assertThat(out.size() + err.size()).isZero();
    }

    @Test
    void helpShowsTheOptions() {
        assertThat(run("-help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("-classpath", "-keepLocals", "-quiet");
    }

    @Test
    void argumentsThatMakeNoSenseAreNamed() {
        assertThat(run()).isEqualTo(WeaveCommand.USAGE);
        assertThat(run("-cp")).isEqualTo(WeaveCommand.USAGE);
        assertThat(run("-fast", folder.toString())).isEqualTo(WeaveCommand.USAGE);
        assertThat(run(folder.resolve("absent").toString())).isEqualTo(WeaveCommand.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "async-weaver: which folder of class files is to be woven?; -help shows the options",
                        "async-weaver: -cp needs a path after it; -help shows the options",
                        "async-weaver: there is no option -fast; -help shows the options",
                        "async-weaver: " + folder.resolve("absent") + " is not a folder; -help shows the options");
    }
}
