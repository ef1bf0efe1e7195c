package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Keys, whatever they hold.
final class KeyCommands {

    private KeyCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("del", -2, Keys.ALL, KeyCommands::del, WRITE))
                .add(new Command("unlink", -2, Keys.ALL, KeyCommands::del, WRITE, FAST))
                .add(new Command("exists", -2, Keys.ALL, KeyCommands::exists, READONLY, FAST))
                .add(new Command("touch", -2, Keys.ALL, KeyCommands::exists, READONLY, FAST))
                .add(new Command("type", 2, Keys.FIRST, KeyCommands::type, READONLY, FAST))
                .add(new Command("keys", 2, Keys.NONE, KeyCommands::keys, READONLY))
                .add(new Command("randomkey", 1, Keys.NONE, KeyCommands::randomkey, READONLY))
                .add(new Command("dbsize", 1, Keys.NONE, KeyCommands::dbsize, READONLY, FAST))
                .add(new Command("rename", 3, Keys.FIRST_TWO, KeyCommands::rename, WRITE))
                .add(new Command("renamenx", 3, Keys.FIRST_TWO, KeyCommands::renamenx, WRITE, FAST))
                .add(new Command("copy", -3, Keys.FIRST_TWO, KeyCommands::copy, WRITE, DENYOOM))
                .add(new Command("flushall", -1, Keys.NONE, KeyCommands::flush, WRITE))
                .add(new Command("flushdb", -1, Keys.NONE, KeyCommands::flush, WRITE));
    }

    private static void del(Call call) {
        int removed = 0;
        for (int i = 1; i < call.count(); i++) {
            Entry entry = call.findToWrite(i);
            if (entry != null) {
                call.database().remove(entry);
                removed++;
            }
        }
        call.reply().integer(removed);
    }

    private static void exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.count(); i++) {
            found += call.find(i) == null ? 0 : 1;
        }
        call.reply().integer(found);
    }

    private static void type(Call call) {
        Entry entry = call.database().findQuietly(call.arg(1));
        call.reply().simple(entry == null ? "none" : entry.value().typeName());
    }

    private static void keys(Call call) {
        Glob pattern = new Glob(call.arg(1));
        Database database = call.database();
        List<byte[]> found = new ArrayList<>();
        long now = database.now();
        database.forEach(entry -> {
            if (entry.expiry() > now && (pattern.isAny() || pattern.matches(entry.key()))) {
                found.add(entry.key());
            }
        });
        call.reply().array(found.size());
        found.forEach(call.reply()::bulk);
    }

    private static void randomkey(Call call) {
        Entry entry = call.database().random();
        if (entry == null) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(entry.key());
        }
    }

    private static void dbsize(Call call) {
        call.reply().integer(call.database().size());
    }

    private static void rename(Call call) throws CommandException {
        renamed(call, true);
        call.reply().ok();
    }

    private static void renamenx(Call call) throws CommandException {
        call.reply().integer(renamed(call, false) ? 1 : 0);
    }

    private static boolean renamed(Call call, boolean replace) throws CommandException {
        Database database = call.database();
        Entry from = call.findToWrite(1);
        if (from == null) {
            throw CommandException.noSuchKey();
        }
        if (Arrays.equals(call.arg(1), call.arg(2))) {
            return false;
        }
        Entry to = call.findToWrite(2);
        if (to != null) {
            if (!replace) {
                return false;
            }
            database.remove(to);
        }
        Value value = from.value();
        long expiry = from.expiry();
        database.remove(from);
        database.expireAt(database.add(call.arg(2), value), expiry);
        return true;
    }

    private static void copy(Call call) throws CommandException {
        boolean replace = false;
        for (int at = 3; at < call.count(); at++) {
            if (call.is(at, "REPLACE")) {
                replace = true;
            } else if (call.is(at, "DB") && at + 1 < call.count()) {
                at++;
                ServerCommands.requireDatabaseZero(call, at);
            } else {
                throw CommandException.syntax();
            }
        }
        if (Arrays.equals(call.arg(1), call.arg(2))) {
            throw new CommandException("ERR source and destination objects are the same");
        }
        Database database = call.database();
        Entry from = call.findToWrite(1);
        Entry to = call.findToWrite(2);
        if (from == null || (to != null && !replace)) {
            call.reply().integer(0);
            return;
        }
        if (to != null) {
            database.remove(to);
        }
        Value value = from.value().copy();
        database.expireAt(database.add(call.arg(2), value), from.expiry());
        call.reply().integer(1);
    }

    private static void flush(Call call) throws CommandException {
        boolean known = call.count() == 1 || (call.count() == 2 && (call.is(1, "SYNC") || call.is(1, "ASYNC")));
        if (!known) {
            throw CommandException.syntax();
        }
        call.database().clear();
        call.reply().ok();
    }

    /// How many keys follow the number at `index`.
    ///
    /// @param complaint the error for a number that is not positive
    static int keyCount(Call call, int index, String complaint) throws CommandException {
        byte[] number = call.arg(index);
        long count = Decimal.isLong(number) ? Decimal.parse(number) : 0;
        if (count <= 0) {
            throw new CommandException(complaint);
        }
        return (int) Math.min(Integer.MAX_VALUE, count);
    }
}
