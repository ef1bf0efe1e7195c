package io.magpie.io.file;

import static io.magpie.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AsyncFilesTest {

    @TempDir
    private Path directory;

    private FilesFixture fixture;
    private AsyncRuntime runtime;

    @BeforeEach
    void start() {
        fixture = new FilesFixture();
        runtime = fixture.runtime;
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void wholeFiles_areWrittenAndRead() throws Exception {
        Path path = directory.resolve("text");
        runtime.blockOn(() -> {
            await(AsyncFiles.writeString(path, "grüße"));
            assertThat(await(AsyncFiles.readString(path, 100))).isEqualTo("grüße");
            await(AsyncFiles.write(path, new byte[] {1, 2, 3}));
            assertThat(await(AsyncFiles.readAllBytes(path, 3))).containsExactly(1, 2, 3);
        });
    }

    @Test
    void moreThanTheLimit_isRefused_andNotRead() throws Exception {
        Path path = Files.writeString(directory.resolve("long"), "12345");
        assertThatThrownBy(() -> runtime.blockOn(AsyncFiles.readAllBytes(path, 4)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(path + ": the file is longer than the limit of 4 bytes");
        assertThatThrownBy(() -> runtime.blockOn(AsyncFiles.readString(path, 0)))
                .isInstanceOf(FileSystemException.class);
    }

    @Test
    void textThatIsNoUtf8_isAFailure() throws Exception {
        Path path = Files.write(directory.resolve("latin1"), "grüße".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> runtime.blockOn(AsyncFiles.readString(path, 100)))
                .isInstanceOf(CharacterCodingException.class);
    }

    @Test
    void namesAreMadeMovedAndDeleted() throws Exception {
        runtime.blockOn(() -> {
            Path deep = directory.resolve("a/b/c");
            await(AsyncFiles.createDirectories(deep));
            await(AsyncFiles.createDirectory(deep.resolve("d")));
            Path file = await(AsyncFiles.createTempFile(deep, "pre", ".suf"));
            assertThat(file.getFileName().toString()).startsWith("pre").endsWith(".suf");
            assertThat(await(AsyncFiles.createTempDirectory(deep, "dir"))).isDirectory();
            Path copy = deep.resolve("copy");
            await(AsyncFiles.copy(file, copy));
            Path moved = deep.resolve("moved");
            await(AsyncFiles.move(copy, moved, StandardCopyOption.ATOMIC_MOVE));
            assertThat(await(AsyncFiles.exists(copy))).isFalse();
            assertThat(await(AsyncFiles.exists(moved))).isTrue();
            await(AsyncFiles.setLastModifiedTime(moved, FileTime.fromMillis(1000)));
            assertThat(await(AsyncFiles.attributes(moved)).lastModifiedTime().toMillis())
                    .isEqualTo(1000);
            Path link = deep.resolve("link");
            await(AsyncFiles.createSymbolicLink(link, moved));
            assertThat(await(AsyncFiles.readSymbolicLink(link))).isEqualTo(moved);
            assertThat(await(AsyncFiles.toRealPath(link))).isEqualTo(moved.toRealPath());
            await(AsyncFiles.delete(moved));
            assertThat(await(AsyncFiles.deleteIfExists(moved))).isFalse();
        });
        assertThatThrownBy(() -> runtime.blockOn(AsyncFiles.delete(directory.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class);
    }

    private Set<Path> many(int count) throws Exception {
        Set<Path> made = new HashSet<>();
        for (int i = 0; i < count; i++) {
            made.add(Files.createFile(directory.resolve("f" + i)));
        }
        return made;
    }

    private static Future<Set<Path>> all(PathStream paths) {
        return io.magpie.Async.async(() -> {
            Set<Path> all = new HashSet<>();
            for (Path path; (path = await(paths.next())) != null; ) {
                all.add(path);
            }
            return all;
        });
    }

    @Test
    void aListing_givesEveryEntryOnce_alsoAtTheEdgesOfABatch() throws Exception {
        for (int count : new int[] {0, 1, PathStream.BATCH - 1, PathStream.BATCH, PathStream.BATCH + 1}) {
            int before = directory.toFile().list().length;
            Path part = Files.createDirectory(directory.resolve("d" + before));
            Set<Path> made = new HashSet<>();
            for (int i = 0; i < count; i++) {
                made.add(Files.createFile(part.resolve("f" + i)));
            }
            runtime.blockOn(() -> {
                try (PathStream paths = await(AsyncFiles.list(part))) {
                    assertThat(await(all(paths))).isEqualTo(made);
                    assertThat(await(paths.next())).isNull();
                }
            });
        }
    }

    @Test
    void aWalk_goesAsDeepAsAsked() throws Exception {
        Path inner = Files.createDirectories(directory.resolve("a/b"));
        Path leaf = Files.createFile(inner.resolve("leaf"));
        runtime.blockOn(() -> {
            try (PathStream paths = await(AsyncFiles.walk(directory, 10))) {
                assertThat(await(all(paths))).containsExactlyInAnyOrder(directory, inner.getParent(), inner, leaf);
            }
            try (PathStream paths = await(AsyncFiles.walk(directory, 1))) {
                assertThat(await(all(paths))).containsExactlyInAnyOrder(directory, inner.getParent());
            }
        });
    }

    @Test
    void aDroppedNext_losesNoPath() throws Exception {
        Set<Path> made = many(50);
        PathStream paths = runtime.blockOn(AsyncFiles.list(directory));
        try (var _ = fixture.busy()) {
            runtime.blockOn((Future<@Nullable Void>) cx -> {
                Future<Path> next = paths.next();
                assertThat(next.poll(cx)).isSameAs(Poll.PENDING);
                next.drop(cx.withCancellation(Cancellation.GIVEN_UP));
                return null;
            });
        }
        assertThat(runtime.blockOn(all(paths))).isEqualTo(made);
        paths.close();
        paths.close();
    }

    @Test
    void aMissingDirectory_isAFailure() {
        assertThatThrownBy(() -> runtime.blockOn(AsyncFiles.list(directory.resolve("none"))))
                .isInstanceOf(NoSuchFileException.class);
    }
}
