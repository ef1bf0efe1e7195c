package io.magpie.io.file;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.magpie.AsyncRuntime;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AsyncFileTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    /// Takes no bytes: every write fails, as on a full disk.
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path directory;

    private FilesFixture fixture;
    private AsyncRuntime runtime;
    private Path path;

    @BeforeEach
    void start() {
        fixture = new FilesFixture();
        runtime = fixture.runtime;
        path = directory.resolve("file");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer filled) {
        return StandardCharsets.UTF_8.decode(filled.flip()).toString();
    }

    /// What `future` throws.
    private static Future<Throwable> failureOf(Future<?> future) {
        return async(() -> {
            try {
                Object value = await(future);
                return new AssertionError("it did not fail, but gave " + value);
            } catch (Exception e) {
                return e;
            }
        });
    }

    private Throwable failure(Future<?> future) throws Exception {
        return runtime.blockOn(failureOf(future));
    }

    private final CountDownLatch dropped = new CountDownLatch(1);

    /// Polls once, and drops; what the drop gives is thrown away, but waited for.
    private Future<@Nullable Void> begunAndDropped(Future<?> future) {
        return new Future<>() {
            private boolean begun;

            @Override
            public @Nullable Object poll(Context cx) throws Exception {
                if (!begun) {
                    begun = true;
                    if (future.poll(cx) != Poll.PENDING) {
                        throw new AssertionError("it should wait: the pool is busy");
                    }
                }
                Object answer = future.drop(cx.withCancellation(Cancellation.GIVEN_UP));
                dropped.countDown();
                return answer == Poll.PENDING ? Poll.PENDING : null;
            }
        };
    }

    // ---- at a position

    @Test
    void whatIsWrittenAtAPosition_isReadThere() throws Exception {
        runtime.blockOn(() -> {
            try (AsyncFile file = await(AsyncFile.open(path, READ, WRITE, CREATE_NEW))) {
                ByteBuffer from = bytes("hello");
                assertThat(await(file.write(from, 3))).isEqualTo(5);
                assertThat(from.hasRemaining()).isFalse();
                await(file.writeAll(bytes("HE"), 0));
                ByteBuffer into = ByteBuffer.allocate(100);
                assertThat(await(file.read(into, 0))).isEqualTo(8);
                assertThat(text(into)).isEqualTo("HE\0hello");
                assertThat(await(file.read(into.clear().limit(2), 4))).isEqualTo(2);
                assertThat(text(into)).isEqualTo("el");
                assertThat(await(file.read(into.clear(), 8))).isEqualTo(-1);
                assertThat(await(file.read(ByteBuffer.allocate(0), 0))).isZero();
                assertThat(await(file.write(ByteBuffer.allocate(0), 0))).isZero();
            }
        });
    }

    @Test
    void moreThanOneOperationMoves_isWrittenByWriteAll() throws Exception {
        byte[] all = new byte[Chunks.SIZE * 2 + 17];
        new Random(3).nextBytes(all);
        runtime.blockOn(() -> {
            try (AsyncFile file = await(AsyncFile.open(path, WRITE, CREATE_NEW))) {
                ByteBuffer from = ByteBuffer.wrap(all);
                assertThat(await(file.write(from, 0))).isEqualTo(Chunks.SIZE);
                await(file.writeAll(from, Chunks.SIZE));
                await(file.finish());
            }
        });
        assertThat(Files.readAllBytes(path)).isEqualTo(all);
    }

    @Test
    void operationsAtOtherPositions_mayOverlap() throws Exception {
        try (AsyncRuntime wide = AsyncRuntime.builder().workers(2).build()) {
            wide.blockOn(() -> {
                try (AsyncFile file = await(AsyncFile.open(path, READ, WRITE, CREATE_NEW))) {
                    List<JoinHandle<Integer>> writes = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        writes.add(spawn(file.write(bytes("%04d".formatted(i)), i * 4L)));
                    }
                    for (JoinHandle<Integer> write : writes) {
                        assertThat(await(write)).isEqualTo(4);
                    }
                    for (int i = 0; i < 100; i++) {
                        ByteBuffer into = ByteBuffer.allocate(4);
                        await(file.read(into, i * 4L));
                        assertThat(text(into)).isEqualTo("%04d".formatted(i));
                    }
                }
            });
        }
    }

    @Test
    void theFileAsAWhole() throws Exception {
        runtime.blockOn(() -> {
            try (AsyncFile file = await(AsyncFile.open(path, READ, WRITE, CREATE_NEW))) {
                await(file.writeAll(bytes("0123456789"), 0));
                assertThat(await(file.size())).isEqualTo(10);
                await(file.truncate(4));
                assertThat(await(file.size())).isEqualTo(4);
                await(file.sync());
                await(file.syncData());
                try (var lock = await(file.tryLock(0, 10, false))) {
                    assertThat(lock.isValid()).isTrue();
                    assertThat(await(failureOf(file.tryLock(5, 1, false))))
                            .isInstanceOf(OverlappingFileLockException.class);
                }
                assertThat(file.path()).isEqualTo(path);
            }
        });
    }

    @Test
    void aNegativePosition_isRefusedAtOnce() throws Exception {
        runtime.blockOn(() -> {
            try (AsyncFile file = await(AsyncFile.open(path, READ, WRITE, CREATE_NEW))) {
                assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), -1).getClass())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("position is -1: a file begins at 0");
            }
        });
    }

    // ---- failures

    @Test
    void failures_nameThePath() throws Exception {
        assertThat(failure(AsyncFile.open(path)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(path.toString());
        assumeTrue(Files.exists(FULL));
        AsyncFile full = runtime.blockOn(AsyncFile.open(FULL, WRITE));
        assertThat(failure(full.write(bytes("x"), 0)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("/dev/full: cannot write the file: No space left on device");
        full.close();
    }

    @Test
    void whoComesAfterClose_isToldSo() throws Exception {
        AsyncFile file = runtime.blockOn(AsyncFile.open(path, READ, WRITE, CREATE_NEW));
        file.close();
        file.close();
        fixture.settle();
        assertThat(file.isOpen()).isFalse();
        for (Future<?> late :
                List.of(file.read(ByteBuffer.allocate(1), 0), file.write(bytes("x"), 0), file.size(), file.sync())) {
            assertThat(failure(late))
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessageContaining("AsyncFile[" + path + "] was closed");
        }
        runtime.blockOn(file.finish());
    }

    // ---- drops

    @Test
    void aDroppedRead_leavesFileAndBufferAlone() throws Exception {
        Files.writeString(path, "content");
        AsyncFile file = runtime.blockOn(AsyncFile.open(path));
        ByteBuffer into = ByteBuffer.allocate(7);
        try (var _ = fixture.busy()) {
            runtime.blockOn(begunAndDropped(file.read(into, 0)));
        }
        fixture.settle();
        assertThat(into.position()).isZero();
        assertThat(into.get(0)).isZero();
        assertThat(runtime.blockOn(file.read(into, 0))).isEqualTo(7);
        file.close();
    }

    @Test
    void aDroppedWrite_isWaitedFor() throws Exception {
        AsyncFile file = runtime.blockOn(AsyncFile.open(path, WRITE, CREATE_NEW));
        JoinHandle<Void> dropping;
        try (var _ = fixture.busy()) {
            dropping = runtime.spawn(begunAndDropped(file.write(bytes("whole"), 0)));
            dropped.await();
            runtime.blockOn(async(() -> {
                for (int i = 0; i < 10; i++) {
                    await(io.magpie.Async.yieldNow());
                }
            }));
            assertThat(dropping.outcome()).isNull();
        }
        dropping.join();
        assertThat(Files.readString(path)).isEqualTo("whole");
        file.close();
    }

    @Test
    void aDroppedJob_isNotInterrupted() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Job<Void> job = Job.question("test", () -> {
            runs.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
            }
            return null;
        });
        runtime.blockOn((Future<@Nullable Void>) cx -> {
            assertThat(job.poll(cx)).isSameAs(Poll.PENDING);
            runs.await();
            assertThat(job.drop(cx.withCancellation(Cancellation.GIVEN_UP))).isSameAs(Poll.CANCELLED);
            return null;
        });
        release.countDown();
        fixture.settle();
        assertThat(interrupted).isFalse();
    }

    @Test
    void aDroppedOpening_closesWhatItOpens() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")));
        Files.writeString(path, "content");
        try (var _ = fixture.busy()) {
            runtime.blockOn(begunAndDropped(AsyncFile.open(path)));
        }
        fixture.settle(); // it has opened, and handed over the close
        fixture.settle();
        assertThat(descriptorsOf(path)).isZero();
    }

    private static long descriptorsOf(Path path) throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).equals(path.toRealPath());
                        } catch (IOException e) {
                            return false; // closed meanwhile
                        }
                    })
                    .count();
        }
    }

    // ---- with a cursor

    /// Each time that it has to wait: goes on, or is dropped.
    private static <T> Future<@Nullable T> fickle(Future<T> inner, Random random) {
        return cx -> {
            Object answer = inner.poll(cx);
            if (answer == Poll.PENDING && random.nextInt(2) == 0) {
                inner.drop(cx);
                return null;
            }
            return answer;
        };
    }

    @Test
    void droppedReadsOfASource_loseNoByte() throws Exception {
        byte[] all = new byte[1_000_000];
        new Random(1).nextBytes(all);
        Files.write(path, all);
        for (int seed = 0; seed < 3 * SCALE; seed++) {
            Random random = new Random(seed);
            runtime.blockOn(() -> {
                try (AsyncFile file = await(AsyncFile.open(path))) {
                    FileSource source = file.source(17);
                    ByteBuffer got = ByteBuffer.allocate(all.length);
                    ByteBuffer part = ByteBuffer.allocate(60_000);
                    while (true) {
                        part.clear().limit(1 + random.nextInt(60_000));
                        Integer n = await(fickle(source.read(part), random));
                        if (n != null && n < 0) {
                            break;
                        }
                        got.put(part.flip());
                        assertThat(source.position()).isEqualTo(17L + got.position());
                    }
                    assertThat(got.flip()).isEqualTo(ByteBuffer.wrap(all, 17, all.length - 17));
                    source.seek(0);
                    await(source.read(part.clear()));
                    assertThat(part.get(0)).isEqualTo(all[0]);
                }
            });
        }
    }

    @Test
    void aSource_findsWhatTheFileHasGrownBy() throws Exception {
        Files.writeString(path, "a");
        runtime.blockOn(() -> {
            try (AsyncFile file = await(AsyncFile.open(path))) {
                FileSource source = file.source(0);
                ByteBuffer into = ByteBuffer.allocate(10);
                assertThat(await(source.read(into))).isEqualTo(1);
                assertThat(await(source.read(into))).isEqualTo(-1);
                await(AsyncFiles.writeString(path, "b", APPEND));
                assertThat(await(source.read(into))).isEqualTo(1);
                assertThat(text(into)).isEqualTo("ab");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void droppedWritesOfASink_areNeitherLostNorDoubled(boolean append) throws Exception {
        for (int seed = 0; seed < 3 * SCALE; seed++) {
            Path target = directory.resolve("sink" + seed);
            byte[] all = new byte[500_000];
            Random random = new Random(seed);
            random.nextBytes(all);
            runtime.blockOn(() -> {
                try (AsyncFile file = await(AsyncFile.open(target, append ? APPEND : WRITE, CREATE_NEW))) {
                    FileSink sink = file.sink(0);
                    ByteBuffer from = ByteBuffer.wrap(all);
                    int end = 0;
                    while (from.position() < all.length) {
                        // Begun again with the same bytes, and more behind them. With fewer, an append would double
                        // some.
                        end = Math.min(all.length, Math.max(end, from.position()) + 1 + random.nextInt(40_000));
                        await(fickle(sink.write(from.limit(end)), random));
                        assertThat(sink.position()).isEqualTo(from.position());
                        if (random.nextInt(5) == 0) {
                            await(fickle(sink.flush(), random));
                        }
                    }
                    await(sink.shutdown());
                    await(file.finish());
                }
            });
            assertThat(Files.readAllBytes(target)).isEqualTo(all);
        }
    }

    @Test
    void otherBytesAfterADroppedWrite_areWrittenOverIt() throws Exception {
        AsyncFile file = runtime.blockOn(AsyncFile.open(path, WRITE, CREATE_NEW));
        FileSink sink = file.sink(0);
        try (var _ = fixture.busy()) {
            runtime.blockOn(begunAndDropped(sink.write(bytes("dropped"))));
        }
        runtime.blockOn(sink.writeAll(bytes("something else")));
        assertThat(sink.position()).isEqualTo(14);
        assertThat(Files.readString(path)).isEqualTo("something else");
        file.close();
    }

    @Test
    void theFailureOfADroppedWrite_isThrownByTheNextOperation() throws Exception {
        assumeTrue(Files.exists(FULL));
        AsyncFile full = runtime.blockOn(AsyncFile.open(FULL, WRITE));
        FileSink sink = full.sink(0);
        try (var _ = fixture.busy()) {
            runtime.blockOn(begunAndDropped(sink.write(bytes("dropped"))));
        }
        assertThat(failure(sink.flush())).hasMessageContaining("No space left on device");
        runtime.blockOn(sink.flush());
        full.close();
    }

    @Test
    void afterItsShutdown_aSinkTakesNoMore_andTheFileIsOpen() throws Exception {
        AsyncFile file = runtime.blockOn(AsyncFile.open(path, WRITE, CREATE_NEW));
        FileSink sink = file.sink(0);
        runtime.blockOn(sink.writeAll(bytes("all")));
        runtime.blockOn(sink.shutdown());
        assertThat(failure(sink.write(bytes("more")))).hasMessageContaining("was shut down");
        assertThat(runtime.blockOn(file.size())).isEqualTo(3);
        file.close();
    }

    @Test
    void finishing_comesAfterAWriteThatWasBegun() throws Exception {
        AsyncFile file = runtime.blockOn(AsyncFile.open(path, WRITE, CREATE_NEW));
        Future<Integer> write = file.write(bytes("before"), 0);
        JoinHandle<Void> finishing;
        try (var _ = fixture.busy()) {
            runtime.blockOn((Future<@Nullable Void>) cx -> {
                assertThat(write.poll(cx)).isSameAs(Poll.PENDING);
                return null;
            });
            finishing = runtime.spawn(file.finish());
        }
        assertThat(runtime.blockOn(write)).isEqualTo(6);
        finishing.join();
        assertThat(Files.readString(path)).isEqualTo("before");
    }

    @Test
    void finishing_waitsForAWriteThatTheSystemIsAt() throws Exception {
        HeldChannel channel = new HeldChannel();
        try (AsyncRuntime several = AsyncRuntime.builder().workers(1).build()) {
            AsyncFile file = new AsyncFile(path, channel, several);
            JoinHandle<Integer> write = several.spawn(file.write(bytes("x"), 0));
            channel.begun.await();
            JoinHandle<Void> finishing = several.spawn(file.finish());
            while (!file.writes.hasQueuedThreads() && channel.isOpen()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("finishing neither waits nor ends");
                }
                Thread.onSpinWait(); // until it waits, or has not waited
            }
            channel.released.countDown();
            assertThat(write.join()).isEqualTo(1);
            finishing.join();
            assertThat(channel.closedWhileWriting).isFalse();
            assertThat(channel.isOpen()).isFalse();
        }
    }
}
