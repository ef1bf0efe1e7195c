package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.StringValue;
import org.jspecify.annotations.Nullable;

/// Strings as a whole: `GET`, `SET` and their kin.
final class StringCommands {

    private static final byte[] SET = Words.bytes("SET");
    private static final byte[] DEL = Words.bytes("DEL");
    private static final byte[] PXAT = Words.bytes("PXAT");
    private static final byte[] PERSIST = Words.bytes("PERSIST");
    private static final byte[] PEXPIREAT = Words.bytes("PEXPIREAT");

    private StringCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("get", 2, Keys.FIRST, StringCommands::get, READONLY, FAST))
                .add(new Command("set", -3, Keys.FIRST, StringCommands::set, WRITE, DENYOOM))
                .add(new Command("setnx", 3, Keys.FIRST, StringCommands::setnx, WRITE, DENYOOM, FAST))
                .add(new Command("setex", 4, Keys.FIRST, call -> setex(call, Expiry.EX), WRITE, DENYOOM))
                .add(new Command("psetex", 4, Keys.FIRST, call -> setex(call, Expiry.PX), WRITE, DENYOOM))
                .add(new Command("getset", 3, Keys.FIRST, StringCommands::getset, WRITE, DENYOOM, FAST))
                .add(new Command("getdel", 2, Keys.FIRST, StringCommands::getdel, WRITE, FAST))
                .add(new Command("getex", -2, Keys.FIRST, StringCommands::getex, WRITE, FAST))
                .add(new Command("mget", -2, Keys.ALL, StringCommands::mget, READONLY, FAST))
                .add(new Command("mset", -3, Keys.EVERY_SECOND, StringCommands::mset, WRITE, DENYOOM))
                .add(new Command("msetnx", -3, Keys.EVERY_SECOND, StringCommands::msetnx, WRITE, DENYOOM));
    }

    static void write(Reply reply, StringValue string) {
        if (string.isNumber()) {
            reply.bulk(string.number());
        } else {
            reply.bulk(string.array(), 0, string.length());
        }
    }

    private static void get(Call call) throws CommandException {
        writeIfThere(call, call.find(1));
    }

    private static void writeIfThere(Call call, @Nullable Entry entry) throws CommandException {
        if (entry == null) {
            call.reply().nullBulk();
        } else {
            write(call.reply(), Typed.string(entry));
        }
    }

    /// Makes a key a string, whatever it was. Its expiry stays.
    private static Entry put(Database database, byte[] key, @Nullable Entry entry, byte[] string) {
        if (entry == null) {
            return database.add(key, new StringValue(string));
        }
        if (entry.value() instanceof StringValue value) {
            value.set(string);
            database.touched(entry);
        } else {
            database.replace(entry, new StringValue(string));
        }
        return entry;
    }

    private static void putForEver(Database database, byte[] key, @Nullable Entry entry, byte[] string) {
        Entry put = put(database, key, entry, string);
        if (put.expires()) {
            database.expireAt(put, Entry.NEVER);
        }
    }

    private static void set(Call call) throws CommandException {
        if (call.count() > 3) {
            SetOptions.of(call).set(call);
            return;
        }
        putForEver(call.database(), call.arg(1), call.findToWrite(1), call.arg(2));
        call.reply().ok();
    }

    /// What may follow `SET key value`.
    private static final class SetOptions {

        private boolean ifAbsent;
        private boolean ifPresent;
        private boolean andGet;
        private boolean keepExpiry;
        private @Nullable Expiry expiry;
        private byte[] number = {};

        static SetOptions of(Call call) throws CommandException {
            SetOptions options = new SetOptions();
            for (int at = 3; at < call.count(); at++) {
                Expiry expiry = Expiry.of(call.arg(at));
                if (call.is(at, "NX") && !options.ifPresent) {
                    options.ifAbsent = true;
                } else if (call.is(at, "XX") && !options.ifAbsent) {
                    options.ifPresent = true;
                } else if (call.is(at, "GET")) {
                    options.andGet = true;
                } else if (call.is(at, "KEEPTTL") && options.expiry == null) {
                    options.keepExpiry = true;
                } else if (expiry != null && options.expiry == null && !options.keepExpiry && at + 1 < call.count()) {
                    options.expiry = expiry;
                    at++;
                    options.number = call.arg(at);
                } else {
                    throw CommandException.syntax();
                }
            }
            return options;
        }

        void set(Call call) throws CommandException {
            long moment = expiry == null ? Entry.NEVER : expiry.moment(call, number);
            Database database = call.database();
            Entry entry = call.findToWrite(1);
            if (andGet) {
                writeIfThere(call, entry);
            }
            if (entry == null ? ifPresent : ifAbsent) {
                if (!andGet) {
                    call.reply().nullBulk();
                }
                return;
            }
            if (!andGet) {
                call.reply().ok();
            }
            if (expiry != null) {
                setUntil(call, call.arg(1), call.arg(2), moment);
            } else if (keepExpiry) {
                put(database, call.arg(1), entry, call.arg(2));
            } else {
                putForEver(database, call.arg(1), entry, call.arg(2));
            }
        }
    }

    private static void setUntil(Call call, byte[] key, byte[] string, long moment) {
        Database database = call.database();
        Entry entry = put(database, key, database.findQuietly(key), string);
        database.expireAt(entry, moment);
        call.propagate(SET, key, string, PXAT, Decimal.bytes(moment));
    }

    private static void setnx(Call call) {
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            put(call.database(), call.arg(1), null, call.arg(2));
        }
        call.reply().integer(entry == null ? 1 : 0);
    }

    private static void setex(Call call, Expiry expiry) throws CommandException {
        setUntil(call, call.arg(1), call.arg(3), expiry.moment(call, call.arg(2)));
        call.reply().ok();
    }

    private static void getset(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        writeIfThere(call, entry);
        putForEver(call.database(), call.arg(1), entry, call.arg(2));
    }

    private static void getdel(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        writeIfThere(call, entry);
        if (entry != null) {
            call.database().remove(entry);
            call.propagate(DEL, call.arg(1));
        }
    }

    private static void getex(Call call) throws CommandException {
        boolean persist = call.count() == 3 && call.is(2, "PERSIST");
        Expiry expiry = call.count() == 4 ? Expiry.of(call.arg(2)) : null;
        if (call.count() > 2 && !persist && expiry == null) {
            throw CommandException.syntax();
        }
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            call.reply().nullBulk();
            return;
        }
        StringValue string = Typed.string(entry);
        long moment = expiry == null ? Entry.NEVER : expiry.moment(call, call.arg(3));
        write(call.reply(), string);
        Database database = call.database();
        if (expiry != null && moment <= database.now()) {
            database.remove(entry);
            call.propagate(DEL, call.arg(1));
        } else if (expiry != null) {
            database.expireAt(entry, moment);
            database.touched(entry);
            call.propagate(PEXPIREAT, call.arg(1), Decimal.bytes(moment));
        } else if (persist && entry.expires()) {
            database.expireAt(entry, Entry.NEVER);
            database.touched(entry);
            call.propagate(PERSIST, call.arg(1));
        }
    }

    private static void mget(Call call) {
        call.reply().array(call.count() - 1);
        for (int i = 1; i < call.count(); i++) {
            Entry entry = call.find(i);
            if (entry != null && entry.value() instanceof StringValue string) {
                write(call.reply(), string);
            } else {
                call.reply().nullBulk();
            }
        }
    }

    private static void mset(Call call) throws CommandException {
        requirePairs(call);
        putAll(call);
        call.reply().ok();
    }

    private static void msetnx(Call call) throws CommandException {
        requirePairs(call);
        boolean absent = true;
        for (int i = 1; i < call.count(); i += 2) {
            absent &= call.findToWrite(i) == null;
        }
        if (absent) {
            putAll(call);
        }
        call.reply().integer(absent ? 1 : 0);
    }

    private static void requirePairs(Call call) throws CommandException {
        if (call.count() % 2 == 0) {
            throw CommandException.wrongNumberOfArguments(call.name());
        }
    }

    private static void putAll(Call call) {
        for (int i = 1; i < call.count(); i += 2) {
            putForEver(call.database(), call.arg(i), call.findToWrite(i), call.arg(i + 1));
        }
    }
}
