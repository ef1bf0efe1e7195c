package io.magpie.examples.redis.command;

import java.util.Locale;

/// What is to be known of a command before it runs; the names that `COMMAND INFO` gives them.
public enum Flag {
    /// May change keys.
    WRITE,
    /// Changes no key.
    READONLY,
    /// May need memory: refused when there is too little.
    DENYOOM,
    /// For the operator.
    ADMIN,
    /// Of publish and subscribe.
    PUBSUB,
    /// Not for scripts.
    NOSCRIPT,
    /// May block its client.
    BLOCKING,
    /// Allowed while the append-only file is replayed.
    LOADING,
    /// Allowed on stale replicas; there are none here.
    STALE,
    /// Not shown to MONITOR.
    SKIP_MONITOR,
    /// Not put into the slow log.
    SKIP_SLOWLOG,
    /// Takes a short time whatever the size of the data.
    FAST,
    /// Not allowed inside a transaction.
    NO_MULTI,
    /// Its keys cannot be told by positions alone.
    MOVABLEKEYS,
    /// Allowed before the client has authenticated itself.
    NO_AUTH;

    /// The name in `COMMAND INFO`.
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
