package io.magpie.io.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The file that binding a Unix domain socket has made, to be deleted by who bound it, and only as long as it
/// is that file: somebody else may have deleted it and bound a socket of his own.
///
/// @param path where it is
/// @param key which file it is; null if the file system cannot tell
record SocketFile(Path path, @Nullable Object key) {

    /// The file of a socket that was bound just now.
    static SocketFile of(Path path) throws IOException {
        return new SocketFile(path, key(path));
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /// Deletes it. The socket must be open still: only as long is its key its own.
    void delete() {
        try {
            if (Objects.equals(key, key(path))) {
                Files.delete(path);
            }
        } catch (IOException | SecurityException _) {
            // Deleted already, or not to be deleted by us: whoever binds next is told.
        }
    }
}
