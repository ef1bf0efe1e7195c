package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.ListValue;
import java.util.Arrays;

/// Lists.
final class ListCommands {

    private ListCommands() {}

    static void addTo(CommandTable table) {
        push(table, "lpush", End.LEFT, false);
        push(table, "rpush", End.RIGHT, false);
        push(table, "lpushx", End.LEFT, true);
        push(table, "rpushx", End.RIGHT, true);
        table.add(new Command("lpop", -2, Keys.FIRST, call -> pop(call, End.LEFT), WRITE, FAST))
                .add(new Command("rpop", -2, Keys.FIRST, call -> pop(call, End.RIGHT), WRITE, FAST))
                .add(new Command("llen", 2, Keys.FIRST, ListCommands::llen, READONLY, FAST))
                .add(new Command("lrange", 4, Keys.FIRST, ListCommands::lrange, READONLY))
                .add(new Command("lindex", 3, Keys.FIRST, ListCommands::lindex, READONLY))
                .add(new Command("lset", 4, Keys.FIRST, ListCommands::lset, WRITE, DENYOOM))
                .add(new Command("linsert", 5, Keys.FIRST, ListCommands::linsert, WRITE, DENYOOM))
                .add(new Command("lrem", 4, Keys.FIRST, ListCommands::lrem, WRITE))
                .add(new Command("ltrim", 4, Keys.FIRST, ListCommands::ltrim, WRITE))
                .add(new Command("lpos", -3, Keys.FIRST, ListCommands::lpos, READONLY));
    }

    private static void push(CommandTable table, String name, End end, boolean onlyIfThere) {
        table.add(new Command(name, -3, Keys.FIRST, call -> push(call, end, onlyIfThere), WRITE, DENYOOM, FAST));
    }

    private static void push(Call call, End end, boolean onlyIfThere) throws CommandException {
        Entry entry = call.findToWrite(1);
        if (entry == null && onlyIfThere) {
            call.reply().integer(0);
            return;
        }
        ListValue list = entry == null ? new ListValue() : Typed.list(entry);
        for (int i = 2; i < call.count(); i++) {
            end.push(list, call.arg(i));
        }
        call.changed(call.arg(1), entry, list);
        call.reply().integer(list.size());
    }

    private static void pop(Call call, End end) throws CommandException {
        if (call.count() > 3) {
            throw CommandException.wrongNumberOfArguments(call.name());
        }
        boolean counted = call.count() == 3;
        long most = counted ? Numbers.positive(call.arg(2)) : 1;
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            if (counted) {
                call.reply().nullArray();
            } else {
                call.reply().nullBulk();
            }
            return;
        }
        ListValue list = Typed.list(entry);
        if (!counted) {
            call.reply().bulk(end.pop(list));
            call.database().touched(entry);
        } else if (most == 0) {
            call.reply().emptyArray();
        } else {
            popSeveral(call, entry, end, most);
        }
    }

    /// Takes up to `most` elements and answers with an array of them; returns how many.
    static int popSeveral(Call call, Entry entry, End end, long most) throws CommandException {
        ListValue list = Typed.list(entry);
        int count = (int) Math.min(most, list.size());
        call.reply().array(count);
        for (int i = 0; i < count; i++) {
            call.reply().bulk(end.pop(list));
        }
        call.database().touched(entry);
        return count;
    }

    private static void llen(Call call) throws CommandException {
        Entry entry = call.find(1);
        call.reply().integer(entry == null ? 0 : Typed.list(entry).size());
    }

    private static void lrange(Call call) throws CommandException {
        long start = call.integer(2);
        long stop = call.integer(3);
        Entry entry = call.find(1);
        if (entry == null) {
            call.reply().emptyArray();
            return;
        }
        ListValue list = Typed.list(entry);
        Slice slice = Slice.of(start, stop, list.size());
        Reply reply = call.reply();
        reply.array(slice.size());
        for (int i = slice.from(); i < slice.to(); i++) {
            reply.bulk(list.get(i));
        }
    }

    private static void lindex(Call call) throws CommandException {
        Entry entry = call.find(1);
        if (entry == null) {
            call.reply().nullBulk();
            return;
        }
        ListValue list = Typed.list(entry);
        int index = index(call.integer(2), list);
        if (index < 0) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(list.get(index));
        }
    }

    /// The index that is meant, negative ones from the end; -1 if there is none.
    private static int index(long index, ListValue list) {
        long counted = index < 0 ? list.size() + index : index;
        return counted < 0 || counted >= list.size() ? -1 : (int) counted;
    }

    private static void lset(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            throw CommandException.noSuchKey();
        }
        ListValue list = Typed.list(entry);
        int index = index(call.integer(2), list);
        if (index < 0) {
            throw new CommandException("ERR index out of range");
        }
        list.set(index, call.arg(3));
        call.database().touched(entry);
        call.reply().ok();
    }

    private static void linsert(Call call) throws CommandException {
        boolean after = call.is(2, "AFTER");
        if (!after && !call.is(2, "BEFORE")) {
            throw CommandException.syntax();
        }
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            call.reply().integer(0);
            return;
        }
        ListValue list = Typed.list(entry);
        for (int i = 0; i < list.size(); i++) {
            if (Arrays.equals(list.get(i), call.arg(3))) {
                list.insert(after ? i + 1 : i, call.arg(4));
                call.database().touched(entry);
                call.reply().integer(list.size());
                return;
            }
        }
        call.reply().integer(-1);
    }

    private static void lrem(Call call) throws CommandException {
        long most = Math.max(-Long.MAX_VALUE, call.integer(2));
        Entry entry = call.findToWrite(1);
        int removed = entry == null ? 0 : Typed.list(entry).remove(call.arg(3), most);
        if (entry != null && removed > 0) {
            call.database().touched(entry);
        }
        call.reply().integer(removed);
    }

    private static void ltrim(Call call) throws CommandException {
        long start = call.integer(2);
        long stop = call.integer(3);
        Entry entry = call.findToWrite(1);
        if (entry != null) {
            ListValue list = Typed.list(entry);
            Slice slice = Slice.of(start, stop, list.size());
            list.trim(slice.from(), slice.to());
            call.database().touched(entry);
        }
        call.reply().ok();
    }

    private static void lpos(Call call) throws CommandException {
        long rank = 1;
        long count = -1;
        long most = 0;
        for (int at = 3; at < call.count(); at += 2) {
            boolean last = at + 1 == call.count();
            if (call.is(at, "RANK") && !last) {
                rank = Numbers.integer(
                        call.arg(at + 1),
                        -Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        "ERR value is out of range, value must " + "between " + -Long.MAX_VALUE + " and "
                                + Long.MAX_VALUE);
                if (rank == 0) {
                    throw new CommandException("ERR RANK can't be zero: use 1 to start from the first match, 2 from"
                            + " the second ... or use negative to start from the end of the list");
                }
            } else if (call.is(at, "COUNT") && !last) {
                count = notNegative(call, at + 1, "ERR COUNT can't be negative");
            } else if (call.is(at, "MAXLEN") && !last) {
                most = notNegative(call, at + 1, "ERR MAXLEN can't be negative");
            } else {
                throw CommandException.syntax();
            }
        }
        Entry entry = call.find(1);
        int[] found = entry == null ? new int[0] : positions(Typed.list(entry), call.arg(2), rank, count, most);
        if (count >= 0) {
            call.reply().array(found.length);
            for (int index : found) {
                call.reply().integer(index);
            }
        } else if (found.length == 0) {
            call.reply().nullBulk();
        } else {
            call.reply().integer(found[0]);
        }
    }

    private static long notNegative(Call call, int index, String complaint) throws CommandException {
        try {
            return Numbers.integer(call.arg(index), 0, Long.MAX_VALUE, complaint);
        } catch (CommandException _) {
            throw new CommandException(complaint);
        }
    }

    /// @param count the most to find; 0 for all, -1 for one
    /// @param most the most elements to look at; 0 for all
    private static int[] positions(ListValue list, byte[] element, long rank, long count, long most) {
        int wanted = count < 0 ? 1 : count == 0 ? list.size() : (int) Math.min(count, list.size());
        int[] found = new int[Math.min(wanted, list.size())];
        int filled = 0;
        long toSkip = Math.abs(rank) - 1;
        long end = most == 0 ? list.size() : Math.min(most, list.size());
        for (int i = 0; i < end && filled < found.length; i++) {
            int index = rank > 0 ? i : list.size() - 1 - i;
            if (Arrays.equals(list.get(index), element)) {
                if (toSkip > 0) {
                    toSkip--;
                } else {
                    found[filled++] = index;
                }
            }
        }
        return Arrays.copyOf(found, filled);
    }
}
