package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.BLOCKING;
import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.MOVABLEKEYS;
import static io.magpie.examples.redis.command.Flag.NOSCRIPT;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.ListValue;
import java.util.Arrays;
import java.util.List;

/// Lists as queues: what pops from one of several, what moves from one to another, and what waits for either.
///
/// A waiting command that finds nothing says so ([Call#waitFor]) and runs again when there may be something.
final class ListMoveCommands {

    private static final byte[] LMOVE = Words.bytes("LMOVE");
    private static final byte[] LPOP = Words.bytes("LPOP");
    private static final byte[] RPOP = Words.bytes("RPOP");

    private ListMoveCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("lmove", 5, Keys.FIRST_TWO, ListMoveCommands::lmove, WRITE, DENYOOM))
                .add(new Command("rpoplpush", 3, Keys.FIRST_TWO, ListMoveCommands::rpoplpush, WRITE, DENYOOM))
                .add(new Command(
                        "blmove", 6, Keys.FIRST_TWO, ListMoveCommands::blmove, WRITE, DENYOOM, NOSCRIPT, BLOCKING))
                .add(new Command(
                        "brpoplpush",
                        4,
                        Keys.FIRST_TWO,
                        ListMoveCommands::brpoplpush,
                        WRITE,
                        DENYOOM,
                        NOSCRIPT,
                        BLOCKING))
                .add(new Command(
                        "blpop", -3, Keys.ALL_BUT_LAST, call -> pop(call, End.LEFT), WRITE, NOSCRIPT, BLOCKING))
                .add(new Command(
                        "brpop", -3, Keys.ALL_BUT_LAST, call -> pop(call, End.RIGHT), WRITE, NOSCRIPT, BLOCKING))
                .add(new Command("lmpop", -4, Keys.counted(1), call -> mpop(call, 1), WRITE, MOVABLEKEYS))
                .add(new Command("blmpop", -5, Keys.counted(2), call -> mpop(call, 2), WRITE, BLOCKING, MOVABLEKEYS));
    }

    // From one to another

    private static void lmove(Call call) throws CommandException {
        if (!moved(call, End.of(call.arg(3)), End.of(call.arg(4)))) {
            call.reply().nullBulk();
        }
    }

    private static void rpoplpush(Call call) throws CommandException {
        if (!moved(call, End.RIGHT, End.LEFT)) {
            call.reply().nullBulk();
        }
    }

    private static void blmove(Call call) throws CommandException {
        End from = End.of(call.arg(3));
        End to = End.of(call.arg(4));
        move(call, from, to, Timeout.millis(call.arg(5)));
    }

    private static void brpoplpush(Call call) throws CommandException {
        move(call, End.RIGHT, End.LEFT, Timeout.millis(call.arg(3)));
    }

    private static void move(Call call, End from, End to, long timeout) throws CommandException {
        if (!moved(call, from, to)) {
            call.waitFor(Wait.Type.LIST, List.of(call.arg(1)), timeout, call.reply()::nullBulk);
        }
    }

    private static boolean moved(Call call, End from, End to) throws CommandException {
        Entry source = call.findToWrite(1);
        if (source == null || (call.isResumed() && !(source.value() instanceof ListValue))) {
            return false;
        }
        ListValue list = Typed.list(source);
        Entry target = call.findToWrite(2);
        ListValue into = target == null ? new ListValue() : Typed.list(target);
        byte[] element = from.pop(list);
        to.push(into, element);
        call.reply().bulk(element);
        call.changed(call.arg(2), target, into);
        call.database().touched(source);
        call.propagate(LMOVE, call.arg(1), call.arg(2), Words.bytes(from.name()), Words.bytes(to.name()));
        return true;
    }

    // From one of several

    private static void pop(Call call, End end) throws CommandException {
        int last = call.count() - 1;
        long timeout = Timeout.millis(call.arg(last));
        Entry entry = Typed.first(call, 1, last, ListValue.class);
        if (entry == null) {
            List<byte[]> keys = Arrays.asList(call.args()).subList(1, last);
            call.waitFor(Wait.Type.LIST, keys, timeout, call.reply()::nullArray);
            return;
        }
        call.reply().array(2);
        call.reply().bulk(entry.key());
        call.reply().bulk(end.pop(Typed.list(entry)));
        call.database().touched(entry);
        call.propagate(end == End.LEFT ? LPOP : RPOP, entry.key());
    }

    /// @param at where the number of keys is; a timeout stands before it if that is not the first argument
    private static void mpop(Call call, int at) throws CommandException {
        long timeout = at == 1 ? 0 : Timeout.millis(call.arg(1));
        int keys = KeyCommands.keyCount(call, at, "ERR numkeys should be greater than 0");
        int where = at + keys + 1;
        if (where < 0 || where >= call.count()) {
            throw CommandException.syntax();
        }
        End end = End.of(call.arg(where));
        long most = PopCount.of(call, where + 1);
        Entry entry = Typed.first(call, at + 1, where, ListValue.class);
        if (entry != null) {
            call.reply().array(2);
            call.reply().bulk(entry.key());
            int popped = ListCommands.popSeveral(call, entry, end, most);
            call.propagate(end == End.LEFT ? LPOP : RPOP, entry.key(), Decimal.bytes(popped));
        } else if (at == 1) {
            call.reply().nullArray();
        } else {
            List<byte[]> names = Arrays.asList(call.args()).subList(at + 1, where);
            call.waitFor(Wait.Type.LIST, names, timeout, call.reply()::nullArray);
        }
    }
}
