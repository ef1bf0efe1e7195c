package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.StringValue;

/// Commands on strings.
final class StringCommands {

    private StringCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("get", 2, Keys.FIRST, StringCommands::get, READONLY, FAST))
                .add(new Command("set", -3, Keys.FIRST, StringCommands::set, WRITE, DENYOOM));
    }

    private static void get(Call call) throws CommandException {
        Entry entry = call.database().find(call.arg(1));
        if (entry == null) {
            call.reply().nullBulk();
        } else if (entry.value() instanceof StringValue string) {
            call.reply().bulk(string.bytes());
        } else {
            throw CommandException.wrongType();
        }
    }

    private static void set(Call call) throws CommandException {
        if (call.count() > 3) {
            throw CommandException.syntax();
        }
        Database database = call.database();
        Entry entry = database.findQuietly(call.arg(1));
        if (entry == null) {
            database.add(call.arg(1), new StringValue(call.arg(2)));
        } else {
            database.expireAt(entry, Entry.NEVER);
            database.replace(entry, new StringValue(call.arg(2)));
        }
        call.reply().ok();
    }
}
