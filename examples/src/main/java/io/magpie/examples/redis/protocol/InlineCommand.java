package io.magpie.examples.redis.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits a line that a person typed into arguments, by the quoting rules of Redis.
///
/// Arguments are separated by white space. In double quotes, `\n \r \t \b \a` and `\xHH` mean one byte each and a
/// backslash makes any other byte mean itself; in single quotes only `\'` is special. A closing quote must end its
/// argument.
final class InlineCommand {

    private final byte[] line;
    private final int end;
    private int at;

    private InlineCommand(byte[] line, int from, int end) {
        this.line = line;
        this.at = from;
        this.end = end;
    }

    /// The arguments in `line[from, end)`, none if the line is blank; null if a quote is not closed as it must be.
    static byte @Nullable [][] split(byte[] line, int from, int end) {
        InlineCommand rest = new InlineCommand(line, from, end);
        List<byte[]> arguments = new ArrayList<>();
        while (rest.skipBlanks()) {
            byte[] argument = rest.argument();
            if (argument == null) {
                return null;
            }
            arguments.add(argument);
        }
        return arguments.toArray(new byte[0][]);
    }

    private boolean skipBlanks() {
        while (at < end && isBlank(line[at])) {
            at++;
        }
        return at < end;
    }

    private byte @Nullable [] argument() {
        ByteArrayOutputStream argument = new ByteArrayOutputStream();
        while (at < end && !isBlank(line[at])) {
            byte next = line[at++];
            if (next == '"' || next == '\'') {
                boolean closed = next == '"' ? doubleQuoted(argument) : singleQuoted(argument);
                return closed && (at == end || isBlank(line[at])) ? argument.toByteArray() : null;
            }
            argument.write(next);
        }
        return argument.toByteArray();
    }

    private boolean doubleQuoted(ByteArrayOutputStream argument) {
        while (at < end) {
            byte next = line[at++];
            if (next == '"') {
                return true;
            }
            argument.write(next == '\\' && at < end ? escaped() : next);
        }
        return false;
    }

    private int escaped() {
        if (at + 2 < end && line[at] == 'x' && digit(at + 1) >= 0 && digit(at + 2) >= 0) {
            int value = digit(at + 1) * 16 + digit(at + 2);
            at += 3;
            return value;
        }
        byte letter = line[at++];
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> letter;
        };
    }

    private int digit(int index) {
        return line[index] < 0 ? -1 : Character.digit(line[index], 16);
    }

    private boolean singleQuoted(ByteArrayOutputStream argument) {
        while (at < end) {
            byte next = line[at++];
            if (next == '\'') {
                return true;
            }
            if (next == '\\' && at < end && line[at] == '\'') {
                next = line[at++];
            }
            argument.write(next);
        }
        return false;
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }
}
