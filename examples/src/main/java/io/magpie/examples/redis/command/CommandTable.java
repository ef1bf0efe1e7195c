package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Commands by their names, whose case does not matter.
public final class CommandTable {

    /// The most characters of arguments that an error about an unknown command quotes.
    private static final int QUOTED = 128;

    private final Map<String, Command> commands = new LinkedHashMap<>();
    /// The same, in open addressing by the hash of the name: at most half full.
    private @Nullable Slot[] slots = new @Nullable Slot[16];

    private static final class Slot {

        final byte[] name;
        final Command command;

        Slot(byte[] name, Command command) {
            this.name = name;
            this.command = command;
        }
    }

    /// A table without commands.
    public CommandTable() {}

    /// A table of all commands of this package.
    public static CommandTable standard() {
        CommandTable table = new CommandTable();
        StringCommands.addTo(table);
        NumberCommands.addTo(table);
        SubstringCommands.addTo(table);
        KeyCommands.addTo(table);
        ExpiryCommands.addTo(table);
        ScanCommands.addTo(table);
        ListCommands.addTo(table);
        ListMoveCommands.addTo(table);
        SetCommands.addTo(table);
        SetAlgebraCommands.addTo(table);
        HashCommands.addTo(table);
        SortedSetCommands.addTo(table);
        SortedSetRangeCommands.addTo(table);
        SortedSetPopCommands.addTo(table);
        SortedSetAlgebraCommands.addTo(table);
        SortCommands.addTo(table);
        DumpCommands.addTo(table);
        ServerCommands.addTo(table);
        IntrospectionCommands.addTo(table);
        return table;
    }

    /// Adds a command; it takes the place of one of the same name.
    public CommandTable add(Command command) {
        commands.put(command.name(), command);
        int capacity = 16;
        while (capacity < 2 * commands.size()) {
            capacity *= 2;
        }
        @Nullable Slot[] renewed = new @Nullable Slot[capacity];
        for (Command each : commands.values()) {
            byte[] name = each.name().substring(each.name().indexOf('|') + 1).getBytes(StandardCharsets.US_ASCII);
            int index = hash(name) & capacity - 1;
            while (renewed[index] != null) {
                index = index + 1 & capacity - 1;
            }
            renewed[index] = new Slot(name, each);
        }
        slots = renewed;
        return this;
    }

    /// The command of a name; null if there is none.
    public @Nullable Command find(byte[] name) {
        @Nullable Slot[] table = slots;
        int index = hash(name) & table.length - 1;
        for (Slot slot = table[index]; slot != null; slot = table[index]) {
            if (matches(slot.name, name)) {
                return slot.command;
            }
            index = index + 1 & table.length - 1;
        }
        return null;
    }

    /// The command, or subcommand, that a command line means.
    ///
    /// @return null if there is none or the number of arguments is wrong: then the error is written
    public @Nullable Command resolve(byte[][] args, Reply reply) {
        Command command = find(args[0]);
        if (command == null) {
            reply.error("ERR unknown command '" + shortened(args[0]) + "', with args beginning with: " + quoted(args));
            return null;
        }
        CommandTable subcommands = command.subcommands();
        if (subcommands != null && args.length > 1) {
            Command subcommand = subcommands.find(args[1]);
            if (subcommand == null) {
                reply.error("ERR unknown subcommand '" + shortened(args[1]) + "'. Try "
                        + command.name().toUpperCase(Locale.ROOT) + " HELP.");
                return null;
            }
            command = subcommand;
        }
        if (!command.accepts(args.length)) {
            reply.error("ERR wrong number of arguments for '" + command.name() + "' command");
            return null;
        }
        return command;
    }

    /// All commands, in the order in which they were added.
    public Collection<Command> commands() {
        return commands.values();
    }

    private static String shortened(byte[] name) {
        String text = Words.quotable(name);
        return text.substring(0, Math.min(QUOTED, text.length()));
    }

    private static String quoted(byte[][] args) {
        StringBuilder quoted = new StringBuilder();
        for (int i = 1; i < args.length && quoted.length() < QUOTED; i++) {
            String text = Words.quotable(args[i]);
            quoted.append('\'')
                    .append(text, 0, Math.min(text.length(), QUOTED - quoted.length()))
                    .append("' ");
        }
        return quoted.toString();
    }

    private static int hash(byte[] name) {
        int hash = name.length;
        for (byte letter : name) {
            hash = hash * 31 + (letter | 0x20);
        }
        return hash ^ hash >>> 7;
    }

    /// Whether `name` is this name, but for the case of its letters.
    private static boolean matches(byte[] lower, byte[] name) {
        if (lower.length != name.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            byte letter = name[i];
            if (lower[i] != (letter >= 'A' && letter <= 'Z' ? letter + 32 : letter)) {
                return false;
            }
        }
        return true;
    }
}
