package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Effects;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A shorter append-only file, written beside the one in use: the few commands that make the same keys, and then what was
/// appended meanwhile. It takes the other's place in one step, when it is complete and on the disk; until then the other
/// one is as it was, whatever happens. Every method but [#abandon] blocks, and one runs at a time.
///
/// The keys are those that the file in use makes, and not those in memory: so nobody who changes them has to wait.
final class AppendFileRewrite {

    /// What may be left for [#finish], while nobody can write. A guess: some milliseconds of copying.
    private static final long SHORT_TAIL = 1 << 20;

    private static final int READ_BUFFER = 1 << 16;

    private final AppendFile old;
    private final Path beside;

    /// How much of the old file is in the new one; at first, how much was written when this began.
    private long copied;

    private @Nullable FileChannel channel;
    private volatile boolean abandoned;

    /// @param old whose length now is that of whole commands and transactions
    AppendFileRewrite(AppendFile old) {
        this.old = old;
        this.beside = beside(old.path());
        this.copied = old.length();
    }

    /// The name of a file that is being written; one found at the start is what a crash left behind.
    static Path beside(Path path) {
        return path.resolveSibling(path.getFileName() + ".rewrite");
    }

    /// Writes the keys, and all but the end of what was appended since. Abandoned, it returns soon, and leaves nothing.
    ///
    /// @throws IOException if that fails; then nothing is left of it
    void copy() throws IOException {
        try (FileChannel input = FileChannel.open(old.path(), StandardOpenOption.READ)) {
            FileChannel output = FileChannel.open(
                    beside,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            channel = output;
            new KeyWriter(bytes -> write(bytes, output)).write(replayed(input));
            while (old.length() - copied > SHORT_TAIL) {
                copyTail(input, output, Math.min(old.length(), copied + SHORT_TAIL));
            }
            output.force(true); // most of it now, while nobody waits
            goOn();
        } catch (AbandonedException e) {
            discard();
        } catch (IOException | RuntimeException e) {
            discard();
            throw e;
        }
    }

    private void write(ByteBuffer bytes, FileChannel output) throws IOException {
        goOn();
        while (bytes.hasRemaining()) {
            output.write(bytes);
        }
    }

    private Database replayed(FileChannel input) throws IOException {
        Database keys = new Database(InstantSource.system(), RandomGenerator.getDefault(), Effects.NONE);
        Replay replay = Replay.on(keys, CommandTable.standard());
        AppendFileReader reader =
                new AppendFileReader(new BufferedInputStream(Channels.newInputStream(input), READ_BUFFER));
        while (reader.position() < copied) {
            goOn();
            byte[][] command = reader.next();
            if (command == null) {
                throw new EOFException(old + " is shorter than what was written to it");
            }
            replay.run(command, old.path(), reader.position());
        }
        return keys;
    }

    private void copyTail(FileChannel input, FileChannel output, long end) throws IOException {
        while (copied < end) {
            goOn();
            copied += input.transferTo(copied, end - copied, output);
        }
    }

    /// Writes what is missing, and puts the new file in the place of the old one. Nobody may append meanwhile.
    ///
    /// @return the new file, to be appended to
    /// @throws IOException if that fails; then the old file is in its place, and nothing is left of this
    FileChannel finish(FileChannel input) throws IOException {
        FileChannel output = channel;
        if (output == null) {
            throw new IllegalStateException("nothing was copied");
        }
        try {
            copyTail(input, output, old.length());
            output.force(true); // before it has the name: a crash must not find it empty
            Files.move(beside, old.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            discard();
            throw e;
        }
        return output;
    }

    /// Forces the name onto the disk: without it a crash might bring the old file back, which knows nothing of what was
    /// appended to the new one. Where a directory cannot be opened, as on Windows, the file system has to see to it.
    void forceName() throws IOException {
        FileChannel directory;
        try {
            directory = FileChannel.open(beside.toAbsolutePath().getParent(), StandardOpenOption.READ);
        } catch (IOException e) {
            return;
        }
        try (directory) {
            directory.force(true);
        }
    }

    /// Has [#copy] end soon. Any thread.
    void abandon() {
        abandoned = true;
    }

    private void goOn() throws IOException {
        if (abandoned) {
            throw new AbandonedException();
        }
    }

    /// Removes what was written.
    void discard() throws IOException {
        if (channel != null) {
            channel.close();
        }
        Files.deleteIfExists(beside);
    }

    /// The server ends: nobody needs this any more.
    private static final class AbandonedException extends IOException {

        @java.io.Serial
        private static final long serialVersionUID = 1;
    }
}
