package io.magpie.examples.redis.command;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;

/// The value of an entry, if it has the type that a command works on; else the command is refused.
final class Typed {

    private Typed() {}

    static StringValue string(Entry entry) throws CommandException {
        if (entry.value() instanceof StringValue value) {
            return value;
        }
        throw CommandException.wrongType();
    }

    static ListValue list(Entry entry) throws CommandException {
        if (entry.value() instanceof ListValue value) {
            return value;
        }
        throw CommandException.wrongType();
    }

    static SetValue set(Entry entry) throws CommandException {
        if (entry.value() instanceof SetValue value) {
            return value;
        }
        throw CommandException.wrongType();
    }

    static HashValue hash(Entry entry) throws CommandException {
        if (entry.value() instanceof HashValue value) {
            return value;
        }
        throw CommandException.wrongType();
    }

    static SortedSetValue sortedSet(Entry entry) throws CommandException {
        if (entry.value() instanceof SortedSetValue value) {
            return value;
        }
        throw CommandException.wrongType();
    }
}
