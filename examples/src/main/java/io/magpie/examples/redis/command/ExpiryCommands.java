package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;

/// When keys go away: `EXPIRE`, `TTL` and their kin.
final class ExpiryCommands {

    private static final byte[] DEL = Words.bytes("DEL");
    private static final byte[] PEXPIREAT = Words.bytes("PEXPIREAT");

    private ExpiryCommands() {}

    static void addTo(CommandTable table) {
        expire(table, "expire", Expiry.EX);
        expire(table, "pexpire", Expiry.PX);
        expire(table, "expireat", Expiry.EXAT);
        expire(table, "pexpireat", Expiry.PXAT);
        tell(table, "ttl", (now, expiry) -> (expiry - now + 500) / 1000);
        tell(table, "pttl", (now, expiry) -> expiry - now);
        tell(table, "expiretime", (_, expiry) -> (expiry + 500) / 1000);
        tell(table, "pexpiretime", (_, expiry) -> expiry);
        table.add(new Command("persist", 2, Keys.FIRST, ExpiryCommands::persist, WRITE, FAST));
    }

    private static void expire(CommandTable table, String name, Expiry kind) {
        table.add(new Command(name, -3, Keys.FIRST, call -> expire(call, kind), WRITE, FAST));
    }

    private static void tell(CommandTable table, String name, Tell tell) {
        table.add(new Command(name, 2, Keys.FIRST, call -> tell(call, tell), READONLY, FAST));
    }

    @FunctionalInterface
    private interface Tell {
        long of(long now, long expiry);
    }

    /// The conditions that may follow.
    private static final class Conditions {

        private boolean ifNone;
        private boolean ifAny;
        private boolean ifLater;
        private boolean ifEarlier;

        static Conditions of(Call call) throws CommandException {
            Conditions conditions = new Conditions();
            for (int at = 3; at < call.count(); at++) {
                if (call.is(at, "NX")) {
                    conditions.ifNone = true;
                } else if (call.is(at, "XX")) {
                    conditions.ifAny = true;
                } else if (call.is(at, "GT")) {
                    conditions.ifLater = true;
                } else if (call.is(at, "LT")) {
                    conditions.ifEarlier = true;
                } else {
                    throw new CommandException("ERR Unsupported option " + Words.quotable(call.arg(at)));
                }
            }
            if (conditions.ifNone && (conditions.ifAny || conditions.ifLater || conditions.ifEarlier)) {
                throw new CommandException("ERR NX and XX, GT or LT options at the same time are not compatible");
            }
            if (conditions.ifLater && conditions.ifEarlier) {
                throw new CommandException("ERR GT and LT options at the same time are not compatible");
            }
            return conditions;
        }

        /// A key without expiry counts as one that goes away after all others.
        boolean allow(Entry entry, long moment) {
            return !(ifNone && entry.expires())
                    && !(ifAny && !entry.expires())
                    && !(ifLater && moment <= entry.expiry())
                    && !(ifEarlier && moment >= entry.expiry());
        }
    }

    private static void expire(Call call, Expiry kind) throws CommandException {
        Conditions conditions = Conditions.of(call);
        long moment = kind.moment(call, call.integer(2));
        Entry entry = call.findToWrite(1);
        if (entry == null || !conditions.allow(entry, moment)) {
            call.reply().integer(0);
            return;
        }
        Database database = call.database();
        if (moment <= database.now()) {
            database.remove(entry);
            call.propagate(DEL, call.arg(1));
        } else {
            database.expireAt(entry, moment);
            database.touched(entry);
            call.propagate(PEXPIREAT, call.arg(1), Decimal.bytes(moment));
        }
        call.reply().integer(1);
    }

    private static void tell(Call call, Tell tell) {
        Entry entry = call.database().findQuietly(call.arg(1));
        if (entry == null) {
            call.reply().integer(-2);
        } else if (!entry.expires()) {
            call.reply().integer(-1);
        } else {
            call.reply().integer(tell.of(call.database().now(), entry.expiry()));
        }
    }

    private static void persist(Call call) {
        Entry entry = call.findToWrite(1);
        boolean expires = entry != null && entry.expires();
        if (entry != null && expires) {
            call.database().expireAt(entry, Entry.NEVER);
            call.database().touched(entry);
        }
        call.reply().integer(expires ? 1 : 0);
    }
}
