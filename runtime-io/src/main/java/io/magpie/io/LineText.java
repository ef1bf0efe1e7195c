package io.magpie.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/// The text of a line.
final class LineText {

    private LineText() {}

    /// The text of `line`, in UTF-8, without the `\n` or `\r\n` at its end.
    ///
    /// @throws UTFDataFormatException if it is not UTF-8
    static String of(byte[] line) throws UTFDataFormatException {
        int length = lengthOf(line);
        String text = new String(line, 0, length, UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8(line, length);
        }
        return text;
    }

    /// The bytes of `line` without its end.
    static int lengthOf(byte[] line) {
        int length = line.length;
        if (length == 0 || line[length - 1] != '\n') {
            return length;
        }
        return length > 1 && line[length - 2] == '\r' ? length - 2 : length - 1;
    }

    /// Tells what was replaced from what was sent so.
    private static void requireUtf8(byte[] line, int length) throws UTFDataFormatException {
        try {
            var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
        } catch (CharacterCodingException e) {
            var malformed = new UTFDataFormatException("a line is not UTF-8: "
                    + HexFormat.ofDelimiter(" ").formatHex(line, 0, Math.min(length, 40))
                    + (length > 40 ? " …" : ""));
            malformed.initCause(e);
            throw malformed;
        }
    }
}
