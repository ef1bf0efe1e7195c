package io.magpie.examples.redis.store;

/// A list.
public final class ListValue implements Value {

    /// An empty one.
    public ListValue() {}

    @Override
    public String typeName() {
        return "list";
    }

    @Override
    public String encoding() {
        return "quicklist";
    }

    @Override
    public long memory() {
        return 0;
    }

    @Override
    public Value copy() {
        return new ListValue();
    }
}
