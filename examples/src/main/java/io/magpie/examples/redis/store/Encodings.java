package io.magpie.examples.redis.store;

/// The sizes beyond which Redis chooses another representation of a value: `CONFIG SET` changes them, `OBJECT ENCODING`
/// shows them. Here, too, small sets of numbers and small hashes are kept differently, with the same visible order.
public final class Encodings {

    int hashMaxListpackEntries = 512;
    int hashMaxListpackValue = 64;
    int setMaxIntsetEntries = 512;
    int sortedSetMaxListpackEntries = 128;
    int sortedSetMaxListpackValue = 64;

    /// The sizes that Redis 7.0 comes with.
    public Encodings() {}

    /// Sets the size that `CONFIG` calls so (`hash-max-listpack-entries`, or the older `ziplist` for `listpack`).
    ///
    /// @return false if no size is called so
    public boolean set(String name, int size) {
        switch (name.replace("ziplist", "listpack")) {
            case "hash-max-listpack-entries" -> hashMaxListpackEntries = size;
            case "hash-max-listpack-value" -> hashMaxListpackValue = size;
            case "set-max-intset-entries" -> setMaxIntsetEntries = size;
            case "zset-max-listpack-entries" -> sortedSetMaxListpackEntries = size;
            case "zset-max-listpack-value" -> sortedSetMaxListpackValue = size;
            default -> {
                return false;
            }
        }
        return true;
    }

    /// The size that `CONFIG` calls so; -1 if none is.
    public int size(String name) {
        return switch (name.replace("ziplist", "listpack")) {
            case "hash-max-listpack-entries" -> hashMaxListpackEntries;
            case "hash-max-listpack-value" -> hashMaxListpackValue;
            case "set-max-intset-entries" -> setMaxIntsetEntries;
            case "zset-max-listpack-entries" -> sortedSetMaxListpackEntries;
            case "zset-max-listpack-value" -> sortedSetMaxListpackValue;
            default -> -1;
        };
    }
}
