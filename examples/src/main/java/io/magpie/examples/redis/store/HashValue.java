package io.magpie.examples.redis.store;

/// A hash.
public final class HashValue implements Value {

    /// An empty one.
    public HashValue() {}

    @Override
    public String typeName() {
        return "hash";
    }

    @Override
    public String encoding() {
        return "listpack";
    }

    @Override
    public long memory() {
        return 0;
    }

    @Override
    public Value copy() {
        return new HashValue();
    }
}
