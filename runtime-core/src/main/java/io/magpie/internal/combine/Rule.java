package io.magpie.internal.combine;

/// When a combination of futures has its outcome.
public enum Rule {
    /// Every branch has ended; failures wait for the rest.
    JOIN,
    /// Every branch has ended with a value, or one has failed.
    TRY_JOIN,
    /// One branch has ended, either way.
    RACE
}
