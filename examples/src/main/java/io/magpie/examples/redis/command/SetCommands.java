package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SetValue;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Sets, one at a time.
final class SetCommands {

    private static final byte[] SREM = Words.bytes("SREM");
    private static final byte[] DEL = Words.bytes("DEL");

    private SetCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("sadd", -3, Keys.FIRST, SetCommands::sadd, WRITE, DENYOOM, FAST))
                .add(new Command("srem", -3, Keys.FIRST, SetCommands::srem, WRITE, FAST))
                .add(new Command("scard", 2, Keys.FIRST, SetCommands::scard, READONLY, FAST))
                .add(new Command("sismember", 3, Keys.FIRST, SetCommands::sismember, READONLY, FAST))
                .add(new Command("smismember", -3, Keys.FIRST, SetCommands::smismember, READONLY, FAST))
                .add(new Command("smembers", 2, Keys.FIRST, SetCommands::smembers, READONLY))
                .add(new Command("smove", 4, Keys.FIRST_TWO, SetCommands::smove, WRITE, FAST))
                .add(new Command("spop", -2, Keys.FIRST, SetCommands::spop, WRITE, FAST))
                .add(new Command("srandmember", -2, Keys.FIRST, SetCommands::srandmember, READONLY));
    }

    private static void sadd(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        SetValue set = entry == null ? new SetValue(call.database().encodings()) : Typed.set(entry);
        int added = 0;
        for (int i = 2; i < call.count(); i++) {
            added += set.add(call.arg(i)) ? 1 : 0;
        }
        if (added > 0) {
            call.changed(call.arg(1), entry, set);
        }
        call.reply().integer(added);
    }

    private static void srem(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        int removed = 0;
        if (entry != null) {
            SetValue set = Typed.set(entry);
            for (int i = 2; i < call.count(); i++) {
                removed += set.remove(call.arg(i)) ? 1 : 0;
            }
            if (removed > 0) {
                call.database().touched(entry);
            }
        }
        call.reply().integer(removed);
    }

    private static void scard(Call call) throws CommandException {
        Entry entry = call.find(1);
        call.reply().integer(entry == null ? 0 : Typed.set(entry).size());
    }

    private static void sismember(Call call) throws CommandException {
        Entry entry = call.find(1);
        call.reply().integer(entry != null && Typed.set(entry).contains(call.arg(2)) ? 1 : 0);
    }

    private static void smismember(Call call) throws CommandException {
        Entry entry = call.find(1);
        SetValue set = entry == null ? null : Typed.set(entry);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            call.reply().integer(set != null && set.contains(call.arg(i)) ? 1 : 0);
        }
    }

    private static void smembers(Call call) throws CommandException {
        Entry entry = call.find(1);
        SetValue set = entry == null ? new SetValue(call.database().encodings()) : Typed.set(entry);
        call.reply().set(set.size());
        set.forEach(call.reply()::bulk);
    }

    private static void smove(Call call) throws CommandException {
        Entry source = call.findToWrite(1);
        if (source == null) {
            call.reply().integer(0);
            return;
        }
        SetValue from = Typed.set(source);
        Entry target = call.findToWrite(2);
        SetValue to = target == null ? new SetValue(call.database().encodings()) : Typed.set(target);
        byte[] member = call.arg(3);
        if (from == to || !from.remove(member)) {
            call.reply().integer(from == to && from.contains(member) ? 1 : 0);
            return;
        }
        call.database().touched(source);
        if (to.add(member)) {
            call.changed(call.arg(2), target, to);
        }
        call.reply().integer(1);
    }

    private static void spop(Call call) throws CommandException {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        long most = call.count() == 3 ? Numbers.positive(call.arg(2)) : 1;
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            if (call.count() == 2) {
                call.reply().nullBulk();
            } else {
                call.reply().set(0);
            }
            return;
        }
        SetValue set = Typed.set(entry);
        if (call.count() == 2) {
            byte[] member = set.random(call.database().randomSource());
            set.remove(member);
            call.reply().bulk(member);
            call.database().touched(entry);
            call.propagate(SREM, call.arg(1), member);
        } else if (most >= set.size()) {
            call.reply().set(set.size());
            set.forEach(call.reply()::bulk);
            call.database().remove(entry);
            call.propagate(DEL, call.arg(1));
        } else if (most == 0) {
            call.reply().set(0);
        } else {
            popSeveral(call, entry, set, (int) most);
        }
    }

    private static void popSeveral(Call call, Entry entry, SetValue set, int count) {
        byte[][] removal = new byte[count + 2][];
        removal[0] = SREM;
        removal[1] = call.arg(1);
        call.reply().set(count);
        for (int i = 0; i < count; i++) {
            byte[] member = set.random(call.database().randomSource());
            set.remove(member);
            call.reply().bulk(member);
            removal[i + 2] = member;
        }
        call.database().touched(entry);
        call.propagate(removal);
    }

    private static void srandmember(Call call) throws CommandException {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        long count = call.count() == 3 ? Draw.count(call, 2, false) : 0;
        Entry entry = call.find(1);
        if (entry == null) {
            if (call.count() == 2) {
                call.reply().nullBulk();
            } else {
                call.reply().emptyArray();
            }
            return;
        }
        SetValue set = Typed.set(entry);
        RandomGenerator random = call.database().randomSource();
        if (call.count() == 2) {
            call.reply().bulk(set.random(random));
            return;
        }
        if (count < 0) {
            call.reply().array((int) -count);
            for (long i = count; i < 0; i++) {
                call.reply().bulk(set.random(random));
            }
            return;
        }
        List<byte[]> all = new ArrayList<>(set.size());
        set.forEach(all::add);
        List<byte[]> drawn = Draw.distinct(all, count, random);
        call.reply().array(drawn.size());
        drawn.forEach(call.reply()::bulk);
    }
}
