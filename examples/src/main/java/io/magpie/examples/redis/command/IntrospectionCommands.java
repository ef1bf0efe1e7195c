package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.LOADING;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.STALE;

import io.magpie.examples.redis.protocol.Decimal;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.StringValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What commands and values there are: `COMMAND`, `OBJECT`, `MEMORY`.
final class IntrospectionCommands {

    /// Redis keeps these numbers once for all keys.
    private static final int SHARED_NUMBERS = 10_000;

    private IntrospectionCommands() {}

    static void addTo(CommandTable table) {
        CommandTable command = new CommandTable()
                .add(new Command("command|count", 2, Keys.NONE, IntrospectionCommands::count, LOADING, STALE))
                .add(new Command("command|info", -2, Keys.NONE, IntrospectionCommands::info, LOADING, STALE))
                .add(new Command("command|docs", -2, Keys.NONE, IntrospectionCommands::docs, LOADING, STALE))
                .add(new Command("command|list", -2, Keys.NONE, IntrospectionCommands::list, LOADING, STALE))
                .add(new Command("command|getkeys", -4, Keys.NONE, IntrospectionCommands::getkeys, LOADING, STALE))
                .add(help(
                        "command",
                        "(no subcommand)",
                        "    Return details about all Redis commands.",
                        "COUNT",
                        "    Return the total number of commands in this Redis server."));
        CommandTable object = new CommandTable()
                .add(new Command(
                        "object|encoding",
                        3,
                        Keys.range(2, 2),
                        call -> object(call, IntrospectionCommands::encoding),
                        READONLY))
                .add(new Command(
                        "object|refcount",
                        3,
                        Keys.range(2, 2),
                        call -> object(call, IntrospectionCommands::refcount),
                        READONLY))
                .add(new Command(
                        "object|idletime",
                        3,
                        Keys.range(2, 2),
                        call -> object(call, _ -> call.reply().integer(0)),
                        READONLY))
                .add(new Command("object|freq", 3, Keys.range(2, 2), IntrospectionCommands::freq, READONLY))
                .add(help(
                        "object",
                        "ENCODING <key>",
                        "    Return the kind of internal representation used in order to store the value",
                        "    associated with a <key>."));
        table.add(new Command("command", -1, IntrospectionCommands::all, command))
                .add(new Command("object", object))
                .add(new Command(
                        "memory",
                        new CommandTable()
                                .add(new Command(
                                        "memory|usage",
                                        -3,
                                        Keys.range(2, 2),
                                        IntrospectionCommands::memoryUsage,
                                        READONLY))));
    }

    private static Command help(String name, String... lines) {
        return new Command(
                name + "|help",
                2,
                Keys.NONE,
                call -> {
                    Reply reply = call.reply();
                    reply.array(lines.length + 3);
                    reply.simple(name.toUpperCase(Locale.ROOT)
                            + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
                    for (String line : lines) {
                        reply.simple(line);
                    }
                    reply.simple("HELP");
                    reply.simple("    Print this help.");
                },
                LOADING,
                STALE);
    }

    // COMMAND

    private static void all(Call call) {
        call.reply().array(call.table().commands().size());
        call.table().commands().forEach(each -> describe(call.reply(), each));
    }

    private static void count(Call call) {
        call.reply().integer(call.table().commands().size());
    }

    private static void info(Call call) {
        if (call.count() == 2) {
            all(call);
            return;
        }
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            Command found = named(call.table(), call.arg(i));
            if (found == null) {
                call.reply().nullArray();
            } else {
                describe(call.reply(), found);
            }
        }
    }

    /// The command of a name, or the subcommand of a name with a bar in it.
    private static @Nullable Command named(CommandTable table, byte[] name) {
        String text = Words.text(name);
        int bar = text.indexOf('|');
        if (bar < 0) {
            return table.find(name);
        }
        Command parent = table.find(Words.bytes(text.substring(0, bar)));
        CommandTable subcommands = parent == null ? null : parent.subcommands();
        return subcommands == null ? null : subcommands.find(Words.bytes(text.substring(bar + 1)));
    }

    private static void describe(Reply reply, Command command) {
        reply.array(10);
        reply.bulk(command.name());
        reply.integer(command.arity());
        writeSet(reply, command.flags().stream().map(Flag::label).collect(Collectors.toSet()));
        reply.integer(command.keys().first());
        reply.integer(command.keys().last());
        reply.integer(command.keys().step());
        reply.set(0); // ACL categories
        reply.array(0); // tips
        reply.array(0); // key specifications
        CommandTable subcommands = command.subcommands();
        reply.array(subcommands == null ? 0 : subcommands.commands().size());
        if (subcommands != null) {
            subcommands.commands().forEach(each -> describe(reply, each));
        }
    }

    private static void writeSet(Reply reply, Set<String> words) {
        reply.set(words.size());
        words.forEach(reply::simple);
    }

    /// There are no documents here; clients do without.
    private static void docs(Call call) {
        call.reply().map(0);
    }

    private static void list(Call call) throws CommandException {
        boolean filtered = call.count() == 5 && call.is(2, "FILTERBY") && call.is(3, "PATTERN");
        if (call.count() > 2 && !filtered) {
            throw CommandException.syntax();
        }
        Glob pattern = new Glob(filtered ? call.arg(4) : Words.bytes("*"));
        List<String> names = call.table().commands().stream()
                .map(Command::name)
                .filter(name -> pattern.matches(Words.bytes(name)))
                .toList();
        call.reply().array(names.size());
        names.forEach(call.reply()::bulk);
    }

    private static void getkeys(Call call) throws CommandException {
        byte[][] line = Arrays.copyOfRange(call.args(), 2, call.count());
        Command command = call.table().find(line[0]);
        CommandTable subcommands = command == null ? null : command.subcommands();
        if (subcommands != null && line.length > 1) {
            command = subcommands.find(line[1]);
        }
        if (command == null) {
            throw new CommandException("ERR Invalid command specified");
        }
        if (command.keys().equals(Keys.NONE)) {
            throw new CommandException("ERR The command has no key arguments");
        }
        if (!command.accepts(line.length)) {
            throw new CommandException("ERR Invalid number of arguments specified for command");
        }
        List<byte[]> keys = command.keys().in(line);
        if (keys == null) {
            throw new CommandException("ERR Invalid arguments specified for command");
        }
        call.reply().array(keys.size());
        keys.forEach(call.reply()::bulk);
    }

    // OBJECT

    private static void object(Call call, Consumer<ObjectCall> answer) {
        Entry entry = call.database().findQuietly(call.arg(2));
        if (entry == null) {
            call.reply().nullBulk();
        } else {
            answer.accept(new ObjectCall(call.reply(), entry));
        }
    }

    private record ObjectCall(Reply reply, Entry entry) {}

    private static void encoding(ObjectCall asked) {
        asked.reply.bulk(asked.entry.value().encoding());
    }

    private static void refcount(ObjectCall asked) {
        boolean shared = asked.entry.value() instanceof StringValue string
                && string.encoding().equals("int")
                && Decimal.parse(string.bytes()) >= 0
                && Decimal.parse(string.bytes()) < SHARED_NUMBERS;
        asked.reply.integer(shared ? Integer.MAX_VALUE : 1);
    }

    private static void memoryUsage(Call call) throws CommandException {
        if (call.count() != 3 && !(call.count() == 5 && call.is(3, "SAMPLES"))) {
            throw CommandException.syntax();
        }
        Entry entry = call.database().findQuietly(call.arg(2));
        if (entry == null) {
            call.reply().nullBulk();
        } else {
            call.reply().integer(entry.memory());
        }
    }

    private static void freq(Call call) throws CommandException {
        if (call.database().findQuietly(call.arg(2)) == null) {
            call.reply().nullBulk();
            return;
        }
        throw new CommandException("ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please"
                + " note that when switching between policies at runtime LRU and LFU data will take some time to"
                + " adjust.");
    }
}
