package io.magpie.examples.redis.command;

/// What a command does.
@FunctionalInterface
public interface Handler {

    /// Does it: writes exactly one answer, unless it calls [Call#waitFor].
    ///
    /// @throws CommandException if it refuses; the message becomes the answer, in place of what was written. Nothing may
    ///     have been changed before
    void run(Call call) throws CommandException;
}
