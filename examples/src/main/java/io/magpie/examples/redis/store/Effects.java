package io.magpie.examples.redis.store;

/// Hears what commands do to a database, at once and in order. The arrays given to it are not to be changed.
///
/// A method here runs in the middle of a command: it only takes note, and never calls back into the database.
public interface Effects {

    /// Hears nothing.
    Effects NONE = new Effects() {};

    /// The value at `key` changed, came into being or went away: transactions that watch it must fail.
    default void touched(byte[] key) {}

    /// All keys went away.
    default void flushed() {}

    /// A list came into being at `key`, which a client blocked in `BLPOP` and its kin may wait for. Lists that were there
    /// before do not report growth: with elements in it nobody waits for it.
    default void listGrew(byte[] key) {}

    /// A sorted set came into being at `key`: the same for `BZPOPMIN` and its kin.
    default void sortedSetGrew(byte[] key) {}

    /// This command makes the same change again, wherever and whenever it runs: it goes to the append-only file.
    default void propagate(byte[]... command) {}
}
