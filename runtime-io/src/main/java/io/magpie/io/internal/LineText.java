package io.magpie.io.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.UTFDataFormatException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;

/// The text of a line.
public final class LineText {

    /// Bytes of a malformed line that its exception shows.
    private static final int SHOWN = 40;

    private LineText() {}

    /// The text of the first `length` bytes of `line`, in UTF-8.
    ///
    /// @throws UTFDataFormatException if they are not UTF-8
    public static String of(byte[] line, int length) throws UTFDataFormatException {
        String text = new String(line, 0, length, UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8(line, length);
        }
        return text;
    }

    /// The bytes of `line` without the `\n` or `\r\n` at its end.
    public static int lengthOf(byte[] line) {
        int length = line.length;
        if (length == 0 || line[length - 1] != '\n') {
            return length;
        }
        return length > 1 && line[length - 2] == '\r' ? length - 2 : length - 1;
    }

    /// Where in `bytes`, counted from its position, the first `wanted` is; negative if there is none. Looks at the bytes
    /// from `from` up to `to`.
    public static int indexOf(byte wanted, ByteBuffer bytes, int from, int to) {
        int start = bytes.position();
        for (int i = from; i < to; i++) {
            if (bytes.get(start + i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    /// Tells what was replaced from what was sent so.
    private static void requireUtf8(byte[] line, int length) throws UTFDataFormatException {
        try {
            var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, length));
        } catch (CharacterCodingException e) {
            String shown = HexFormat.ofDelimiter(" ").formatHex(line, 0, Math.min(length, SHOWN));
            var malformed = new UTFDataFormatException("a line is not UTF-8: " + shown + (length > SHOWN ? " …" : ""));
            malformed.initCause(e);
            throw malformed;
        }
    }
}
