package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandException;
import io.magpie.examples.redis.command.Flag;
import io.magpie.examples.redis.command.Handler;
import io.magpie.examples.redis.command.Keys;
import io.magpie.examples.redis.protocol.Reply;
import java.util.Set;

/// `MULTI`, `EXEC`, `DISCARD`, `WATCH` and `UNWATCH`.
///
/// A transaction runs within one turn, so nobody sees half of it; and its changes go to the log as one.
final class TransactionCommands {

    private static final Set<String> AT_ONCE = Set.of("multi", "exec", "discard", "watch", "quit", "reset");

    private final Engine engine;

    /// For the commands of a transaction, inside the call of `EXEC`.
    private final Call inner;

    private TransactionCommands(Engine engine) {
        this.engine = engine;
        this.inner = new Call(engine.database, engine.table);
    }

    static void addTo(Engine engine) {
        TransactionCommands here = new TransactionCommands(engine);
        engine.table
                .add(command("multi", 1, Keys.NONE, here::multi))
                .add(command("exec", 1, Keys.NONE, here::exec))
                .add(command("discard", 1, Keys.NONE, here::discard))
                .add(command("watch", -2, Keys.ALL, here::watch))
                .add(command("unwatch", 1, Keys.NONE, here::unwatch));
    }

    private static Command command(String name, int arity, Keys keys, Handler handler) {
        return new Command(name, arity, keys, handler, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE, Flag.FAST);
    }

    /// Whether `command` is not queued in a transaction.
    static boolean runsAtOnce(Command command) {
        return AT_ONCE.contains(command.name());
    }

    /// Whether `command` may not be part of a transaction.
    static boolean isForbidden(Command command) {
        return command.flags().contains(Flag.NO_MULTI);
    }

    private void multi(Call call) throws CommandException {
        Transaction transaction = ConnectionCommands.of(call).transaction;
        if (transaction.isOpen()) {
            throw new CommandException("ERR MULTI calls can not be nested");
        }
        transaction.open();
        call.reply().ok();
    }

    private void discard(Call call) throws CommandException {
        Client client = ConnectionCommands.of(call);
        if (!client.transaction.isOpen()) {
            throw new CommandException("ERR DISCARD without MULTI");
        }
        end(client);
        call.reply().ok();
    }

    private void end(Client client) {
        client.transaction.close();
        engine.watches.unwatchAll(client);
    }

    private void watch(Call call) throws CommandException {
        Client client = ConnectionCommands.of(call);
        if (client.transaction.isOpen()) {
            throw new CommandException("ERR WATCH inside MULTI is not allowed");
        }
        for (int i = 1; i < call.count(); i++) {
            engine.watches.watch(client, call.arg(i), engine.database);
        }
        call.reply().ok();
    }

    private void unwatch(Call call) {
        engine.watches.unwatchAll(ConnectionCommands.of(call));
        call.reply().ok();
    }

    private void exec(Call call) throws CommandException {
        Client client = ConnectionCommands.of(call);
        Transaction transaction = client.transaction;
        if (!transaction.isOpen()) {
            throw new CommandException("ERR EXEC without MULTI");
        }
        boolean spoiled = transaction.isSpoiled();
        boolean memoryShort = transaction.needsMemory() && Admission.isMemoryShort(engine);
        boolean touched = Watches.isTouched(client, engine.database);
        var queued = transaction.close();
        engine.watches.unwatchAll(client);
        if (spoiled) {
            throw new CommandException("EXECABORT Transaction discarded because of previous errors.");
        }
        if (memoryShort) {
            throw new CommandException(
                    "EXECABORT Transaction discarded because of: " + Admission.OUT_OF_MEMORY.replaceFirst("^OOM ", ""));
        }
        Reply reply = call.reply();
        if (touched) {
            reply.nullArray();
            return;
        }
        reply.array(queued.size());
        for (Transaction.Queued next : queued) {
            inner.beginWithoutBlocking(client, reply, next.args);
            next.command.run(inner);
        }
    }
}
