package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import java.util.List;

/// What a client is blocked for.
///
/// @param type of the value that it needs
/// @param keys where the value may appear; the first has precedence
/// @param timeoutMillis how long it waits, in milliseconds; 0 for ever
public record Wait(Type type, List<byte[]> keys, long timeoutMillis) {

    /// A type that can be waited for.
    public enum Type {
        /// `BLPOP` and its kin.
        LIST,
        /// `BZPOPMIN` and its kin.
        SORTED_SET
    }

    /// The answer to a client whose time is up.
    public void timedOut(Reply reply) {
        reply.nullArray();
    }
}
