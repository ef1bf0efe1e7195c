package io.magpie.examples.redis.command;

/// The client that a command came from, as the server knows it. The commands of this package don't look inside; the
/// server's own do.
public interface Session {

    /// Nobody: commands replayed from the append-only file, and tests.
    Session NONE = new Session() {};
}
