package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.io.file.AsyncFile;
import io.magpie.sync.Channel;
import io.magpie.task.JoinHandle;
import io.magpie.testkit.RuntimeTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// Runs what the chapter on files quotes.
class FilesGuideTest {

    @TempDir
    private Path directory;

    @RuntimeTest
    void lines_areAddedByReplacingTheFile(AsyncRuntime runtime) throws Exception {
        Path path = directory.resolve("log");
        runtime.blockOn(FileWork.addLine(path, "one"));
        runtime.blockOn(FileWork.addLine(path, "two"));
        assertThat(path).hasContent("one\ntwo\n");
        assertThat(directory).isDirectoryContaining(file -> true).isDirectoryNotContaining("glob:**.next");
    }

    @RuntimeTest
    void aCounter_isKeptInAFile(AsyncRuntime runtime) throws Exception {
        Path path = directory.resolve("counter");
        assertThat(runtime.blockOn(FileWork.increase(path))).isEqualTo(1);
        assertThat(runtime.blockOn(FileWork.increase(path))).isEqualTo(2);
        assertThat(path).hasSize(Long.BYTES);
    }

    @RuntimeTest
    void aJournal_hasALineForEachMessage_andIsAppendedTo(AsyncRuntime runtime) throws Exception {
        Path path = Files.writeString(directory.resolve("journal"), "old\n");
        runtime.blockOn(() -> {
            var channel = Channel.<String>bounded(2);
            JoinHandle<@Nullable Void> journal = spawn(FileWork.journal(path, channel.receiver()));
            for (String line : new String[] {"a", "b", "c", "d"}) {
                await(channel.sender().send(line));
            }
            channel.sender().close();
            await(journal);
        });
        assertThat(path).hasContent("old\na\nb\nc\nd\n");
    }

    @RuntimeTest
    void aFile_isSentIntoAnother(AsyncRuntime runtime) throws Exception {
        byte[] content = new byte[100_000];
        content[99_999] = 7;
        Path from = Files.write(directory.resolve("from"), content);
        Path to = directory.resolve("to");
        Future<Long> sending = async(() -> {
            try (AsyncFile file = await(AsyncFile.open(to, StandardOpenOption.WRITE, StandardOpenOption.CREATE))) {
                long sent = await(FileWork.send(from, file.sink(0)));
                await(file.finish());
                return sent;
            }
        });
        assertThat(runtime.blockOn(sending)).isEqualTo(100_000);
        assertThat(to).hasBinaryContent(content);
    }

    @RuntimeTest
    void aTree_hasASize(AsyncRuntime runtime) throws Exception {
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/c"), "12345");
        Files.writeString(directory.resolve("d"), "67");
        assertThat(runtime.blockOn(FileWork.sizeOf(directory))).isEqualTo(7);
    }
}
