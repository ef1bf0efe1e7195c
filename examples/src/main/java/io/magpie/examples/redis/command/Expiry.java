package io.magpie.examples.redis.command;

import io.magpie.examples.redis.store.Entry;
import org.jspecify.annotations.Nullable;

/// The options that say when a key goes away: `EX PX EXAT PXAT`.
///
/// @param inSeconds or in milliseconds
/// @param absolute since 1970, or from now
record Expiry(boolean inSeconds, boolean absolute) {

    static final Expiry EX = new Expiry(true, false);
    static final Expiry PX = new Expiry(false, false);
    static final Expiry EXAT = new Expiry(true, true);
    static final Expiry PXAT = new Expiry(false, true);

    /// The option that an argument is; null if it is none.
    static @Nullable Expiry of(byte[] word) {
        if (Words.equal(word, "EX")) {
            return EX;
        }
        if (Words.equal(word, "PX")) {
            return PX;
        }
        if (Words.equal(word, "EXAT")) {
            return EXAT;
        }
        return Words.equal(word, "PXAT") ? PXAT : null;
    }

    /// The moment that it means, in milliseconds since 1970; only a moment after 1970 may be asked for.
    long moment(Call call, byte[] number) throws CommandException {
        long value = Numbers.integer(number);
        if (value <= 0) {
            throw invalid(call);
        }
        return moment(call, value);
    }

    /// The same for any number.
    long moment(Call call, long value) throws CommandException {
        if (inSeconds && (value > Long.MAX_VALUE / 1000 || value < Long.MIN_VALUE / 1000)) {
            throw invalid(call);
        }
        long millis = inSeconds ? value * 1000 : value;
        if (absolute) {
            return Math.min(millis, Entry.NEVER - 1);
        }
        long now = call.database().now();
        if (millis > Long.MAX_VALUE - 1 - now) {
            throw invalid(call);
        }
        return now + millis;
    }

    private static CommandException invalid(Call call) {
        return new CommandException("ERR invalid expire time in '" + call.name() + "' command");
    }
}
