package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandException;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.command.Flag;
import io.magpie.examples.redis.command.Glob;
import io.magpie.examples.redis.command.Handler;
import io.magpie.examples.redis.command.Keys;
import io.magpie.examples.redis.store.Database;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Commands for who runs the server: `CONFIG`, `INFO`, `SHUTDOWN` and their like.
final class OperatorCommands {

    /// The version of Redis whose behaviour this server follows, as clients are told.
    static final String REDIS_VERSION = "7.0.15";

    private final Engine engine;
    private final Parameters parameters;
    private final Runnable stop;

    private OperatorCommands(Engine engine, Runnable stop) {
        this.engine = engine;
        this.parameters = new Parameters(engine);
        this.stop = stop;
    }

    static void addTo(Engine engine, Runnable stop) {
        OperatorCommands here = new OperatorCommands(engine, stop);
        CommandTable config = new CommandTable()
                .add(command("config|get", -3, here::configGet))
                .add(command("config|set", -4, here::configSet))
                .add(command("config|resetstat", 2, call -> {
                    engine.statistics.reset();
                    call.reply().ok();
                }))
                .add(command("config|rewrite", 2, call -> {
                    throw new CommandException("ERR The server is running without a config file");
                }));
        CommandTable function = new CommandTable() // there are none, and so they are flushed
                .add(command("function|flush", -2, call -> call.reply().ok()));
        engine.table
                .add(new Command("config", config))
                .add(new Command("function", function))
                .add(command("bgrewriteaof", 1, here::bgrewriteaof, Flag.NO_MULTI))
                .add(command("info", -1, here::info))
                .add(command("shutdown", -1, here::shutdown, Flag.NO_MULTI));
    }

    private static Command command(String name, int arity, Handler handler, Flag... more) {
        Flag[] flags = new Flag[more.length + 4];
        System.arraycopy(more, 0, flags, 4, more.length);
        flags[0] = Flag.ADMIN;
        flags[1] = Flag.NOSCRIPT;
        flags[2] = Flag.LOADING;
        flags[3] = Flag.STALE;
        return new Command(name, arity, Keys.NONE, handler, flags);
    }

    private void configGet(Call call) {
        Map<String, String> found = new LinkedHashMap<>();
        parameters.values().forEach((name, value) -> {
            for (int i = 2; i < call.count(); i++) {
                if (new Glob(lowerCase(call.arg(i))).matches(name.getBytes(StandardCharsets.ISO_8859_1))) {
                    found.put(name, value);
                }
            }
        });
        call.reply().map(found.size());
        found.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    private static byte[] lowerCase(byte[] bytes) {
        return ConnectionCommands.text(bytes).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void configSet(Call call) throws CommandException {
        if (call.count() % 2 == 1) {
            throw new CommandException("ERR wrong number of arguments for 'config|set' command");
        }
        for (int i = 2; i < call.count(); i += 2) {
            parameters.check(name(call, i), ConnectionCommands.text(call.arg(i + 1)));
        }
        for (int i = 2; i < call.count(); i += 2) {
            parameters.set(name(call, i), ConnectionCommands.text(call.arg(i + 1)));
        }
        call.reply().ok();
    }

    private static String name(Call call, int index) {
        return ConnectionCommands.text(lowerCase(call.arg(index)));
    }

    private void shutdown(Call call) throws CommandException {
        for (int i = 1; i < call.count(); i++) {
            if (call.is(i, "ABORT")) {
                throw new CommandException("ERR No shutdown in progress.");
            }
            if (!call.is(i, "NOSAVE") && !call.is(i, "SAVE") && !call.is(i, "NOW") && !call.is(i, "FORCE")) {
                throw new CommandException("ERR syntax error");
            }
        }
        ConnectionCommands.of(call).ending = true; // no answer: who asked sees the end of the connection
        stop.run();
    }

    private void bgrewriteaof(Call call) throws CommandException {
        if (engine.log == null) {
            throw new CommandException("ERR There is no append only file: the server was started without --appendonly");
        }
        if (!engine.log.rewriter().ask()) {
            throw new CommandException("ERR Background append only file rewriting already in progress");
        }
        call.reply().simple("Background append only file rewriting started");
    }

    // ---- INFO

    private void info(Call call) {
        Map<String, String> sections = new LinkedHashMap<>();
        sections.put("server", server());
        sections.put("clients", clients());
        sections.put("memory", memory());
        sections.put("persistence", persistence());
        sections.put("stats", stats());
        sections.put("replication", "role:master\r\nconnected_slaves:0\r\n");
        sections.put("keyspace", keyspace());
        StringBuilder text = new StringBuilder();
        sections.forEach((name, lines) -> {
            if (isWanted(call, name)) {
                text.append(text.isEmpty() ? "" : "\r\n")
                        .append("# ")
                        .append(name.substring(0, 1).toUpperCase(Locale.ROOT))
                        .append(name, 1, name.length())
                        .append("\r\n")
                        .append(lines);
            }
        });
        call.reply().verbatim("txt", text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean isWanted(Call call, String section) {
        boolean wanted = call.count() == 1;
        for (int i = 1; i < call.count(); i++) {
            wanted |= call.is(i, section.toUpperCase(Locale.ROOT))
                    || call.is(i, "ALL")
                    || call.is(i, "DEFAULT")
                    || call.is(i, "EVERYTHING");
        }
        return wanted;
    }

    private String server() {
        return lines(
                "redis_version",
                REDIS_VERSION,
                "redis_mode",
                "standalone",
                "server_name",
                "magpie mini-redis",
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "arch_bits",
                64,
                "java_version",
                Runtime.version(),
                "process_id",
                ProcessHandle.current().pid(),
                "tcp_port",
                engine.settings.port,
                "uptime_in_seconds",
                (System.nanoTime() - engine.statistics.startedNanos) / 1_000_000_000);
    }

    private String clients() {
        return lines(
                "connected_clients", engine.clients.size(),
                "maxclients", engine.settings.maxClients,
                "blocked_clients", engine.waiting.size());
    }

    private String memory() {
        Runtime jvm = Runtime.getRuntime();
        return lines(
                "used_memory",
                engine.database.memory(),
                "used_memory_heap",
                jvm.totalMemory() - jvm.freeMemory(),
                "maxmemory",
                engine.settings.maxMemory,
                "maxmemory_policy",
                "noeviction");
    }

    private String persistence() {
        AppendLog log = engine.log;
        return lines(
                "loading",
                0,
                "rdb_bgsave_in_progress",
                0,
                "aof_enabled",
                log == null ? 0 : 1,
                "aof_rewrite_in_progress",
                log != null && log.rewriter().isUnderWay() ? 1 : 0,
                "aof_last_bgrewrite_status",
                log == null || log.rewriter().hasSucceeded() ? "ok" : "err",
                "aof_last_write_status",
                log == null || log.failure() == null ? "ok" : "err",
                "aof_current_size",
                log == null ? 0 : log.fileLength());
    }

    private String stats() {
        Statistics statistics = engine.statistics;
        Database database = engine.database;
        return lines(
                "total_connections_received",
                statistics.connections,
                "total_commands_processed",
                statistics.commands,
                "rejected_connections",
                statistics.rejectedConnections,
                "client_output_buffer_limit_disconnections",
                statistics.cutOff,
                "expired_keys",
                database.expired(),
                "evicted_keys",
                0,
                "keyspace_hits",
                database.hits(),
                "keyspace_misses",
                database.misses(),
                "pubsub_channels",
                engine.subscriptions.channels().size(),
                "pubsub_patterns",
                engine.subscriptions.patterns());
    }

    private String keyspace() {
        Database database = engine.database;
        return database.size() == 0
                ? ""
                : "db0:keys=%d,expires=%d,avg_ttl=0\r\n".formatted(database.size(), database.expiringKeys());
    }

    private static String lines(Object... namesAndValues) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            lines.append(namesAndValues[i])
                    .append(':')
                    .append(namesAndValues[i + 1])
                    .append("\r\n");
        }
        return lines.toString();
    }
}
