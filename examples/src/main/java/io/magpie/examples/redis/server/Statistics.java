package io.magpie.examples.redis.server;

/// Counts, for `INFO`. Of the turn.
final class Statistics {

    final long startedNanos = System.nanoTime();
    long commands;
    long connections;
    long rejectedConnections;
    long cutOff;
    long messages;

    /// `CONFIG RESETSTAT`.
    void reset() {
        commands = 0;
        connections = 0;
        rejectedConnections = 0;
        cutOff = 0;
        messages = 0;
    }
}
