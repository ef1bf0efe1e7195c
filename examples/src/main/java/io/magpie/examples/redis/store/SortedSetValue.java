package io.magpie.examples.redis.store;

/// A zset.
public final class SortedSetValue implements Value {

    /// An empty one.
    public SortedSetValue() {}

    @Override
    public String typeName() {
        return "zset";
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
        return new SortedSetValue();
    }
}
