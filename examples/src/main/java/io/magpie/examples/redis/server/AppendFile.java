package io.magpie.examples.redis.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// An append-only file on the disk: replayed when the server starts, appended to from then on. Every method blocks.
///
/// Holds plain commands, as Redis writes them. A transaction is `MULTI`, its commands, `EXEC`, and counts as a whole.
final class AppendFile implements AutoCloseable {

    private static final int READ_BUFFER = 1 << 16;

    private final Path path;

    /// Another one after a rewrite. Written while nobody appends; who forces it at that moment finds it closed, and the
    /// other one forced.
    private volatile FileChannel channel;

    /// Where the next byte goes. A failed write leaves it where it was, and the next one writes over the torn bytes.
    /// Written by who appends, one at a time; read by who copies what was appended.
    private volatile long end;

    private AppendFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Opens `path`, creating it if it is not there, and replays it.
    ///
    /// A command that is cut short at the end of the file is what a crash leaves behind: it was never acknowledged under
    /// `always`, and is cut off with a warning. So is a transaction whose `EXEC` is missing. A rewrite that was not finished
    /// is removed.
    ///
    /// @param path the file
    /// @param keys where its commands are run
    /// @param warn told what was cut off, and why
    /// @return the file, to be appended to
    /// @throws IOException if it cannot be read, is damaged before its end, or holds a command that fails
    static AppendFile open(Path path, Replay keys, Consumer<String> warn) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            AppendFile file = new AppendFile(path, channel);
            file.replay(keys, warn);
            Files.deleteIfExists(AppendFileRewrite.beside(path));
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void replay(Replay keys, Consumer<String> warn) throws IOException {
        AppendFileReader reader =
                new AppendFileReader(new BufferedInputStream(Channels.newInputStream(channel), READ_BUFFER));
        try {
            for (var command = reader.next(); command != null; command = reader.next()) {
                keys.run(command, path, end);
                if (!keys.isInTransaction()) {
                    end = reader.position();
                }
            }
        } catch (EOFException e) {
            // Below: the same as a transaction without end.
        } catch (AppendFileReader.CorruptFileException e) {
            throw new IOException(
                    ("%s: %s. This is no cut-off end, which would be repaired here. The %,d bytes before it are sound. "
                                    + "Make a copy of the file; if what follows may be lost, run"
                                    + " `truncate -s %d %s`, and start again.")
                            .formatted(path, e.getMessage(), end, end, path),
                    e);
        }
        if (end < channel.size()) {
            warn.accept(
                    "%s: the last %,d bytes are a command or a transaction that was not written to its end; cut off."
                            .formatted(path, channel.size() - end));
            channel.truncate(end);
            channel.force(true);
        }
    }

    /// Hands `bytes` to the operating system, at the end of the file.
    void append(ByteBuffer bytes) throws IOException {
        long at = end;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        end = at;
    }

    /// Returns when everything appended is on the disk.
    void force() throws IOException {
        FileChannel forced = channel;
        try {
            forced.force(false);
        } catch (ClosedChannelException e) {
            if (forced == channel) {
                throw e;
            } // else a rewrite has taken its place, and that was forced
        }
    }

    /// A rewrite of what is in the file now. Others may append meanwhile, as long as each appends whole commands and
    /// transactions at a time.
    AppendFileRewrite rewrite() {
        return new AppendFileRewrite(this);
    }

    /// Puts a rewrite that was copied in the place of the file. Nobody appends meanwhile.
    ///
    /// @throws IOException if that fails; the file is as it was, or the rewrite in its place
    void replaceBy(AppendFileRewrite rewrite) throws IOException {
        FileChannel old = channel;
        FileChannel renewed = rewrite.finish(old);
        end = renewed.size();
        channel = renewed;
        old.close();
        rewrite.forceName();
    }

    Path path() {
        return path;
    }

    /// The length of what was appended and replayed, in bytes.
    long length() {
        return end;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
