package io.magpie.io.file;

import io.magpie.future.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What [Files] has, as futures: each runs on the blocking pool, in one job. All are inert, and fail with the
/// [IOException]s of `Files`, which name the path.
///
/// What a drop leaves behind is told in the [package][io.magpie.io.file].
public final class AsyncFiles {

    private AsyncFiles() {}

    // ---- whole files

    /// All bytes of a file.
    ///
    /// @param path which
    /// @param limit the most that are wanted; 0 or more
    /// @return a future of the bytes; fails with a [FileSystemException] if there are more than `limit`
    /// @throws IllegalArgumentException if `limit` is negative
    public static Future<byte[]> readAllBytes(Path path, int limit) {
        requireLimit(limit);
        return Job.question("AsyncFiles.readAllBytes(" + path + ")", () -> readNow(path, limit));
    }

    /// All of a file as text in UTF-8.
    ///
    /// @param path which
    /// @param limit the most bytes that are wanted; 0 or more
    /// @return a future of the text; fails with a [FileSystemException] if there are more than `limit`, and with a
    ///     [java.nio.charset.CharacterCodingException] if they are no UTF-8
    /// @throws IllegalArgumentException if `limit` is negative
    public static Future<String> readString(Path path, int limit) {
        requireLimit(limit);
        return Job.question(
                "AsyncFiles.readString(" + path + ")",
                () -> StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(java.nio.ByteBuffer.wrap(readNow(path, limit)))
                        .toString());
    }

    private static void requireLimit(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit is " + limit + ": it must be 0 or more");
        }
    }

    private static byte[] readNow(Path path, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(limit);
            if (bytes.length == limit && in.read() >= 0) {
                throw new FileSystemException(
                        path.toString(), null, "the file is longer than the limit of " + limit + " bytes");
            }
            return bytes;
        }
    }

    /// Writes a file: creates it, or replaces what is in it, unless options say otherwise.
    ///
    /// @param path which
    /// @param bytes what to write; not to be touched until the future has ended
    /// @param options as for [Files#write]
    /// @return a future that ends when the system has all of it
    public static Future<@Nullable Void> write(Path path, byte[] bytes, OpenOption... options) {
        Objects.requireNonNull(bytes, "bytes");
        return change("write", path, () -> Files.write(path, bytes, options));
    }

    /// Writes a file of text in UTF-8: creates it, or replaces what is in it, unless options say otherwise.
    ///
    /// @param path which
    /// @param text what to write
    /// @param options as for [Files#writeString]
    /// @return a future that ends when the system has all of it
    public static Future<@Nullable Void> writeString(Path path, CharSequence text, OpenOption... options) {
        Objects.requireNonNull(text, "text");
        return change("writeString", path, () -> Files.writeString(path, text, options));
    }

    // ---- names

    /// Copies a file, or an empty directory.
    ///
    /// @param source from where
    /// @param target to where
    /// @param options as for [Files#copy(Path, Path, CopyOption...)]
    /// @return a future that ends when it is done
    public static Future<@Nullable Void> copy(Path source, Path target, CopyOption... options) {
        return change("copy", source, () -> Files.copy(source, target, options));
    }

    /// Moves or renames.
    ///
    /// @param source from where
    /// @param target to where
    /// @param options as for [Files#move]
    /// @return a future that ends when it is done
    public static Future<@Nullable Void> move(Path source, Path target, CopyOption... options) {
        return change("move", source, () -> Files.move(source, target, options));
    }

    /// Deletes a file, or an empty directory.
    ///
    /// @param path which
    /// @return a future that ends when it is gone; fails with a [java.nio.file.NoSuchFileException] if there is none
    public static Future<@Nullable Void> delete(Path path) {
        return Job.change("AsyncFiles.delete(" + path + ")", () -> {
            Files.delete(path);
            return null;
        });
    }

    /// Deletes a file, or an empty directory, if there is one.
    ///
    /// @param path which
    /// @return a future of whether there was one
    public static Future<Boolean> deleteIfExists(Path path) {
        return Job.change("AsyncFiles.deleteIfExists(" + path + ")", () -> Files.deleteIfExists(path));
    }

    /// Makes a directory.
    ///
    /// @param path which; its parent exists
    /// @param attributes set in the same step
    /// @return a future that ends when it exists
    public static Future<@Nullable Void> createDirectory(Path path, FileAttribute<?>... attributes) {
        return change("createDirectory", path, () -> Files.createDirectory(path, attributes));
    }

    /// Makes a directory and those above it, as far as they are missing.
    ///
    /// @param path which
    /// @param attributes set in the same step
    /// @return a future that ends when all exist
    public static Future<@Nullable Void> createDirectories(Path path, FileAttribute<?>... attributes) {
        return change("createDirectories", path, () -> Files.createDirectories(path, attributes));
    }

    /// Makes an empty file of a new name.
    ///
    /// @param directory where; null for the system's place for such files
    /// @param prefix how the name begins; may be null
    /// @param suffix how it ends; null for `.tmp`
    /// @param attributes set in the same step
    /// @return a future of its path
    public static Future<Path> createTempFile(
            @Nullable Path directory,
            @Nullable String prefix,
            @Nullable String suffix,
            FileAttribute<?>... attributes) {
        return Job.change(
                "AsyncFiles.createTempFile",
                () -> directory == null
                        ? Files.createTempFile(prefix, suffix, attributes)
                        : Files.createTempFile(directory, prefix, suffix, attributes));
    }

    /// Makes an empty directory of a new name.
    ///
    /// @param directory where; null for the system's place for such directories
    /// @param prefix how the name begins; may be null
    /// @param attributes set in the same step
    /// @return a future of its path
    public static Future<Path> createTempDirectory(
            @Nullable Path directory, @Nullable String prefix, FileAttribute<?>... attributes) {
        return Job.change(
                "AsyncFiles.createTempDirectory",
                () -> directory == null
                        ? Files.createTempDirectory(prefix, attributes)
                        : Files.createTempDirectory(directory, prefix, attributes));
    }

    /// Makes a symbolic link.
    ///
    /// @param link the new name
    /// @param target what it names
    /// @return a future that ends when it exists
    public static Future<@Nullable Void> createSymbolicLink(Path link, Path target) {
        return change("createSymbolicLink", link, () -> Files.createSymbolicLink(link, target));
    }

    /// What a symbolic link names.
    ///
    /// @param link which
    /// @return a future of its target
    public static Future<Path> readSymbolicLink(Path link) {
        return Job.question("AsyncFiles.readSymbolicLink(" + link + ")", () -> Files.readSymbolicLink(link));
    }

    /// The one absolute path of a file that exists, without links on the way.
    ///
    /// @param path which
    /// @param options whether to follow links
    /// @return a future of the path
    public static Future<Path> toRealPath(Path path, LinkOption... options) {
        return Job.question("AsyncFiles.toRealPath(" + path + ")", () -> path.toRealPath(options));
    }

    // ---- questions

    /// Whether there is such a file or directory. Unlike [Files#exists], it fails if that cannot be told, for instance
    /// because a directory above may not be searched.
    ///
    /// @param path which
    /// @param options whether to follow links
    /// @return a future of whether it exists
    public static Future<Boolean> exists(Path path, LinkOption... options) {
        return Job.question("AsyncFiles.exists(" + path + ")", () -> {
            try {
                Files.readAttributes(path, BasicFileAttributes.class, options);
                return true;
            } catch (java.nio.file.NoSuchFileException e) {
                return false;
            }
        });
    }

    /// What is known about a file: its kind, length, times.
    ///
    /// @param path which
    /// @param options whether to follow links
    /// @return a future of the attributes
    public static Future<BasicFileAttributes> attributes(Path path, LinkOption... options) {
        return attributes(path, BasicFileAttributes.class, options);
    }

    /// As [#attributes(Path, LinkOption...)], with more that some systems know.
    ///
    /// @param path which
    /// @param type such as [java.nio.file.attribute.PosixFileAttributes]
    /// @param options whether to follow links
    /// @param <A> the type of the attributes
    /// @return a future of the attributes; fails with an [UnsupportedOperationException] if the system has none of the type
    public static <A extends BasicFileAttributes> Future<A> attributes(
            Path path, Class<A> type, LinkOption... options) {
        return Job.question("AsyncFiles.attributes(" + path + ")", () -> Files.readAttributes(path, type, options));
    }

    /// Sets when a file was last changed.
    ///
    /// @param path which
    /// @param time when
    /// @return a future that ends when it is set
    public static Future<@Nullable Void> setLastModifiedTime(Path path, FileTime time) {
        return change("setLastModifiedTime", path, () -> Files.setLastModifiedTime(path, time));
    }

    // ---- directories

    /// What is in a directory, in no order. Close the result.
    ///
    /// @param directory which
    /// @return a future of its entries
    @SuppressWarnings("StreamResourceLeak") // the result closes it
    public static Future<PathStream> list(Path directory) {
        return opened("list", directory, () -> Files.list(directory));
    }

    /// A file, or a directory and everything below it, each directory before what is in it. Close the result.
    ///
    /// @param start where to begin
    /// @param depth how deep to go; 0 for `start` alone
    /// @param options whether to follow links; then a cycle is a failure
    /// @return a future of the paths
    /// @throws IllegalArgumentException if `depth` is negative
    @SuppressWarnings("StreamResourceLeak") // the result closes it
    public static Future<PathStream> walk(Path start, int depth, FileVisitOption... options) {
        if (depth < 0) {
            throw new IllegalArgumentException("depth is " + depth + ": it must be 0 or more");
        }
        return opened("walk", start, () -> Files.walk(start, depth, options));
    }

    private static Future<PathStream> opened(String what, Path start, Listing listing) {
        return new PathStream.Opening("AsyncFiles." + what + "(" + start + ")", listing);
    }

    /// Makes the JDK's stream of paths; runs on the pool.
    interface Listing {
        Stream<Path> open() throws IOException;
    }

    private static Future<@Nullable Void> change(String what, Path path, java.util.concurrent.Callable<?> body) {
        return Job.change("AsyncFiles." + what + "(" + path + ")", () -> {
            body.call();
            return null;
        });
    }
}
