package io.magpie.examples.redis.command;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Random choices: `SRANDMEMBER`, `HRANDFIELD`, `ZRANDMEMBER`.
final class Draw {

    private Draw() {}

    /// How many to draw; negative: so many, the same ones again and again if chance will have it.
    ///
    /// @param doubled whether each draw gives two strings
    static long count(Call call, int index, boolean doubled) throws CommandException {
        String complaint = "ERR value is out of range";
        long count = Numbers.integer(call.arg(index));
        if (count < -Long.MAX_VALUE) {
            complaint = "ERR value is out of range, value must between " + -Long.MAX_VALUE + " and " + Long.MAX_VALUE;
        }
        long most = doubled ? Integer.MAX_VALUE / 2 : Integer.MAX_VALUE - 8;
        // Redis would go on until its memory ends.
        if (count < -most || (doubled && count > Long.MAX_VALUE / 2)) {
            throw new CommandException(complaint);
        }
        return count;
    }

    /// Up to `count` different ones of `all`, which is shuffled for it.
    static <T> List<T> distinct(List<T> all, long count, RandomGenerator random) {
        if (count >= all.size()) {
            return all;
        }
        for (int i = 0; i < count; i++) { // the beginning of a Fisher-Yates shuffle
            Collections.swap(all, i, i + random.nextInt(all.size() - i));
        }
        return all.subList(0, (int) count);
    }
}
