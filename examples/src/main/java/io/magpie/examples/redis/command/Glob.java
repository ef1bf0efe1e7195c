package io.magpie.examples.redis.command;

/// Patterns of `KEYS`, `SCAN` and `PSUBSCRIBE`: `*` any bytes, `?` one byte, `[a-c]` one of these, `[^a-c]` one of the
/// others, a backslash makes the next byte mean itself.
///
/// Only the last star ever needs another try, so the time is at most the product of both lengths.
public final class Glob {

    private final byte[] pattern;

    /// The end of the class or literal that [#matchesOne] looked at last.
    private int next;

    /// A pattern.
    public Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    /// Whether everything matches.
    public boolean isAny() {
        return pattern.length == 1 && pattern[0] == '*';
    }

    /// Whether the whole text matches.
    public boolean matches(byte[] text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int starIn = 0;
        while (in < text.length) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                starIn = in;
            } else if (at < pattern.length && matchesOne(at, text[in])) {
                at = next;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }

    private boolean matchesOne(int at, byte letter) {
        next = at + 1;
        return switch (pattern[at]) {
            case '?' -> true;
            case '[' -> matchesClass(at + 1, letter & 0xff);
            case '\\' -> {
                if (next < pattern.length) {
                    next++;
                }
                yield pattern[next - 1] == letter;
            }
            default -> pattern[at] == letter;
        };
    }

    /// A class that is not closed ends with the pattern.
    private boolean matchesClass(int from, int letter) {
        int at = from;
        boolean not = at < pattern.length && pattern[at] == '^';
        if (not) {
            at++;
        }
        boolean found = false;
        while (at < pattern.length && pattern[at] != ']') {
            if (pattern[at] == '\\' && at + 1 < pattern.length) {
                at++;
                found |= (pattern[at] & 0xff) == letter;
            } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                int one = pattern[at] & 0xff;
                int other = pattern[at + 2] & 0xff;
                found |= Math.min(one, other) <= letter && letter <= Math.max(one, other);
                at += 2;
            } else {
                found |= (pattern[at] & 0xff) == letter;
            }
            at++;
        }
        next = Math.min(pattern.length, at + 1);
        return found != not;
    }
}
