package io.magpie.examples.redis.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log without a server.
class AppendLogTest {

    @TempDir
    Path folder;

    /// As when the runtime ends, and begins no job any more.
    @Test
    void aBatchThatWasTaken_andCouldNotBeWritten_isWrittenAtTheClose_beforeTheNext() throws Exception {
        Path path = folder.resolve("log.aof");
        AppendLog log = new AppendLog(AppendFile.open(path, new Replay(_ -> null), _ -> {}), FsyncPolicy.NO);
        log.append(bytes("first "));
        Future<@Nullable Void> run = log.run();
        // Here is no runtime, and so no pool to write on.
        assertThatThrownBy(() -> run.poll(Context.of(() -> {}))).isInstanceOf(IllegalStateException.class);
        log.append(bytes("second"));
        log.closeFile();
        assertThat(Files.readString(path)).isEqualTo("first second");
    }

    @Test
    void aBatchThatWasWritten_andCouldNotBeForced_isNotWrittenAgainAtTheClose() throws Exception {
        // To force this file fails; to write to it does not.
        AppendLog log = new AppendLog(
                AppendFile.open(Path.of("/dev/null"), new Replay(_ -> null), _ -> {}), FsyncPolicy.ALWAYS);
        log.append(bytes("first "));
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            assertThatThrownBy(() -> runtime.blockOn(log.run())).isInstanceOf(IOException.class);
        }
        log.append(bytes("second"));
        assertThatThrownBy(log::closeFile).isInstanceOf(IOException.class);
        assertThat(log.file().length()).isEqualTo("first second".length());
    }

    private static ByteBuffer bytes(String text) {
        return ISO_8859_1.encode(text);
    }
}
