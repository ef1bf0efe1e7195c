package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.CommandException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// The parameters of `CONFIG GET` and `CONFIG SET`, under the names that Redis gives them. Of the turn.
///
/// Those that this server has no use for are remembered and nothing else, so that tools that set them are content.
final class Parameters {

    private static final Map<String, String> WITHOUT_EFFECT = Map.ofEntries(
            Map.entry("save", ""),
            Map.entry("databases", "1"),
            Map.entry("maxmemory-policy", "noeviction"),
            Map.entry("maxmemory-samples", "5"),
            Map.entry("slowlog-log-slower-than", "-1"),
            Map.entry("latency-monitor-threshold", "0"),
            Map.entry("notify-keyspace-events", ""),
            Map.entry("lfu-log-factor", "10"),
            Map.entry("hz", "10"),
            Map.entry("list-max-listpack-size", "-2"),
            Map.entry("list-max-ziplist-size", "-2"),
            Map.entry("list-compress-depth", "0"),
            Map.entry("lazyfree-lazy-server-del", "no"),
            Map.entry("lazyfree-lazy-user-del", "no"),
            Map.entry("appenddirname", ""));

    /// Those of [io.magpie.examples.redis.store.Encodings].
    private static final List<String> SIZES = List.of(
            "hash-max-listpack-entries",
            "hash-max-ziplist-entries",
            "hash-max-listpack-value",
            "hash-max-ziplist-value",
            "set-max-intset-entries",
            "zset-max-listpack-entries",
            "zset-max-ziplist-entries",
            "zset-max-listpack-value",
            "zset-max-ziplist-value");

    private final Engine engine;
    private final Settings settings;
    private final Map<String, Supplier<Object>> live = new LinkedHashMap<>();
    private final Map<String, String> others = new LinkedHashMap<>(WITHOUT_EFFECT);

    Parameters(Engine engine) {
        this.engine = engine;
        this.settings = engine.settings;
        live.put("bind", () -> "127.0.0.1");
        live.put("enable-debug-command", () -> "local");
        live.put("port", () -> settings.port);
        live.put("maxclients", () -> settings.maxClients);
        live.put("maxmemory", () -> settings.maxMemory);
        live.put("timeout", () -> settings.idleSeconds);
        live.put("appendonly", () -> engine.log == null ? "no" : "yes");
        live.put("appendfilename", () -> String.valueOf(settings.appendFile));
        live.put("appendfsync", () -> engine.log == null ? settings.fsync : engine.log.policy());
        live.put("auto-aof-rewrite-percentage", () -> settings.rewritePercentage);
        live.put("auto-aof-rewrite-min-size", () -> settings.rewriteMinBytes);
        live.put("proto-max-bulk-len", () -> settings.limits.maxBulkBytes());
        for (String size : SIZES) {
            live.put(size, () -> engine.database.encodings().size(size));
        }
        live.put("client-query-buffer-limit", () -> settings.limits.maxCommandBytes());
        live.put(
                "client-output-buffer-limit",
                () -> "normal 0 0 0 slave 0 0 0 pubsub %d %d %d"
                        .formatted(settings.outboxHard, settings.outboxSoft, settings.outboxSoftSeconds));
    }

    /// All of them, by name.
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        live.forEach((name, value) -> values.put(name, value.get().toString()));
        values.putAll(others);
        return values;
    }

    /// Whether [#set] could be called.
    ///
    /// @throws CommandException if there is no such parameter, or it cannot be set to that
    void check(String name, String value) throws CommandException {
        try {
            switch (name) {
                case "maxclients", "timeout", "auto-aof-rewrite-percentage" -> number(value);
                case "maxmemory", "auto-aof-rewrite-min-size" ->
                    Objects.checkIndex(Settings.bytes(value), Long.MAX_VALUE);
                case "appendfsync" -> Objects.requireNonNull(FsyncPolicy.parse(value));
                case "client-output-buffer-limit" -> checkOutbox(value);
                default -> {
                    if (SIZES.contains(name)) {
                        number(value);
                        return;
                    }
                    if (live.containsKey(name)) {
                        throw new IllegalArgumentException("can't set immutable config");
                    }
                    if (!others.containsKey(name)) {
                        throw new CommandException(
                                "ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'");
                    }
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CommandException(
                    "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + e.getMessage());
        }
    }

    /// Sets one, which was checked.
    void set(String name, String value) {
        switch (name) {
            case "maxclients" -> settings.maxClients = number(value);
            case "timeout" -> settings.idleSeconds = number(value);
            case "maxmemory" -> settings.maxMemory = Settings.bytes(value);
            case "auto-aof-rewrite-percentage" -> settings.rewritePercentage = number(value);
            case "auto-aof-rewrite-min-size" -> settings.rewriteMinBytes = Settings.bytes(value);
            case "appendfsync" -> {
                settings.fsync = FsyncPolicy.parse(value);
                if (engine.log != null) {
                    engine.log.policy(settings.fsync);
                }
            }
            case "client-output-buffer-limit" -> setOutbox(value);
            default -> {
                if (!SIZES.contains(name) || !engine.database.encodings().set(name, number(value))) {
                    others.put(name, value);
                }
            }
        }
    }

    private static void checkOutbox(String value) {
        String[] words = value.strip().split(" +", -1);
        if (words.length % 4 != 0) {
            throw new IllegalArgumentException("Wrong number of arguments in buffer limit configuration.");
        }
        for (int i = 0; i < words.length; i += 4) {
            Objects.checkIndex(Settings.bytes(words[i + 1]), Long.MAX_VALUE);
            Objects.checkIndex(Settings.bytes(words[i + 2]), Long.MAX_VALUE);
            number(words[i + 3]);
        }
    }

    private void setOutbox(String value) {
        String[] words = value.strip().split(" +", -1);
        for (int i = 0; i < words.length; i += 4) {
            if (words[i].equalsIgnoreCase("pubsub")) {
                settings.outbox(Settings.bytes(words[i + 1]), Settings.bytes(words[i + 2]), number(words[i + 3]));
            }
        }
    }

    private static int number(String text) {
        Long number = ConnectionCommands.number(text);
        if (number == null || number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("argument couldn't be parsed into an integer");
        }
        return number.intValue();
    }
}
