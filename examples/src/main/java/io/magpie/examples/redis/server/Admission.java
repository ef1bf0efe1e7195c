package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Command;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Whether a command may run at this moment, whatever its arguments. Of the turn.
final class Admission {

    static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

    private Admission() {}

    /// Why `command` is refused; null if it is not.
    static @Nullable String refusal(Engine engine, Client client, Command command) {
        if (command.isDeniedWithoutMemory() && isMemoryShort(engine)) {
            return OUT_OF_MEMORY;
        }
        AppendLog log = engine.log;
        if (log != null && command.writes()) {
            IOException failure = log.failure();
            if (failure != null) {
                return "MISCONF Errors writing to the AOF file: " + failure.getMessage();
            }
        }
        if (!client.resp3 && client.isSubscribed() && !PubSubCommands.isAllowedWhileSubscribed(command)) {
            return "ERR Can't execute '" + command.name().replace('|', ' ')
                    + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
        }
        if (client.transaction.isOpen() && TransactionCommands.isForbidden(command)) {
            return "ERR Command not allowed inside a transaction";
        }
        return null;
    }

    static boolean isMemoryShort(Engine engine) {
        long limit = engine.settings.maxMemory;
        return limit > 0 && engine.database.memory() > limit;
    }
}
