package io.magpie.examples.redis.command;

import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.SortedSetValue.Bound;
import java.util.Arrays;

/// Part of a sorted set, by ranks, scores or names.
@FunctionalInterface
interface Range {

    /// The ranks of the members in it.
    Slice in(SortedSetValue set);

    /// What a range is told by.
    enum By {
        RANK,
        SCORE,
        LEX;

        /// The range between two arguments.
        Range parse(byte[] min, byte[] max) throws CommandException {
            return switch (this) {
                case RANK -> ranks(min, max);
                case SCORE -> scores(min, max);
                case LEX -> names(min, max);
            };
        }
    }

    private static Range ranks(byte[] min, byte[] max) throws CommandException {
        long start = Numbers.integer(min);
        long stop = Numbers.integer(max);
        return set -> Slice.of(start, stop, set.size());
    }

    private static Range scores(byte[] min, byte[] max) throws CommandException {
        double least = score(min);
        double most = score(max);
        Bound begin = isExclusive(min) ? member -> member.score() <= least : member -> member.score() < least;
        Bound end = isExclusive(max) ? member -> member.score() < most : member -> member.score() <= most;
        return set -> between(set.countBefore(begin), set.countBefore(end));
    }

    private static Slice between(int from, int to) {
        return new Slice(from, Math.max(from, to));
    }

    private static boolean isExclusive(byte[] bound) {
        return bound.length > 0 && bound[0] == '(';
    }

    private static double score(byte[] bound) throws CommandException {
        int from = isExclusive(bound) ? 1 : 0;
        while (from < bound.length && bound[from] == ' ') {
            from++;
        }
        double score = from == bound.length ? 0 : Numbers.realOrNaN(bound, from);
        if (Double.isNaN(score)) {
            throw new CommandException("ERR min or max is not a float");
        }
        return score;
    }

    private static Range names(byte[] min, byte[] max) throws CommandException {
        Bound begin = nameBound(min, true);
        Bound end = nameBound(max, false);
        return set -> between(set.countBefore(begin), set.countBefore(end));
    }

    /// `-` and `+` are before and after everything, `[x` is x, `(x` without x.
    private static Bound nameBound(byte[] text, boolean begin) throws CommandException {
        byte kind = text.length == 0 ? 0 : text[0];
        if (text.length == 1 && (kind == '-' || kind == '+')) {
            return _ -> kind == '+';
        }
        if (kind != '[' && kind != '(') {
            throw new CommandException("ERR min or max not valid string range item");
        }
        byte[] name = Arrays.copyOfRange(text, 1, text.length);
        boolean before = (kind == '[') == begin; // the bound lies just before the name itself
        return member -> {
            int order = Arrays.compareUnsigned(member.key(), name);
            return before ? order < 0 : order <= 0;
        };
    }
}
