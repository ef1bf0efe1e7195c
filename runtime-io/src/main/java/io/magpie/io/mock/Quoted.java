package io.magpie.io.mock;

import java.nio.ByteBuffer;

/// Bytes for messages: in quotes, ASCII as it is, the rest as `\r`, `\n`, or `\x00`.
final class Quoted {

    /// Bytes that are shown at most.
    private static final int SHOWN = 60;

    private Quoted() {}

    /// What remains of `bytes`, as far as it is shown.
    static String of(ByteBuffer bytes) {
        int shown = Math.min(bytes.remaining(), SHOWN);
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < shown; i++) {
            append(text, bytes.get(bytes.position() + i));
        }
        text.append('"');
        if (shown < bytes.remaining()) {
            text.append(" and ").append(bytes.remaining() - shown).append(" bytes more");
        }
        return text.toString();
    }

    /// One byte.
    static String of(byte value) {
        StringBuilder text = new StringBuilder("'");
        append(text, value);
        return text.append('\'').toString();
    }

    private static void append(StringBuilder text, byte value) {
        switch (value) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '"', '\\' -> text.append('\\').append((char) value);
            default -> {
                if (value >= ' ' && value < 0x7f) {
                    text.append((char) value);
                } else {
                    text.append(String.format("\\x%02x", value));
                }
            }
        }
    }
}
