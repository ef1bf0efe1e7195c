package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.magpie.future.Future;
import io.magpie.io.AsyncWrite;
import io.magpie.io.file.AsyncFile;
import io.magpie.io.file.AsyncFiles;
import io.magpie.io.file.FileSink;
import io.magpie.io.file.PathStream;
import io.magpie.sync.Receiver;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Files.
final class FileWork {

    private FileWork() {}

    // @start region="whole"
    /// Adds a line to a small file, by way of a new one: readers find the old text or the new, never a part.
    static Future<@Nullable Void> addLine(Path path, String line) {
        return async(() -> {
            String text = await(AsyncFiles.exists(path)) ? await(AsyncFiles.readString(path, 1 << 20)) : "";
            Path next = path.resolveSibling(path.getFileName() + ".next");
            await(AsyncFiles.writeString(next, text + line + "\n"));
            await(AsyncFiles.move(next, path, ATOMIC_MOVE));
        });
    }
    // @end

    // @start region="positions"
    /// A counter in the first eight bytes of a file: read, increased, on the disk when this ends.
    static Future<Long> increase(Path path) {
        return async(() -> {
            try (AsyncFile file = await(AsyncFile.open(path, READ, WRITE, CREATE))) {
                ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
                int n = await(file.read(bytes, 0));
                long next = (n < Long.BYTES ? 0 : bytes.getLong(0)) + 1;
                await(file.writeAll(bytes.clear().putLong(next).flip(), 0));
                await(file.syncData());
                await(file.finish());
                return next;
            }
        });
    }
    // @end

    // @start region="journal"
    /// Writes what is received, a line each, and syncs whenever nothing more is there.
    static Future<@Nullable Void> journal(Path path, Receiver<String> lines) {
        return async(() -> {
            try (AsyncFile file = await(AsyncFile.open(path, CREATE, APPEND))) {
                FileSink sink = file.sink(0);
                for (String line; (line = await(lines.recv())) != null; ) {
                    await(sink.writeAll(UTF_8.encode(line + "\n")));
                    if (lines.isEmpty()) {
                        await(file.syncData());
                    }
                }
                await(file.finish());
            }
        });
    }
    // @end

    // @start region="send"
    /// Sends a file to anybody who takes bytes.
    static Future<Long> send(Path path, AsyncWrite to) {
        return async(() -> {
            try (AsyncFile file = await(AsyncFile.open(path))) {
                return await(file.source(0).copyTo(to));
            }
        });
    }
    // @end

    // @start region="walk"
    /// How many bytes the files below a directory have.
    static Future<Long> sizeOf(Path directory) {
        return async(() -> {
            long total = 0;
            try (PathStream paths = await(AsyncFiles.walk(directory, Integer.MAX_VALUE))) {
                for (Path path; (path = await(paths.next())) != null; ) {
                    var attributes = await(AsyncFiles.attributes(path));
                    total += attributes.isRegularFile() ? attributes.size() : 0;
                }
            }
            return total;
        });
    }
    // @end
}
