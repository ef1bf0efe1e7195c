package io.magpie.examples.redis.store;

/// A key of a database with its value. Changed by the database only.
public final class Entry extends ByteTable.Node {

    /// The moment of an entry that lives for ever.
    public static final long NEVER = Long.MAX_VALUE;

    private static final int NOT_QUEUED = -1;

    Value value;
    /// When the key goes away, in milliseconds since 1970.
    long expiry = NEVER;
    /// Where the key is in [ExpiryQueue], while it has an expiry.
    int queueIndex = NOT_QUEUED;
    /// What was last added to the database's sum for this entry.
    long accounted;

    Entry(byte[] key, Value value) {
        super(key);
        this.value = value;
    }

    /// The value.
    public Value value() {
        return value;
    }

    /// When the key goes away, in milliseconds since 1970, or [#NEVER].
    public long expiry() {
        return expiry;
    }

    /// An estimate of the memory that the key and its value take, in bytes.
    public long memory() {
        return accounted;
    }

    /// Whether the key goes away some day.
    public boolean expires() {
        return expiry != NEVER;
    }
}
