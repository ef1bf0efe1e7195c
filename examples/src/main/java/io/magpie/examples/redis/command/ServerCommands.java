package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.LOADING;
import static io.magpie.examples.redis.command.Flag.STALE;

import io.magpie.examples.redis.protocol.Decimal;

/// What is about no key: `PING`, `ECHO`, `SELECT`, `TIME`.
final class ServerCommands {

    private ServerCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("ping", -1, Keys.NONE, ServerCommands::ping, FAST))
                .add(new Command("echo", 2, Keys.NONE, call -> call.reply().bulk(call.arg(1)), FAST))
                .add(new Command("select", 2, Keys.NONE, ServerCommands::select, LOADING, STALE, FAST))
                .add(new Command("time", 1, Keys.NONE, ServerCommands::time, LOADING, STALE, FAST));
    }

    private static void ping(Call call) throws CommandException {
        if (call.count() > 2) {
            throw CommandException.wrongNumberOfArguments("ping");
        }
        if (call.count() == 2) {
            call.reply().bulk(call.arg(1));
        } else {
            call.reply().pong();
        }
    }

    private static void select(Call call) throws CommandException {
        requireDatabaseZero(call, 1);
        call.reply().ok();
    }

    /// There is one database, of number 0.
    static void requireDatabaseZero(Call call, int index) throws CommandException {
        String complaint =
                "ERR value is out of range, value must between " + Integer.MIN_VALUE + " and " + Integer.MAX_VALUE;
        if (Numbers.integer(call.arg(index), Integer.MIN_VALUE, Integer.MAX_VALUE, complaint) != 0) {
            throw new CommandException("ERR DB index is out of range");
        }
    }

    private static void time(Call call) {
        long now = call.database().now();
        call.reply().array(2);
        call.reply().bulk(Decimal.bytes(now / 1000));
        call.reply().bulk(Decimal.bytes(now % 1000 * 1000));
    }
}
