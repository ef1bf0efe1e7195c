package io.magpie.examples.redis.store;

/// A set.
public final class SetValue implements Value {

    /// An empty one.
    public SetValue() {}

    @Override
    public String typeName() {
        return "set";
    }

    @Override
    public String encoding() {
        return "hashtable";
    }

    @Override
    public long memory() {
        return 0;
    }

    @Override
    public Value copy() {
        return new SetValue();
    }
}
