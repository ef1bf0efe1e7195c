package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A command: what it is called, what it needs, what it does.
public final class Command {

    private final String name;
    private final int arity;
    private final Keys keys;
    private final Set<Flag> flags;
    private final Handler handler;
    private final boolean writes;
    private final boolean deniedWithoutMemory;
    private final @Nullable CommandTable subcommands;

    /// A command.
    ///
    /// @param name in lower case; a subcommand has its parent's name before it, as in `object|encoding`
    /// @param arity the number of arguments, the name (and the subcommand's) included; negative: at least so many
    /// @param keys which arguments are keys
    /// @param handler what it does
    /// @param flags what is to be known of it
    public Command(String name, int arity, Keys keys, Handler handler, Flag... flags) {
        this(name, arity, keys, handler, null, flags);
    }

    /// A command that is nothing without one of its subcommands.
    public Command(String name, CommandTable subcommands) {
        this(name, -2, Keys.NONE, Command::unreachable, subcommands);
    }

    /// A command that does something alone, too.
    public Command(String name, int arity, Handler handler, CommandTable subcommands) {
        this(name, arity, Keys.NONE, handler, subcommands);
    }

    private Command(
            String name, int arity, Keys keys, Handler handler, @Nullable CommandTable subcommands, Flag... flags) {
        EnumSet<Flag> all = EnumSet.noneOf(Flag.class);
        Collections.addAll(all, flags);
        this.name = name;
        this.arity = arity;
        this.keys = keys;
        this.handler = handler;
        this.subcommands = subcommands;
        this.flags = Collections.unmodifiableSet(all);
        this.writes = all.contains(Flag.WRITE);
        this.deniedWithoutMemory = all.contains(Flag.DENYOOM);
    }

    private static void unreachable(Call call) {
        throw new AssertionError("a subcommand should run, not " + Words.text(call.arg(0)));
    }

    /// Runs it: writes one answer, or none if the client must wait ([Call#waitsFor]); propagates what it changed.
    public void run(Call call) {
        Reply reply = call.reply();
        int before = reply.length();
        long changes = call.database().changes();
        try {
            handler.run(call);
        } catch (CommandException e) {
            reply.truncate(before);
            reply.error(String.valueOf(e.getMessage()));
        }
        if (writes) {
            call.propagateIfChanged(changes);
        }
    }

    /// Whether a command line has as many arguments as this needs.
    boolean accepts(int argumentCount) {
        return arity >= 0 ? argumentCount == arity : argumentCount >= -arity;
    }

    /// The name, in lower case.
    public String name() {
        return name;
    }

    /// The number of arguments, the name included; negative: at least so many.
    public int arity() {
        return arity;
    }

    /// Which arguments are keys.
    public Keys keys() {
        return keys;
    }

    /// What is to be known of it.
    public Set<Flag> flags() {
        return flags;
    }

    /// Whether it may change keys.
    public boolean writes() {
        return writes;
    }

    /// Whether it must be refused while memory is short.
    public boolean isDeniedWithoutMemory() {
        return deniedWithoutMemory;
    }

    /// Its subcommands, if it has any.
    public @Nullable CommandTable subcommands() {
        return subcommands;
    }
}
