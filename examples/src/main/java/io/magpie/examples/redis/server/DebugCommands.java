package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandException;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.command.Flag;
import io.magpie.examples.redis.command.Handler;
import io.magpie.examples.redis.command.Keys;
import io.magpie.examples.redis.dump.Dump;
import io.magpie.examples.redis.dump.Undump;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/// `DEBUG`, as far as tests of servers use it.
final class DebugCommands {

    private final Engine engine;

    private DebugCommands(Engine engine) {
        this.engine = engine;
    }

    static void addTo(Engine engine) {
        DebugCommands here = new DebugCommands(engine);
        CommandTable debug = new CommandTable()
                .add(command("set-active-expire", 3, here::setActiveExpire))
                .add(command("sleep", 3, DebugCommands::sleep))
                .add(command("reload", -2, DebugCommands::reload))
                .add(command("object", -3, DebugCommands::object))
                .add(command("protocol", 3, DebugCommands::protocol))
                // of representations that are not here
                .add(command(
                        "quicklist-packed-threshold", 3, call -> call.reply().ok()))
                .add(command("jmap", 2, call -> call.reply().ok()));
        engine.table.add(new Command("debug", debug));
    }

    private static Command command(String name, int arity, Handler handler) {
        return new Command("debug|" + name, arity, Keys.NONE, handler, Flag.ADMIN, Flag.NOSCRIPT, Flag.LOADING);
    }

    /// Whether keys whose time has come go away though nobody asks for them.
    private void setActiveExpire(Call call) {
        engine.expiresActively = !call.is(2, "0");
        call.reply().ok();
    }

    /// Stops the server for a while: nobody else has the turn. The one command that blocks its thread, because that is
    /// what it is asked for.
    private static void sleep(Call call) throws CommandException {
        try {
            long end = System.nanoTime() + (long) (Double.parseDouble(ConnectionCommands.text(call.arg(2))) * 1e9);
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        } catch (NumberFormatException e) {
            throw new CommandException("ERR value is not a valid float");
        }
        call.reply().ok();
    }

    /// Writes all values as `DUMP` does, and reads them again: Redis does it with a file.
    private static void reload(Call call) {
        List<Entry> entries = new ArrayList<>();
        call.database().forEach(entries::add);
        for (Entry entry : entries) {
            Value reloaded =
                    Undump.value(Dump.of(entry.value()), call.database().encodings());
            call.database().replace(entry, Objects.requireNonNull(reloaded, "what was written can be read"));
        }
        call.reply().ok();
    }

    private static void object(Call call) throws CommandException {
        Entry entry = call.database().findQuietly(call.arg(2));
        if (entry == null) {
            throw new CommandException("ERR no such key");
        }
        call.reply()
                .simple("Value at:0x%08x refcount:1 encoding:%s serializedlength:%d lru:0 lru_seconds_idle:0"
                        .formatted(
                                System.identityHashCode(entry.value()),
                                entry.value().encoding(),
                                Dump.of(entry.value()).length));
    }

    /// Answers something of the type that is asked for, for tests of clients.
    private static void protocol(Call call) throws CommandException {
        Reply reply = call.reply();
        switch (ConnectionCommands.text(call.arg(2)).toLowerCase(Locale.ROOT)) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.real(3.141);
            case "null" -> reply.nullBulk();
            case "array" -> {
                reply.array(3);
                threeNumbers(reply);
            }
            case "set" -> {
                reply.set(3);
                threeNumbers(reply);
            }
            case "map" -> {
                reply.map(3);
                for (int i = 0; i < 3; i++) {
                    reply.integer(i);
                    reply.bool(i == 1);
                }
            }
            case "attrib" -> {
                if (reply.isResp3()) {
                    reply.raw(ConnectionCommands.bytes("|1\r\n"));
                    reply.bulk("key-popularity");
                    reply.array(2);
                    reply.bulk("key:123");
                    reply.integer(90);
                }
                reply.bulk("Some real reply following the attribute");
            }
            case "push" -> {
                reply.push(2);
                reply.bulk("server-cpu-usage");
                reply.integer(42);
            }
            case "true" -> reply.bool(true);
            case "false" -> reply.bool(false);
            case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
            case "verbatim" -> reply.verbatim("txt", ConnectionCommands.bytes("This is a verbatim\nstring"));
            default ->
                throw new CommandException("ERR Wrong protocol type name. Please use one of the following:"
                        + " string|integer|double|null|array|set|map|attrib|push|verbatim|true|false");
        }
    }

    private static void threeNumbers(Reply reply) {
        for (int i = 0; i < 3; i++) {
            reply.integer(i);
        }
    }
}
