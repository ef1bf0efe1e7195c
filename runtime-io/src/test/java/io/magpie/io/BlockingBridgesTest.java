package io.magpie.io;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.race;
import static io.magpie.Async.spawn;
import static io.magpie.Async.spawnBlocking;
import static io.magpie.Async.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.task.TaskCancelledException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BlockingBridgesTest {

    private final AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build();

    @AfterEach
    void close() {
        runtime.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void aChannelThatIsClosedAfterTheRuntime_isClosed() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        AsyncRead source = AsyncRead.of(new ByteArrayInputStream(random(2)) {
            @Override
            public void close() {
                closed.countDown();
            }
        });
        assertThat(runtime.blockOn(source.read(ByteBuffer.allocate(1)))).isEqualTo(1);
        runtime.close();
        source.close();
        assertThat(closed.getCount()).isZero();
    }

    @Test
    void anInputStream_isReadAsAStream() throws Exception {
        byte[] bytes = random(50_000);
        GrowableBuffer all = new GrowableBuffer(bytes.length);
        runtime.blockOn(async(() -> {
            try (AsyncRead source = AsyncRead.of(new ByteArrayInputStream(bytes))) {
                await(source.readToEnd(all));
            }
        }));
        assertThat(all.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void aReadThatLosesRaces_losesNoByte() throws Exception {
        byte[] bytes = random(60_000);
        GrowableBuffer all = new GrowableBuffer(bytes.length);
        runtime.blockOn(async(() -> {
            try (AsyncRead source = AsyncRead.of(new ByteArrayInputStream(bytes))) {
                while (await(race(all.readFrom(source), yieldNow().map(_ -> 0))) >= 0 && all.room() > 0) {}
            }
        }));
        assertThat(all.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void anOutputStream_isWrittenToAndFlushedAsASink() throws Exception {
        byte[] bytes = random(50_000);
        int[] flushes = {0};
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushes[0]++;
            }
        };
        runtime.blockOn(async(() -> {
            AsyncWrite sink = AsyncWrite.of(out);
            await(sink.writeAll(ByteBuffer.wrap(bytes)));
            await(sink.flush());
            assertThat(out.toByteArray()).isEqualTo(bytes);
            assertThat(flushes[0]).isEqualTo(1);
            await(sink.shutdown());
        }));
    }

    @Test
    void aFailureOfTheChannel_failsTheNextOperation() throws Exception {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("disk full");
            }
        };
        runtime.blockOn(async(() -> {
            AsyncWrite sink = AsyncWrite.of(broken);
            await(sink.write(ByteBuffer.allocate(10)));
            try {
                await(sink.flush());
                throw new AssertionError("the failure was swallowed");
            } catch (IOException e) {
                assertThat(e).hasMessage("disk full");
            }
        }));
        InputStream unreadable = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("bad sector");
            }
        };
        assertThatThrownBy(() -> runtime.blockOn(AsyncRead.of(unreadable).read(ByteBuffer.allocate(1))))
                .isInstanceOf(IOException.class)
                .hasMessage("bad sector");
    }

    @Test
    void channelsOfFiles_areStreams(@TempDir Path directory) throws Exception {
        Path from = Files.write(directory.resolve("from"), random(40_000));
        Path to = directory.resolve("to");
        long copied = runtime.blockOn(async(() -> {
            try (AsyncRead source = AsyncRead.of(Files.newByteChannel(from));
                    AsyncWrite sink = AsyncWrite.of(Files.newOutputStream(to))) {
                long n = await(source.copyTo(sink));
                await(sink.shutdown());
                return n;
            }
        }));
        assertThat(copied).isEqualTo(40_000);
        assertThat(to).hasBinaryContent(random(40_000));
    }

    @Test
    void closing_interruptsAReadThatBlocks() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        InputStream never = new InputStream() {
            @Override
            public int read() throws IOException {
                reading.countDown();
                try {
                    Thread.currentThread().join();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                throw new IOException("interrupted");
            }
        };
        AsyncRead source = AsyncRead.of(never);
        var read = runtime.spawn(source.read(ByteBuffer.allocate(1)));
        reading.await();
        read.abort("not wanted");
        assertThatThrownBy(() -> runtime.blockOn(read)).isInstanceOf(TaskCancelledException.class);
        assertThat(interrupted.getCount()).as("a dropped read goes on").isEqualTo(1);
        source.close();
        interrupted.await();
        assertThatThrownBy(() -> runtime.blockOn(source.read(ByteBuffer.allocate(1))))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void blockingCode_readsAndWritesAStream() throws Exception {
        byte[] bytes = random(30_000);
        Duplex pipe = Duplex.of(100);
        runtime.blockOn(async(() -> {
            var writing = spawnBlocking(() -> {
                try (OutputStream out = pipe.left().toOutputStream(runtime)) {
                    out.write(bytes, 0, 1);
                    out.write(bytes[1]);
                    out.write(bytes, 2, bytes.length - 2);
                }
            });
            var reading =
                    spawnBlocking(() -> pipe.right().toInputStream(runtime).readAllBytes());
            await(writing);
            assertThat(await(reading)).isEqualTo(bytes);
        }));
    }

    @Test
    void blockingChannels_readAndWriteBothWays() throws Exception {
        Duplex pipe = Duplex.of(4);
        runtime.blockOn(async(() -> {
            var client = spawnBlocking(() -> {
                ByteBuffer answer = ByteBuffer.allocate(6);
                ByteChannel channel = pipe.left().toChannel(runtime);
                try (channel) {
                    assertThat(channel.write(UTF_8.encode("question"))).isEqualTo(8);
                    while (answer.hasRemaining() && channel.read(answer) >= 0) {}
                    assertThat(channel.isOpen()).isTrue();
                }
                assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
                        .isInstanceOf(ClosedChannelException.class);
                return UTF_8.decode(answer.flip()).toString();
            });
            ByteBuffer question = ByteBuffer.allocate(8);
            await(pipe.right().readExactly(question));
            await(pipe.right().writeAll(UTF_8.encode("answer")));
            assertThat(await(client)).isEqualTo("answer");
            assertThat(await(pipe.right().read(question.clear()))).isEqualTo(-1);
        }));
    }

    @Test
    void aBlockingAdapter_refusesToBlockAWorker() throws Exception {
        Duplex pipe = Duplex.of(4);
        InputStream in = pipe.left().toInputStream(runtime);
        OutputStream out = pipe.left().toOutputStream(runtime);
        ByteChannel channel = pipe.left().toChannel(runtime);
        runtime.blockOn(async(() -> {
            await(spawn(async(() -> {
                for (var blocking :
                        new ThrowingCallable[] {in::read, () -> out.write(1), () -> channel.read(ByteBuffer.allocate(1))
                        }) {
                    assertThatThrownBy(blocking)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("would block the thread")
                            .hasMessageContaining("spawnBlocking");
                }
            })));
        }));
    }

    @Test
    void anInterruptedReader_losesNothing() throws Exception {
        Duplex pipe = Duplex.of(4);
        InputStream in = pipe.left().toInputStream(runtime);
        Thread.currentThread().interrupt();
        assertThatThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        runtime.blockOn(pipe.right().write(UTF_8.encode("x")));
        assertThat(in.read()).isEqualTo('x');
    }

    @Test
    void aPipeOfTheJdk_goesThroughBothBridges() throws Exception {
        byte[] bytes = random(20_000);
        PipedOutputStream pipedOut = new PipedOutputStream();
        PipedInputStream pipedIn = new PipedInputStream(pipedOut, 64);
        GrowableBuffer all = new GrowableBuffer(bytes.length);
        runtime.blockOn(async(() -> {
            AsyncWrite sink = AsyncWrite.of(pipedOut);
            AsyncRead source = AsyncRead.of(pipedIn);
            await(join(
                    async(() -> {
                        await(sink.writeAll(ByteBuffer.wrap(bytes)));
                        await(sink.shutdown());
                    }),
                    source.readToEnd(all)));
        }));
        assertThat(all.toByteArray()).isEqualTo(bytes);
    }
}
