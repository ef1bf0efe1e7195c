package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.BLOCKING;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.MOVABLEKEYS;
import static io.magpie.examples.redis.command.Flag.NOSCRIPT;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.SortedSetValue.Member;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Sorted sets as priority queues: what takes the least or the greatest, and what waits for it.
final class SortedSetPopCommands {

    private static final byte[] ZPOPMIN = Words.bytes("ZPOPMIN");
    private static final byte[] ZPOPMAX = Words.bytes("ZPOPMAX");

    private SortedSetPopCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("zpopmin", -2, Keys.FIRST, call -> pop(call, false), WRITE, FAST))
                .add(new Command("zpopmax", -2, Keys.FIRST, call -> pop(call, true), WRITE, FAST))
                .add(new Command(
                        "bzpopmin",
                        -3,
                        Keys.ALL_BUT_LAST,
                        call -> waitingPop(call, false),
                        WRITE,
                        NOSCRIPT,
                        FAST,
                        BLOCKING))
                .add(new Command(
                        "bzpopmax",
                        -3,
                        Keys.ALL_BUT_LAST,
                        call -> waitingPop(call, true),
                        WRITE,
                        NOSCRIPT,
                        FAST,
                        BLOCKING))
                .add(new Command("zmpop", -4, Keys.counted(1), call -> mpop(call, 1), WRITE, MOVABLEKEYS))
                .add(new Command("bzmpop", -5, Keys.counted(2), call -> mpop(call, 2), WRITE, BLOCKING, MOVABLEKEYS));
    }

    private static void pop(Call call, boolean greatest) throws CommandException {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        boolean counted = call.count() == 3;
        long most = counted ? Numbers.positive(call.arg(2)) : 1;
        Entry entry = call.findToWrite(1);
        SortedSetValue set = entry == null ? null : Typed.sortedSet(entry);
        if (entry == null || set == null || most == 0) {
            call.reply().emptyArray();
            return;
        }
        int count = (int) Math.min(most, set.size());
        boolean paired = counted && call.reply().isResp3();
        call.reply().array(paired ? count : 2 * count);
        take(set, count, greatest, member -> {
            if (paired) {
                call.reply().array(2);
            }
            write(call, member);
        });
        call.database().touched(entry);
    }

    private static void write(Call call, Member member) {
        call.reply().bulk(member.key());
        call.reply().real(member.score());
    }

    private static void take(SortedSetValue set, int count, boolean greatest, Consumer<Member> visitor) {
        for (int i = 0; i < count; i++) {
            Member member = set.at(greatest ? set.size() - 1 : 0);
            visitor.accept(member);
            set.remove(member.key());
        }
    }

    private static void waitingPop(Call call, boolean greatest) throws CommandException {
        int last = call.count() - 1;
        long timeout = Timeout.millis(call.arg(last));
        Entry entry = Typed.first(call, 1, last, SortedSetValue.class);
        if (entry == null) {
            List<byte[]> keys = Arrays.asList(call.args()).subList(1, last);
            call.waitFor(Wait.Type.SORTED_SET, keys, timeout, call.reply()::nullArray);
            return;
        }
        call.reply().array(3);
        call.reply().bulk(entry.key());
        take(Typed.sortedSet(entry), 1, greatest, member -> write(call, member));
        call.database().touched(entry);
        call.propagate(greatest ? ZPOPMAX : ZPOPMIN, entry.key());
    }

    /// @param at where the number of keys is; a timeout stands before it if that is not the first argument
    private static void mpop(Call call, int at) throws CommandException {
        long timeout = at == 1 ? 0 : Timeout.millis(call.arg(1));
        int keys = KeyCommands.keyCount(call, at, "ERR numkeys should be greater than 0");
        int where = at + keys + 1;
        if (where < 0 || where >= call.count()) {
            throw CommandException.syntax();
        }
        boolean greatest = call.is(where, "MAX");
        if (!greatest && !call.is(where, "MIN")) {
            throw CommandException.syntax();
        }
        long most = PopCount.of(call, where + 1);
        Entry entry = Typed.first(call, at + 1, where, SortedSetValue.class);
        if (entry != null) {
            mpopFrom(call, entry, most, greatest);
        } else if (at == 1) {
            call.reply().nullArray();
        } else {
            List<byte[]> names = Arrays.asList(call.args()).subList(at + 1, where);
            call.waitFor(Wait.Type.SORTED_SET, names, timeout, call.reply()::nullArray);
        }
    }

    private static void mpopFrom(Call call, Entry entry, long most, boolean greatest) throws CommandException {
        SortedSetValue set = Typed.sortedSet(entry);
        int count = (int) Math.min(most, set.size());
        call.reply().array(2);
        call.reply().bulk(entry.key());
        call.reply().array(count);
        take(set, count, greatest, member -> {
            call.reply().array(2);
            write(call, member);
        });
        call.database().touched(entry);
        call.propagate(greatest ? ZPOPMAX : ZPOPMIN, entry.key(), Decimal.bytes(count));
    }
}
