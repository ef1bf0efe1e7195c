package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Decimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which arguments of a command are keys.
///
/// @param first the position of the first key; 0 if there is none
/// @param last the position of the last; negative counts from the end
/// @param step from one key to the next
/// @param count the position of the argument that tells how many keys follow it; 0 if there is none
/// @param stored whether one more follows the word `STORE` of `SORT`, if that is there
public record Keys(int first, int last, int step, int count, boolean stored) {

    /// No key.
    public static final Keys NONE = new Keys(0, 0, 0, 0, false);
    /// The first argument.
    public static final Keys FIRST = range(1, 1);
    /// The first two.
    public static final Keys FIRST_TWO = range(1, 2);
    /// All arguments.
    public static final Keys ALL = range(1, -1);
    /// All arguments but the last.
    public static final Keys ALL_BUT_LAST = range(1, -2);
    /// Every second argument from the first on.
    public static final Keys EVERY_SECOND = new Keys(1, -1, 2, 0, false);
    /// The first argument, and where `SORT` stores what it has sorted.
    public static final Keys FIRST_AND_STORED = new Keys(1, 1, 1, 0, true);

    /// The arguments from one position to another.
    public static Keys range(int first, int last) {
        return new Keys(first, last, 1, 0, false);
    }

    /// As many arguments as the one at `count` says, right after it.
    public static Keys counted(int count) {
        return new Keys(0, 0, 0, count, false);
    }

    /// The first argument, and as many as the one at `count` says, right after that.
    public static Keys firstAndCounted(int count) {
        return new Keys(1, 1, 1, count, false);
    }

    /// The keys among arguments; null if those make no sense.
    public @Nullable List<byte[]> in(byte[][] args) {
        List<byte[]> keys = new ArrayList<>();
        if (first > 0) {
            int end = last < 0 ? args.length + last : last;
            for (int at = first; at <= end; at += step) {
                if (at >= args.length) {
                    return null;
                }
                keys.add(args[at]);
            }
        }
        if (count > 0) {
            long announced = count < args.length ? Decimal.parse(args[count]) : 0;
            if (announced < 1 || announced > args.length - count - 1) {
                return null;
            }
            for (int i = 1; i <= announced; i++) {
                keys.add(args[count + i]);
            }
        }
        byte[] target = stored ? target(args) : null;
        if (target != null) {
            keys.add(target);
        }
        return keys;
    }

    /// What follows the last `STORE`, unless that is itself what another word is followed by.
    private static byte @Nullable [] target(byte[][] args) {
        byte[] target = null;
        for (int at = 2; at < args.length; at++) {
            if (Words.equal(args[at], "LIMIT")) {
                at += 2;
            } else if (Words.equal(args[at], "GET") || Words.equal(args[at], "BY")) {
                at++;
            } else if (Words.equal(args[at], "STORE") && at + 1 < args.length) {
                target = args[at + 1]; // which is looked at as a word, too
            }
        }
        return target;
    }
}
