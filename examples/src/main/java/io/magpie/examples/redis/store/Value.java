package io.magpie.examples.redis.store;

/// What a key holds.
public sealed interface Value permits StringValue, ListValue, SetValue, HashValue, SortedSetValue {

    /// The type as `TYPE` names it: `string`, `list`, `set`, `hash` or `zset`.
    String typeName();

    /// The name of the representation that Redis 7.0 would choose for this value, for `OBJECT ENCODING`.
    String encoding();

    /// An estimate of the memory this value takes, in bytes, kept up to date and cheap to ask for.
    long memory();

    /// Whether nothing is left in it, so that its key must go. A string is never empty in this sense.
    boolean isEmpty();

    /// A value that shares nothing that changes with this one.
    Value copy();
}
