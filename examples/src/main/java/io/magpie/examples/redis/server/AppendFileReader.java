package io.magpie.examples.redis.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the commands of an append-only file: arrays of bulk strings, one after the other, as Redis writes them. Lines
/// that begin with `#` are annotations, and are skipped.
///
/// Tells a file that ends too early, which is what a crash leaves behind, from one that is damaged, which is not.
final class AppendFileReader {

    /// No argument is longer: the limit of Redis, 512 MB.
    private static final int LONGEST_ARGUMENT = 512 << 20;

    private static final int MOST_ARGUMENTS = 1 << 20;

    private final InputStream input;
    private long position;

    /// @param input the file from its beginning; read in small steps, so better buffered
    AppendFileReader(InputStream input) {
        this.input = input;
    }

    /// How many bytes were read; after [#next] where the next command begins.
    long position() {
        return position;
    }

    /// The next command.
    ///
    /// @return its name and arguments; null at the end of the file
    /// @throws EOFException if the file ends within a command
    /// @throws CorruptFileException if there is something else than a command
    /// @throws IOException if the file cannot be read
    byte @Nullable [][] next() throws IOException {
        int first = input.read();
        while (first == '#') {
            position++;
            skipLine();
            first = input.read();
        }
        if (first < 0) {
            return null;
        }
        expect('*', first);
        int count = length(MOST_ARGUMENTS);
        List<byte[]> arguments = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            expect('$', read());
            byte[] argument = input.readNBytes(length(LONGEST_ARGUMENT));
            position += argument.length;
            arguments.add(argument);
            expect('\r', read());
            expect('\n', read());
        }
        return arguments.toArray(new byte[0][]);
    }

    private void skipLine() throws IOException {
        while (read() != '\n') {
            position++;
        }
        position++;
    }

    /// A decimal number and the end of its line.
    private int length(int most) throws IOException {
        long value = 0;
        int digits = 0;
        while (true) {
            int next = read();
            if (next == '\r' && digits > 0) {
                break;
            }
            if (next < '0' || next > '9') {
                throw corrupt("a digit", next);
            }
            value = value * 10 + next - '0';
            digits++;
            if (value > most) {
                throw new CorruptFileException(position, "a length above " + most);
            }
            position++;
        }
        position++;
        expect('\n', read());
        return (int) value;
    }

    private void expect(char wanted, int found) throws CorruptFileException {
        if (found != wanted) {
            throw corrupt("'" + printable(wanted) + "'", found);
        }
        position++;
    }

    private CorruptFileException corrupt(String wanted, int found) {
        return new CorruptFileException(position, "'" + printable(found) + "' where " + wanted + " belongs");
    }

    private static String printable(int character) {
        return character > ' ' && character < 0x7f ? "" + (char) character : "\\x%02x".formatted(character);
    }

    private int read() throws IOException {
        int next = input.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    /// The file holds something that is no command, and goes on after it: no crash does that.
    static final class CorruptFileException extends IOException {

        @java.io.Serial
        private static final long serialVersionUID = 1;

        CorruptFileException(long position, String found) {
            super("byte " + position + " is damaged: " + found);
        }
    }
}
