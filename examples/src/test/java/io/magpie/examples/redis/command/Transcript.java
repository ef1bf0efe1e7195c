package io.magpie.examples.redis.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Commands as lines of printable ASCII: arguments separated by blanks, `\xHH` for other bytes, `''` for an empty one.
final class Transcript {

    private Transcript() {}

    static String encode(byte[][] command) {
        StringBuilder line = new StringBuilder();
        for (byte[] arg : command) {
            String text =
                    Answers.quoted(new String(arg, StandardCharsets.ISO_8859_1)).replace(" ", "\\x20");
            line.append(line.isEmpty() ? "" : " ").append(text.isEmpty() ? "''" : text);
        }
        return line.toString();
    }

    static byte[][] decode(String line) {
        String[] words = line.split(" ");
        byte[][] command = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            command[i] = words[i].equals("''") ? new byte[0] : bytes(words[i]);
        }
        return command;
    }

    private static byte[] bytes(String word) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < word.length(); at++) {
            if (word.startsWith("\\x", at)) {
                bytes.write(Integer.parseInt(word.substring(at + 2, at + 4), 16));
                at += 3;
            } else {
                bytes.write(word.charAt(at));
            }
        }
        return bytes.toByteArray();
    }
}
