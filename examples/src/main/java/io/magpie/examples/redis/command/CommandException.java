package io.magpie.examples.redis.command;

import java.io.Serial;

/// A command was refused. The message is the error that the client gets, its code first.
public final class CommandException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    /// A refusal.
    ///
    /// @param message one line, beginning with a code as in `ERR no such key`
    public CommandException(String message) {
        super(message, null, false, false); // an answer, not a bug: no stack trace
    }

    static CommandException wrongType() {
        return new CommandException("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    static CommandException wrongNumberOfArguments(String name) {
        return new CommandException("ERR wrong number of arguments for '" + name + "' command");
    }

    static CommandException syntax() {
        return new CommandException("ERR syntax error");
    }

    static CommandException notAnInteger() {
        return new CommandException("ERR value is not an integer or out of range");
    }

    static CommandException notAFloat() {
        return new CommandException("ERR value is not a valid float");
    }

    static CommandException noSuchKey() {
        return new CommandException("ERR no such key");
    }
}
