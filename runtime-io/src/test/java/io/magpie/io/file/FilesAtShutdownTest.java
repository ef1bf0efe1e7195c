package io.magpie.io.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.task.JoinHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is closed while or after the runtime is shut down is closed, though the pool runs nothing any more.
@Timeout(30)
class FilesAtShutdownTest {

    private final FilesFixture fixture = new FilesFixture();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        fixture.close();
    }

    private FileChannel channel() throws Exception {
        return FileChannel.open(Files.createFile(directory.resolve("file")));
    }

    @Test
    void aFileClosedAfterTheRuntime_isClosed() throws Exception {
        FileChannel channel = channel();
        AsyncFile file = new AsyncFile(directory, channel, fixture.runtime);
        fixture.runtime.close();
        file.close();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aCloseThatWaitsForAThread_isNotLostWhenTheRuntimeShutsDown() throws Exception {
        FileChannel channel = channel();
        AsyncFile file = new AsyncFile(directory, channel, fixture.runtime);
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch queued = new CountDownLatch(1);
        JoinHandle<?>[] behind = new JoinHandle<?>[1];
        JoinHandle<Void> busy = fixture.runtime.spawnBlocking(() -> {
            runs.countDown();
            queued.await();
            while (!behind[0].isFinished()) {
                Thread.onSpinWait(); // until the shutdown has cancelled what waits
            }
        });
        runs.await();
        file.close();
        behind[0] = fixture.runtime.spawnBlocking(() -> {});
        queued.countDown();
        fixture.runtime.close();
        assertThat(busy.isFinished()).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aListingClosedAfterTheRuntime_isClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        PathStream paths = fixture.runtime.blockOn(
                new PathStream.Opening("listing", () -> Stream.<Path>empty().onClose(closed::countDown)));
        fixture.runtime.close();
        paths.close();
        assertThat(closed.getCount()).isZero();
    }
}
