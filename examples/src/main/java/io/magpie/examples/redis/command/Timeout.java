package io.magpie.examples.redis.command;

/// How long a client is willing to wait.
final class Timeout {

    private Timeout() {}

    /// Milliseconds, rounded up, of a number of seconds; 0 is for ever.
    static long millis(byte[] seconds) throws CommandException {
        double value = Numbers.real(seconds, "ERR timeout is not a float or out of range");
        if (value < 0) {
            throw new CommandException("ERR timeout is negative");
        }
        double millis = Math.ceil(value * 1000);
        if (millis >= Long.MAX_VALUE - (double) System.currentTimeMillis()) {
            throw new CommandException("ERR timeout is out of range");
        }
        return (long) millis;
    }
}
