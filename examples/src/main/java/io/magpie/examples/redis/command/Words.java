package io.magpie.examples.redis.command;

import java.nio.charset.StandardCharsets;

/// Keywords in arguments, whose case does not matter.
final class Words {

    private Words() {}

    /// Whether the bytes are this word, given in upper case.
    static boolean equal(byte[] bytes, String upper) {
        if (bytes.length != upper.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (upperCase(bytes[i]) != upper.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int upperCase(byte letter) {
        return letter >= 'a' && letter <= 'z' ? letter - 32 : letter;
    }

    /// The bytes of an ASCII word.
    static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /// Bytes as they are quoted in an error: one character each, up to a zero.
    static String quotable(byte[] bytes) {
        String text = text(bytes);
        int zero = text.indexOf(0);
        return zero < 0 ? text : text.substring(0, zero);
    }

    /// Bytes as characters, one each.
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
