package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandException;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.command.Flag;
import io.magpie.examples.redis.command.Handler;
import io.magpie.examples.redis.command.Keys;
import io.magpie.examples.redis.protocol.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Commands about the connection that they come on, and about those of others: `HELLO`, `CLIENT`, `SELECT` and their like.
final class ConnectionCommands {

    private final Engine engine;

    private ConnectionCommands(Engine engine) {
        this.engine = engine;
    }

    static void addTo(Engine engine) {
        ConnectionCommands here = new ConnectionCommands(engine);
        CommandTable client = new CommandTable()
                .add(client("id", 2, call -> call.reply().integer(of(call).id)))
                .add(client("getname", 2, call -> nameOrNull(call.reply(), of(call).name)))
                .add(client("setname", 3, call -> {
                    of(call).name = name(call.arg(2));
                    call.reply().ok();
                }))
                .add(client("setinfo", 4, call -> call.reply().ok()))
                .add(client("no-evict", 3, ConnectionCommands::onOrOff))
                .add(client("no-touch", 3, ConnectionCommands::onOrOff))
                .add(client("getredir", 2, call -> call.reply().integer(-1)))
                .add(client("info", 2, call -> call.reply().verbatim("txt", bytes(here.describe(of(call)) + "\n"))))
                .add(client("list", -2, here::list))
                .add(client("kill", -3, here::kill))
                .add(client("reply", 3, ConnectionCommands::reply))
                .add(client("unblock", -3, here::unblock));
        engine.table
                .add(new Command("client", client))
                .add(connection("hello", -1, here::hello))
                .add(connection("auth", -2, ConnectionCommands::auth))
                .add(connection("ping", -1, ConnectionCommands::ping))
                .add(connection("quit", -1, ConnectionCommands::quit))
                .add(connection("reset", 1, here::reset));
    }

    private static Command connection(String name, int arity, Handler handler) {
        return new Command(name, arity, Keys.NONE, handler, Flag.FAST, Flag.LOADING, Flag.STALE, Flag.NOSCRIPT);
    }

    private static Command client(String name, int arity, Handler handler) {
        return new Command("client|" + name, arity, Keys.NONE, handler, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
    }

    /// The client that `call` came from.
    static Client of(Call call) {
        return (Client) call.session();
    }

    // ---- the client itself

    private void hello(Call call) throws CommandException {
        Client client = of(call);
        boolean resp3 = client.resp3;
        String name = null;
        int next = 1;
        if (call.count() > 1) {
            resp3 = switch (text(call.arg(1))) {
                case "2" -> false;
                case "3" -> true;
                case String version
                when version.matches("-?[0-9]{1,18}") ->
                    throw new CommandException("NOPROTO unsupported protocol version");
                default -> throw new CommandException("ERR Protocol version is not an integer or out of range");
            };
            next = 2;
        }
        while (next < call.count()) {
            if (call.is(next, "AUTH") && next + 2 < call.count()) {
                next += 3; // there is no password: whatever is given is right
            } else if (call.is(next, "SETNAME") && next + 1 < call.count()) {
                name = name(call.arg(next + 1));
                next += 2;
            } else {
                throw new CommandException("ERR Syntax error in HELLO option '" + text(call.arg(next)) + "'");
            }
        }
        client.resp3 = resp3;
        if (name != null) {
            client.name = name;
        }
        Reply reply = call.reply();
        reply.useResp3(resp3);
        reply.map(7);
        reply.bulk("server");
        reply.bulk("redis");
        reply.bulk("version");
        reply.bulk(OperatorCommands.REDIS_VERSION);
        reply.bulk("proto");
        reply.integer(resp3 ? 3 : 2);
        reply.bulk("id");
        reply.integer(client.id);
        reply.bulk("mode");
        reply.bulk("standalone");
        reply.bulk("role");
        reply.bulk("master");
        reply.bulk("modules");
        reply.emptyArray();
    }

    private static void auth(Call call) throws CommandException {
        throw new CommandException(
                call.count() > 3
                        ? "ERR syntax error"
                        : "ERR AUTH <password> called without any password configured for the default user. Are you sure"
                                + " your configuration is correct?");
    }

    private static void ping(Call call) throws CommandException {
        Reply reply = call.reply();
        if (call.count() > 2) {
            throw new CommandException("ERR wrong number of arguments for 'ping' command");
        }
        Client client = of(call);
        if (client.isSubscribed() && !client.resp3) {
            reply.array(2);
            reply.bulk("pong");
            reply.bulk(call.count() == 2 ? call.arg(1) : new byte[0]);
        } else if (call.count() == 2) {
            reply.bulk(call.arg(1));
        } else {
            reply.pong();
        }
    }

    private static void quit(Call call) {
        of(call).ending = true;
        call.reply().ok();
    }

    private void reset(Call call) {
        Client client = of(call);
        engine.forget(client);
        client.name = "";
        client.resp3 = false;
        client.replies = Client.Replies.ON;
        call.reply().useResp3(false);
        call.reply().simple("RESET");
    }

    private static void reply(Call call) throws CommandException {
        Client client = of(call);
        if (call.is(2, "ON")) {
            client.replies = Client.Replies.ON;
            call.reply().ok();
        } else if (call.is(2, "OFF")) {
            client.replies = Client.Replies.OFF;
        } else if (call.is(2, "SKIP")) {
            client.replies = client.replies == Client.Replies.OFF ? Client.Replies.OFF : Client.Replies.SKIP_NEXT;
        } else {
            throw new CommandException("ERR syntax error");
        }
    }

    private static void onOrOff(Call call) throws CommandException {
        if (!call.is(2, "ON") && !call.is(2, "OFF")) {
            throw new CommandException("ERR syntax error");
        }
        call.reply().ok(); // nothing is ever evicted
    }

    private static void nameOrNull(Reply reply, String name) {
        if (name.isEmpty()) {
            reply.nullBulk();
        } else {
            reply.bulk(name);
        }
    }

    private static String name(byte[] bytes) throws CommandException {
        for (byte character : bytes) {
            if (character < '!' || character > '~') {
                throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
            }
        }
        return text(bytes);
    }

    // ---- all clients

    private void list(Call call) throws CommandException {
        Predicate<Client> wanted = _ -> true;
        if (call.count() == 4 && call.is(2, "TYPE")) {
            wanted = ofType(call.arg(3));
        } else if (call.count() > 3 && call.is(2, "ID")) {
            List<Long> ids = new ArrayList<>();
            for (int i = 3; i < call.count(); i++) {
                ids.add(id(call.arg(i), "ERR Invalid client ID"));
            }
            wanted = client -> ids.contains(client.id);
        } else if (call.count() > 2) {
            throw new CommandException("ERR syntax error");
        }
        StringBuilder lines = new StringBuilder();
        engine.clients.values().stream()
                .filter(wanted)
                .forEach(client -> lines.append(describe(client)).append('\n'));
        call.reply().verbatim("txt", bytes(lines.toString()));
    }

    private String describe(Client client) {
        long now = engine.recentNanos;
        return ("id=%d addr=%s laddr=%s fd=-1 name=%s age=%d idle=%d flags=%s db=0 sub=%d psub=%d ssub=0 multi=%d watch=%d"
                        + " obl=%d user=default redir=-1 resp=%d cmd=%s")
                .formatted(
                        client.id,
                        address(client),
                        localAddress(client),
                        client.name,
                        Math.max(0, (now - client.connectedNanos) / 1_000_000_000),
                        Math.max(0, (now - client.lastActiveNanos) / 1_000_000_000),
                        flags(client),
                        client.channels.size(),
                        client.patterns.size(),
                        client.transaction.isOpen() ? client.transaction.size() : -1,
                        client.transaction.watched.size(),
                        client.waiting(),
                        client.resp3 ? 3 : 2,
                        client.lastCommand == null ? "NULL" : client.lastCommand.name());
    }

    private static String flags(Client client) {
        String flags = (client.isSubscribed() ? "P" : "")
                + (client.transaction.isOpen() ? "x" : "")
                + (client.blocked != null ? "b" : "")
                + (client.transaction.touched ? "d" : "");
        return flags.isEmpty() ? "N" : flags;
    }

    private static String address(Client client) {
        var remote = client.stream.remoteAddress();
        return remote.getAddress().getHostAddress() + ":" + remote.getPort();
    }

    private static String localAddress(Client client) {
        try {
            var local = client.stream.localAddress();
            return local.getAddress().getHostAddress() + ":" + local.getPort();
        } catch (IOException e) {
            return "";
        }
    }

    private static Predicate<Client> ofType(byte[] type) throws CommandException {
        return switch (text(type).toLowerCase(Locale.ROOT)) {
            case "normal" -> client -> !client.isSubscribed();
            case "pubsub" -> Client::isSubscribed;
            case "master", "replica", "slave" -> _ -> false;
            default -> throw new CommandException("ERR Unknown client type '" + text(type) + "'");
        };
    }

    private void kill(Call call) throws CommandException {
        Client self = of(call);
        boolean old = call.count() == 3;
        Predicate<Client> wanted = old ? client -> address(client).equals(text(call.arg(2))) : _ -> true;
        boolean sparesSelf = !old;
        if (!old && call.count() % 2 == 1) {
            throw new CommandException("ERR syntax error");
        }
        for (int i = 2; !old && i < call.count(); i += 2) {
            byte[] value = call.arg(i + 1);
            if (call.is(i, "ID")) {
                long id = id(value, "ERR client-id should be greater than 0");
                wanted = wanted.and(client -> client.id == id);
            } else if (call.is(i, "ADDR")) {
                wanted = wanted.and(client -> address(client).equals(text(value)));
            } else if (call.is(i, "LADDR")) {
                wanted = wanted.and(client -> localAddress(client).equals(text(value)));
            } else if (call.is(i, "TYPE")) {
                wanted = wanted.and(ofType(value));
            } else if (call.is(i, "SKIPME")) {
                sparesSelf = yesOrNo(value);
            } else if (!call.is(i, "USER") || !text(value).equals("default")) {
                throw new CommandException("ERR syntax error");
            }
        }
        int killed = 0;
        for (Client client : engine.clients.values()) {
            if (wanted.test(client) && !(client == self && sparesSelf)) {
                killed++;
                if (client == self) {
                    client.ending = true;
                } else {
                    engine.kill(client);
                }
            }
        }
        if (!old) {
            call.reply().integer(killed);
        } else if (killed > 0) {
            call.reply().ok();
        } else {
            throw new CommandException("ERR No such client");
        }
    }

    private static boolean yesOrNo(byte[] value) throws CommandException {
        return switch (text(value).toLowerCase(Locale.ROOT)) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new CommandException("ERR syntax error");
        };
    }

    private void unblock(Call call) throws CommandException {
        boolean withError = call.count() == 4 && call.is(3, "ERROR");
        if (call.count() > 4) {
            throw new CommandException("ERR syntax error");
        }
        if (call.count() == 4 && !withError && !call.is(3, "TIMEOUT")) {
            throw new CommandException("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
        }
        Client client = engine.clients.get(id(call.arg(2), "ERR value is not an integer or out of range"));
        Blocked blocked = client == null ? null : client.blocked;
        if (blocked != null) {
            engine.unblock(blocked, withError);
        }
        call.reply().integer(blocked == null ? 0 : 1);
    }

    private static long id(byte[] argument, String error) throws CommandException {
        @Nullable Long id = number(text(argument));
        if (id == null || id < 1) {
            throw new CommandException(error);
        }
        return id;
    }

    /// The number that `text` is; null if it is none.
    static @Nullable Long number(String text) {
        return text.matches("-?[0-9]{1,18}") ? Long.valueOf(text) : null;
    }

    /// Bytes as text, one character each.
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
