package io.magpie.examples.redis.server;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An append-only file on the disk: replayed when the server starts, appended to from then on. Every method blocks.
///
/// Holds plain commands, as Redis writes them. A transaction is `MULTI`, its commands, `EXEC`, and counts as a whole.
final class AppendFile implements AutoCloseable {

    private static final int READ_BUFFER = 1 << 16;

    private final Path path;
    private final FileChannel channel;

    /// Where the next byte goes. A failed write leaves it where it was, and the next one writes over the torn bytes.
    private long end;

    private AppendFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Opens `path`, creating it if it is not there, and has each of its commands run.
    ///
    /// A command that is cut short at the end of the file is what a crash leaves behind: it was never acknowledged under
    /// `always`, and is cut off with a warning. So is a transaction whose `EXEC` is missing.
    ///
    /// @param path the file
    /// @param run runs a command; returns null, or the error it replied
    /// @param warn told what was cut off, and why
    /// @return the file, to be appended to
    /// @throws IOException if it cannot be read, is damaged before its end, or holds a command that fails
    static AppendFile open(Path path, Function<byte[][], @Nullable String> run, Consumer<String> warn)
            throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            AppendFile file = new AppendFile(path, channel);
            file.replay(run, warn);
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void replay(Function<byte[][], @Nullable String> run, Consumer<String> warn) throws IOException {
        AppendFileReader reader =
                new AppendFileReader(new BufferedInputStream(Channels.newInputStream(channel), READ_BUFFER));
        List<byte[][]> transaction = null; // what came since MULTI
        try {
            for (var command = reader.next(); command != null; command = reader.next()) {
                switch (nameOf(command)) {
                    case "MULTI" -> transaction = new ArrayList<>();
                    case "EXEC" -> {
                        for (var queued : transaction == null ? List.<byte[][]>of() : transaction) {
                            run(queued, run);
                        }
                        transaction = null;
                    }
                    default -> {
                        if (transaction == null) {
                            run(command, run);
                        } else {
                            transaction.add(command);
                        }
                    }
                }
                if (transaction == null) {
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

    private void run(byte[][] command, Function<byte[][], @Nullable String> run) throws IOException {
        String error = run.apply(command);
        if (error != null) {
            throw new IOException(
                    "%s: %s, shortly after byte %,d, replies \"%s\". The file was not written by this server, or holds what it"
                                    .formatted(path, nameOf(command), end, error)
                            + " does not know: nothing was changed.");
        }
    }

    private static String nameOf(byte[][] command) {
        return command.length == 0 ? "" : new String(command[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
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
        channel.force(false);
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
