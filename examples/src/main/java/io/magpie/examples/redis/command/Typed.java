package io.magpie.examples.redis.command;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import io.magpie.examples.redis.store.Value;

/// The value of an entry, if it has the type that a command works on; else the command is refused.
final class Typed {

    private Typed() {}

    static StringValue string(Entry entry) throws CommandException {
        return of(StringValue.class, entry);
    }

    static ListValue list(Entry entry) throws CommandException {
        return of(ListValue.class, entry);
    }

    static SetValue set(Entry entry) throws CommandException {
        return of(SetValue.class, entry);
    }

    static HashValue hash(Entry entry) throws CommandException {
        return of(HashValue.class, entry);
    }

    static SortedSetValue sortedSet(Entry entry) throws CommandException {
        return of(SortedSetValue.class, entry);
    }

    private static <V extends Value> V of(Class<V> type, Entry entry) throws CommandException {
        Value value = entry.value();
        if (!type.isInstance(value)) {
            throw CommandException.wrongType();
        }
        return type.cast(value);
    }
}
