package io.magpie.examples.redis.store;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// All keys. See the package's documentation for who may call and what becomes of the byte strings.
public final class Database {

    private static final byte[] DEL = "DEL".getBytes(StandardCharsets.US_ASCII);
    /// The memory of an entry beside its key and value: two objects' headers, links, a place in a bucket. Counted on
    /// HotSpot 25 with compressed pointers.
    private static final int ENTRY_MEMORY = 72;
    /// "The clock was not read yet in this command."
    private static final long UNREAD = Long.MIN_VALUE;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final Effects effects;
    private final Encodings encodings = new Encodings();
    private ByteTable<Entry> table = new ByteTable<>();
    private final ExpiryQueue expiring = new ExpiryQueue();
    private long memory;
    private long now = UNREAD;
    private long changes;
    private long expired;
    private long hits;
    private long misses;

    /// A database without keys.
    ///
    /// @param clock tells the time for expiry
    /// @param random draws for `RANDOMKEY`, `SPOP` and their kin
    /// @param effects hears what happens
    public Database(InstantSource clock, RandomGenerator random, Effects effects) {
        this.clock = clock;
        this.random = random;
        this.effects = effects;
    }

    // Time

    /// A command begins: the next [#now] reads the clock again.
    public void beginCommand() {
        now = UNREAD;
    }

    /// A command of the append-only file begins: for it, no time has come yet. What had expired by then was deleted by a
    /// command of its own, and what expired since must not be missed by the commands before.
    public void beginReplayedCommand() {
        now = 0;
    }

    /// The time of the present command, in milliseconds since 1970.
    public long now() {
        if (now == UNREAD) {
            now = clock.millis();
        }
        return now;
    }

    /// Removes keys whose time has come, those first that should have gone first.
    ///
    /// @param budget the most keys to remove in this call
    /// @return how many were removed; `budget` when there may be more
    public int expireSome(int budget) {
        beginCommand();
        int removed = 0;
        for (Entry entry = expiring.first(); entry != null && removed < budget; entry = expiring.first()) {
            if (entry.expiry > now()) {
                break;
            }
            expire(entry);
            removed++;
        }
        return removed;
    }

    /// When the next key goes away, in milliseconds since 1970, or [Entry#NEVER]: a good moment for [#expireSome].
    public long nextExpiry() {
        Entry first = expiring.first();
        return first == null ? Entry.NEVER : first.expiry;
    }

    private void expire(Entry entry) {
        expired++;
        unlink(entry);
        effects.propagate(DEL, entry.key);
        effects.touched(entry.key);
    }

    /// Goes on with the move of all keys to a table of another size, which commands that add or remove keys do as well:
    /// until it is done, look-ups take longer.
    ///
    /// @param budget the most buckets to move in this call
    /// @return whether there are more
    public boolean moveSome(int budget) {
        return table.moveSome(budget);
    }

    /// Whether that move is under way.
    public boolean isBeingResized() {
        return table.isBeingResized();
    }

    // Looking up

    /// The entry of a key that is there and whose time has not come; counted as a hit or a miss.
    public @Nullable Entry find(byte[] key) {
        Entry entry = findQuietly(key);
        if (entry == null) {
            misses++;
        } else {
            hits++;
        }
        return entry;
    }

    /// The same, not counted.
    public @Nullable Entry findQuietly(byte[] key) {
        Entry entry = table.find(key);
        if (entry != null && entry.expiry != Entry.NEVER && entry.expiry <= now()) {
            expire(entry);
            return null;
        }
        return entry;
    }

    /// Whether the time of a key has come though it was not removed yet: to a transaction that watches it, the key was
    /// touched. As of the present command; changes nothing.
    public boolean isExpired(byte[] key) {
        Entry entry = table.find(key);
        return entry != null && entry.expiry <= now();
    }

    /// The number of keys, those included whose time has come and that were not removed yet.
    public int size() {
        return table.size();
    }

    /// The number of keys that go away some day.
    public int expiringKeys() {
        return expiring.size();
    }

    /// A key drawn at random; null if there is none.
    public @Nullable Entry random() {
        while (true) {
            Entry entry = table.random(random);
            if (entry == null || entry.expiry > now()) {
                return entry;
            }
            expire(entry);
        }
    }

    /// Shows some keys and returns the cursor to go on with; 0 begins, and 0 at the end. A key that is there during the
    /// whole walk is shown at least once; it may be one whose time has come.
    public long scan(long cursor, Consumer<Entry> visitor) {
        return table.scan(cursor, visitor);
    }

    /// Shows all keys, those included whose time has come; the database must not change meanwhile.
    public void forEach(Consumer<Entry> visitor) {
        table.forEach(visitor);
    }

    /// What draws at random here.
    public RandomGenerator randomSource() {
        return random;
    }

    // Changing

    /// Adds a key that is not here, without expiry.
    public Entry add(byte[] key, Value value) {
        Entry entry = new Entry(key, value);
        table.add(entry);
        account(entry, ENTRY_MEMORY + key.length + value.memory());
        appeared(entry);
        changed(key);
        return entry;
    }

    /// Gives an entry another value; its expiry stays.
    public void replace(Entry entry, Value value) {
        entry.value = value;
        appeared(entry);
        touched(entry);
    }

    /// The value of an entry was changed in place. A list, set, hash or sorted set left empty takes its key with it.
    public void touched(Entry entry) {
        if (entry.value.isEmpty()) {
            remove(entry);
            return;
        }
        account(entry, ENTRY_MEMORY + entry.key.length + entry.value.memory());
        changed(entry.key);
    }

    /// Removes an entry.
    public void remove(Entry entry) {
        unlink(entry);
        changed(entry.key);
    }

    /// Decides when a key goes away.
    ///
    /// @param moment milliseconds since 1970, or [Entry#NEVER]
    public void expireAt(Entry entry, long moment) {
        boolean was = entry.expires();
        entry.expiry = moment;
        if (was && moment == Entry.NEVER) {
            expiring.remove(entry);
        } else if (was) {
            expiring.moved(entry);
        } else if (moment != Entry.NEVER) {
            expiring.add(entry);
        }
    }

    /// Removes all keys.
    public void clear() {
        changes += Math.max(1, table.size());
        table = new ByteTable<>();
        expiring.clear();
        memory = 0;
        effects.flushed();
    }

    private void unlink(Entry entry) {
        table.remove(entry.key);
        if (entry.expires()) {
            expiring.remove(entry);
        }
        memory -= entry.accounted;
    }

    private void account(Entry entry, long bytes) {
        memory += bytes - entry.accounted;
        entry.accounted = bytes;
    }

    private void appeared(Entry entry) {
        switch (entry.value) {
            case ListValue _ -> effects.listGrew(entry.key);
            case SortedSetValue _ -> effects.sortedSetGrew(entry.key);
            case StringValue _, SetValue _, HashValue _ -> {}
        }
    }

    private void changed(byte[] key) {
        changes++;
        effects.touched(key);
    }

    // What is known of it

    /// When values change their representation.
    public Encodings encodings() {
        return encodings;
    }

    /// What hears of changes.
    public Effects effects() {
        return effects;
    }

    /// A count that goes up with every change.
    public long changes() {
        return changes;
    }

    /// An estimate of the memory that all keys and values take, in bytes.
    public long memory() {
        return memory + table.memory();
    }

    /// How many keys went away because their time had come.
    public long expired() {
        return expired;
    }

    /// How many looked-up keys were there.
    public long hits() {
        return hits;
    }

    /// How many looked-up keys were not there.
    public long misses() {
        return misses;
    }
}
