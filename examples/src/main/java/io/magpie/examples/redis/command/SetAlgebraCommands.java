package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.MOVABLEKEYS;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SetValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Several sets at once: intersection, union, difference.
final class SetAlgebraCommands {

    private SetAlgebraCommands() {}

    static void addTo(CommandTable table) {
        add(table, "sinter", SetAlgebraCommands::intersection);
        add(table, "sunion", SetAlgebraCommands::union);
        add(table, "sdiff", SetAlgebraCommands::difference);
        table.add(
                new Command("sintercard", -3, Keys.counted(1), SetAlgebraCommands::sintercard, READONLY, MOVABLEKEYS));
    }

    /// Makes one set of several; one that is missing is empty.
    @FunctionalInterface
    private interface Operation {
        SetValue of(Call call, List<SetValue> sets);
    }

    private static void add(CommandTable table, String name, Operation operation) {
        table.add(new Command(name, -2, Keys.ALL, call -> answer(call, operation), READONLY))
                .add(new Command(name + "store", -3, Keys.ALL, call -> store(call, operation), WRITE, DENYOOM));
    }

    private static void answer(Call call, Operation operation) throws CommandException {
        SetValue result = operation.of(call, sets(call, 1, call.count()));
        call.reply().set(result.size());
        result.forEach(call.reply()::bulk);
    }

    private static void store(Call call, Operation operation) throws CommandException {
        SetValue result = operation.of(call, sets(call, 2, call.count()));
        call.store(call.arg(1), result);
        call.reply().integer(result.size());
    }

    private static List<SetValue> sets(Call call, int from, int to) throws CommandException {
        List<SetValue> sets = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            Entry entry = call.find(i);
            sets.add(entry == null ? new SetValue(call.database().encodings()) : Typed.set(entry));
        }
        return sets;
    }

    private static SetValue intersection(Call call, List<SetValue> sets) {
        List<SetValue> smallestFirst = new ArrayList<>(sets);
        smallestFirst.sort(Comparator.comparingInt(SetValue::size));
        SetValue result = new SetValue(call.database().encodings());
        smallestFirst.getFirst().forEach(member -> {
            if (isInAllButFirst(smallestFirst, member)) {
                result.add(member);
            }
        });
        return result;
    }

    private static boolean isInAllButFirst(List<SetValue> sets, byte[] member) {
        for (int i = 1; i < sets.size(); i++) {
            if (!sets.get(i).contains(member)) {
                return false;
            }
        }
        return true;
    }

    private static SetValue union(Call call, List<SetValue> sets) {
        SetValue result = new SetValue(call.database().encodings());
        sets.forEach(set -> set.forEach(result::add));
        return result;
    }

    private static SetValue difference(Call call, List<SetValue> sets) {
        SetValue result = new SetValue(call.database().encodings());
        sets.getFirst().forEach(member -> {
            boolean elsewhere = false;
            for (int i = 1; i < sets.size() && !elsewhere; i++) {
                elsewhere = sets.get(i).contains(member);
            }
            if (!elsewhere) {
                result.add(member);
            }
        });
        return result;
    }

    private static void sintercard(Call call) throws CommandException {
        int keys = keyCount(call);
        long limit = limit(call, 2 + keys);
        int size = intersection(call, sets(call, 2, 2 + keys)).size();
        call.reply().integer(limit == 0 ? size : Math.min(limit, size));
    }

    /// The number of keys of `SINTERCARD` and `ZINTERCARD`.
    static int keyCount(Call call) throws CommandException {
        int keys = KeyCommands.keyCount(call, 1, "ERR numkeys should be greater than 0");
        if (keys > call.count() - 2) {
            throw new CommandException("ERR Number of keys can't be greater than number of args");
        }
        return keys;
    }

    /// The `LIMIT` that may begin at `from`; 0 if there is none.
    static long limit(Call call, int from) throws CommandException {
        long limit = 0;
        for (int at = from; at < call.count(); at += 2) {
            if (!call.is(at, "LIMIT") || at + 1 == call.count()) {
                throw CommandException.syntax();
            }
            String complaint = "ERR LIMIT can't be negative";
            try {
                limit = Numbers.integer(call.arg(at + 1), 0, Long.MAX_VALUE, complaint);
            } catch (CommandException _) {
                throw new CommandException(complaint);
            }
        }
        return limit;
    }
}
