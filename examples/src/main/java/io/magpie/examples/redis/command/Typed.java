package io.magpie.examples.redis.command;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import io.magpie.examples.redis.store.Value;
import org.jspecify.annotations.Nullable;

/// The value of an entry, if it has the type that a command works on; else the command is refused.
final class Typed {

    private Typed() {}

    static StringValue string(Entry entry) throws CommandException {
        return value(entry, StringValue.class);
    }

    static ListValue list(Entry entry) throws CommandException {
        return value(entry, ListValue.class);
    }

    static SetValue set(Entry entry) throws CommandException {
        return value(entry, SetValue.class);
    }

    static HashValue hash(Entry entry) throws CommandException {
        return value(entry, HashValue.class);
    }

    static SortedSetValue sortedSet(Entry entry) throws CommandException {
        return value(entry, SortedSetValue.class);
    }

    /// The first of the keys `[from, to)` of a command that waits for one of them to have a value of `type`. When the
    /// command runs again, keys of another type are passed over.
    static @Nullable Entry first(Call call, int from, int to, Class<? extends Value> type) throws CommandException {
        for (int i = from; i < to; i++) {
            Entry entry = call.findToWrite(i);
            if (entry != null && (type.isInstance(entry.value()) || !call.isResumed())) {
                value(entry, type);
                return entry;
            }
        }
        return null;
    }

    @CanIgnoreReturnValue
    private static <V extends Value> V value(Entry entry, Class<V> type) throws CommandException {
        if (type.isInstance(entry.value())) {
            return type.cast(entry.value());
        }
        throw CommandException.wrongType();
    }
}
