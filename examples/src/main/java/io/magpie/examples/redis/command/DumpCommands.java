package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.dump.Dump;
import io.magpie.examples.redis.dump.Undump;
import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.Value;
import org.jspecify.annotations.Nullable;

/// Values as bytes: `DUMP` and `RESTORE`.
final class DumpCommands {

    private static final byte[] DEL = Words.bytes("DEL");
    private static final byte[] RESTORE = Words.bytes("RESTORE");
    private static final byte[] ABSTTL = Words.bytes("ABSTTL");
    private static final byte[] REPLACE = Words.bytes("REPLACE");

    private DumpCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("dump", 2, Keys.FIRST, DumpCommands::dump, READONLY))
                .add(new Command("restore", -4, Keys.FIRST, DumpCommands::restore, WRITE, DENYOOM));
    }

    private static void dump(Call call) {
        Entry entry = call.find(1);
        if (entry == null) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(Dump.of(entry.value()));
        }
    }

    private static void restore(Call call) throws CommandException {
        boolean replace = false;
        boolean absolute = false;
        for (int at = 4; at < call.count(); at++) {
            boolean more = at + 1 < call.count();
            if (call.is(at, "REPLACE")) {
                replace = true;
            } else if (call.is(at, "ABSTTL")) {
                absolute = true;
            } else if (call.is(at, "IDLETIME") && more) {
                at++;
                require(call, at, Long.MAX_VALUE, "ERR Invalid IDLETIME value, must be >= 0");
            } else if (call.is(at, "FREQ") && more) {
                at++;
                require(call, at, 255, "ERR Invalid FREQ value, must be >= 0 and <= 255");
            } else {
                throw CommandException.syntax();
            }
        }
        Entry before = call.findToWrite(1);
        if (before != null && !replace) {
            throw new CommandException("BUSYKEY Target key name already exists.");
        }
        long moment = moment(call, absolute);
        if (!Undump.isSound(call.arg(3))) {
            throw new CommandException("ERR DUMP payload version or checksum are wrong");
        }
        Value value = Undump.value(call.arg(3), call.database().encodings());
        if (value == null) {
            throw new CommandException("ERR Bad data format");
        }
        put(call, before, value, moment);
        call.reply().ok();
    }

    /// A number that means nothing here, where nothing is evicted; but it has to be one.
    private static void require(Call call, int index, long most, String complaint) throws CommandException {
        var _ = Numbers.integer(call.arg(index), 0, most, complaint);
    }

    private static long moment(Call call, boolean absolute) throws CommandException {
        long millis = Numbers.integer(call.arg(2), 0, Long.MAX_VALUE, "ERR Invalid TTL value, must be >= 0");
        if (millis == 0) {
            return Entry.NEVER;
        }
        long from = absolute ? 0 : call.database().now();
        return millis < Entry.NEVER - from ? from + millis : Entry.NEVER - 1;
    }

    private static void put(Call call, @Nullable Entry before, Value value, long moment) {
        Database database = call.database();
        if (before != null) {
            database.remove(before);
        }
        if (moment <= database.now()) { // its time has come already
            call.propagateNothing();
            if (before != null) {
                call.propagate(DEL, call.arg(1));
            }
            return;
        }
        database.expireAt(database.add(call.arg(1), value), moment);
        byte[] until = Decimal.bytes(moment == Entry.NEVER ? 0 : moment);
        call.propagate(RESTORE, call.arg(1), until, call.arg(3), REPLACE, ABSTTL);
    }
}
