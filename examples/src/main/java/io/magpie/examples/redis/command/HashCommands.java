package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Hashes.
final class HashCommands {

    private static final byte[] HSET = Words.bytes("HSET");

    private HashCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("hset", -4, Keys.FIRST, HashCommands::hset, WRITE, DENYOOM, FAST))
                .add(new Command("hmset", -4, Keys.FIRST, HashCommands::hmset, WRITE, DENYOOM, FAST))
                .add(new Command("hsetnx", 4, Keys.FIRST, HashCommands::hsetnx, WRITE, DENYOOM, FAST))
                .add(new Command("hget", 3, Keys.FIRST, HashCommands::hget, READONLY, FAST))
                .add(new Command("hmget", -3, Keys.FIRST, HashCommands::hmget, READONLY, FAST))
                .add(new Command("hdel", -3, Keys.FIRST, HashCommands::hdel, WRITE, FAST))
                .add(new Command("hlen", 2, Keys.FIRST, HashCommands::hlen, READONLY, FAST))
                .add(new Command("hstrlen", 3, Keys.FIRST, HashCommands::hstrlen, READONLY, FAST))
                .add(new Command("hexists", 3, Keys.FIRST, HashCommands::hexists, READONLY, FAST))
                .add(new Command("hkeys", 2, Keys.FIRST, HashCommands::hkeys, READONLY))
                .add(new Command("hvals", 2, Keys.FIRST, HashCommands::hvals, READONLY))
                .add(new Command("hgetall", 2, Keys.FIRST, HashCommands::hgetall, READONLY))
                .add(new Command("hincrby", 4, Keys.FIRST, HashCommands::hincrby, WRITE, DENYOOM, FAST))
                .add(new Command("hincrbyfloat", 4, Keys.FIRST, HashCommands::hincrbyfloat, WRITE, DENYOOM, FAST))
                .add(new Command("hrandfield", -2, Keys.FIRST, HashCommands::hrandfield, READONLY));
    }

    /// The hash to read from; null if there is none.
    private static @Nullable HashValue read(Call call) throws CommandException {
        Entry entry = call.find(1);
        return entry == null ? null : Typed.hash(entry);
    }

    /// The hash to write to, new if there is no entry.
    private static HashValue write(Call call, @Nullable Entry entry) throws CommandException {
        return entry == null ? new HashValue(call.database().encodings()) : Typed.hash(entry);
    }

    private static void hset(Call call) throws CommandException {
        call.reply().integer(put(call));
    }

    private static void hmset(Call call) throws CommandException {
        put(call);
        call.reply().ok();
    }

    private static int put(Call call) throws CommandException {
        if (call.count() % 2 != 0) {
            throw CommandException.wrongNumberOfArguments(call.name());
        }
        Entry entry = call.findToWrite(1);
        HashValue hash = write(call, entry);
        int added = 0;
        for (int i = 2; i < call.count(); i += 2) {
            added += hash.put(call.arg(i), call.arg(i + 1)) ? 1 : 0;
        }
        call.changed(call.arg(1), entry, hash);
        return added;
    }

    private static void hsetnx(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        HashValue hash = write(call, entry);
        boolean absent = hash.get(call.arg(2)) == null;
        if (absent) {
            hash.put(call.arg(2), call.arg(3));
            call.changed(call.arg(1), entry, hash);
        }
        call.reply().integer(absent ? 1 : 0);
    }

    private static void hget(Call call) throws CommandException {
        HashValue hash = read(call);
        write(call.reply(), hash == null ? null : hash.get(call.arg(2)));
    }

    private static void write(Reply reply, byte @Nullable [] value) {
        if (value == null) {
            reply.nullBulk();
        } else {
            reply.bulk(value);
        }
    }

    private static void hmget(Call call) throws CommandException {
        HashValue hash = read(call);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            write(call.reply(), hash == null ? null : hash.get(call.arg(i)));
        }
    }

    private static void hdel(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        int removed = 0;
        if (entry != null) {
            HashValue hash = Typed.hash(entry);
            for (int i = 2; i < call.count(); i++) {
                removed += hash.remove(call.arg(i)) ? 1 : 0;
            }
            if (removed > 0) {
                call.database().touched(entry);
            }
        }
        call.reply().integer(removed);
    }

    private static void hlen(Call call) throws CommandException {
        HashValue hash = read(call);
        call.reply().integer(hash == null ? 0 : hash.size());
    }

    private static void hstrlen(Call call) throws CommandException {
        HashValue hash = read(call);
        byte[] value = hash == null ? null : hash.get(call.arg(2));
        call.reply().integer(value == null ? 0 : value.length);
    }

    private static void hexists(Call call) throws CommandException {
        HashValue hash = read(call);
        call.reply().integer(hash != null && hash.get(call.arg(2)) != null ? 1 : 0);
    }

    private static void hkeys(Call call) throws CommandException {
        HashValue hash = read(call);
        call.reply().array(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach((field, _) -> call.reply().bulk(field));
        }
    }

    private static void hvals(Call call) throws CommandException {
        HashValue hash = read(call);
        call.reply().array(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach((_, value) -> call.reply().bulk(value));
        }
    }

    private static void hgetall(Call call) throws CommandException {
        HashValue hash = read(call);
        call.reply().map(hash == null ? 0 : hash.size());
        if (hash != null) {
            hash.forEach((field, value) -> {
                call.reply().bulk(field);
                call.reply().bulk(value);
            });
        }
    }

    private static void hincrby(Call call) throws CommandException {
        long increment = call.integer(3);
        Entry entry = call.findToWrite(1);
        HashValue hash = write(call, entry);
        byte[] old = hash.get(call.arg(2));
        if (old != null && !Decimal.isLong(old)) {
            throw new CommandException("ERR hash value is not an integer");
        }
        long sum = NumberCommands.sum(old == null ? 0 : Decimal.parse(old), increment);
        hash.put(call.arg(2), Decimal.bytes(sum));
        call.changed(call.arg(1), entry, hash);
        call.reply().integer(sum);
    }

    private static void hincrbyfloat(Call call) throws CommandException {
        BigDecimal increment = Numbers.exact(call.arg(3), "ERR value is not a valid float");
        if (increment == null) {
            throw new CommandException("ERR value is NaN or Infinity");
        }
        Entry entry = call.findToWrite(1);
        HashValue hash = write(call, entry);
        byte[] old = hash.get(call.arg(2));
        BigDecimal value = old == null ? BigDecimal.ZERO : Numbers.exact(old, "ERR hash value is not a float");
        byte[] sum = NumberCommands.sum(value, increment);
        hash.put(call.arg(2), sum);
        call.changed(call.arg(1), entry, hash);
        call.reply().bulk(sum);
        call.propagate(HSET, call.arg(1), call.arg(2), sum);
    }

    private static void hrandfield(Call call) throws CommandException {
        if (call.count() == 2) {
            HashValue hash = read(call);
            if (hash == null) {
                call.reply().nullBulk();
            } else {
                hash.random(
                        call.database().randomSource(),
                        (field, _) -> call.reply().bulk(field));
            }
            return;
        }
        boolean withValues = call.count() == 4 && call.is(3, "WITHVALUES");
        if (call.count() > 3 && !withValues) {
            Draw.count(call, 2, false);
            throw CommandException.syntax();
        }
        long count = Draw.count(call, 2, withValues);
        HashValue hash = read(call);
        if (hash == null || count == 0) {
            call.reply().emptyArray();
            return;
        }
        RandomGenerator random = call.database().randomSource();
        Reply reply = call.reply();
        if (count < 0) {
            Pairs.header(reply, (int) -count, withValues);
            for (long i = count; i < 0; i++) {
                hash.random(random, (field, value) -> writeField(reply, field, value, withValues));
            }
            return;
        }
        List<byte[]> all = new ArrayList<>(hash.size());
        hash.forEach((field, _) -> all.add(field));
        List<byte[]> drawn = Draw.distinct(all, count, random);
        Pairs.header(reply, drawn.size(), withValues);
        for (byte[] field : drawn) {
            byte[] value = hash.get(field);
            if (value != null) {
                writeField(reply, field, value, withValues);
            }
        }
    }

    private static void writeField(Reply reply, byte[] field, byte[] value, boolean withValue) {
        Pairs.begin(reply, withValue);
        reply.bulk(field);
        if (withValue) {
            reply.bulk(value);
        }
    }
}
