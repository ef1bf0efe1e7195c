package io.magpie.examples.redis.command;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.Value;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One run of a command: its arguments, and where its work and its answer go. Used again for the next.
public final class Call {

    private final Database database;
    private final CommandTable table;
    private Session session = Session.NONE;
    private Reply reply = new Reply(0);
    private byte[][] args = new byte[0][];
    private boolean mayBlock;
    private boolean resumed;
    private boolean propagated;
    private @Nullable Wait wait;

    /// Calls on a database.
    ///
    /// @param table the commands there are, for `COMMAND`
    public Call(Database database, CommandTable table) {
        this.database = database;
        this.table = table;
    }

    // The server's side

    /// Sets everything up for a command that may block its client.
    public void begin(Session client, Reply answer, byte[][] arguments) {
        set(client, answer, arguments, true, false);
    }

    /// The same for a command that must not block (in a transaction): it answers as if the time were up.
    public void beginWithoutBlocking(Session client, Reply answer, byte[][] arguments) {
        set(client, answer, arguments, false, false);
    }

    /// The same for a command that ran before and told what it waits for.
    public void resume(Session client, Reply answer, byte[][] arguments) {
        set(client, answer, arguments, true, true);
    }

    /// The same for a command of the append-only file: nobody asked for it, and no key expires before it.
    public void beginReplayed(Reply answer, byte[][] arguments) {
        set(Session.NONE, answer, arguments, false, false);
        database.beginReplayedCommand();
    }

    private void set(Session client, Reply answer, byte[][] arguments, boolean blocking, boolean again) {
        session = client;
        reply = answer;
        args = arguments;
        mayBlock = blocking;
        resumed = again;
        propagated = false;
        wait = null;
        database.beginCommand();
    }

    /// What the client must be blocked for; null if the command was answered.
    public @Nullable Wait waitsFor() {
        return wait;
    }

    /// Called by [Command#run] after the handler.
    void propagateIfChanged(long changesBefore) {
        if (!propagated && database.changes() != changesBefore) {
            database.effects().propagate(args);
        }
    }

    // The command's side

    /// The client that asks.
    public Session session() {
        return session;
    }

    /// Where the answer goes.
    public Reply reply() {
        return reply;
    }

    /// The keys.
    public Database database() {
        return database;
    }

    /// The commands there are.
    public CommandTable table() {
        return table;
    }

    /// All arguments; the name of the command is the first.
    public byte[][] args() {
        return args;
    }

    /// The number of arguments, the name included.
    public int count() {
        return args.length;
    }

    /// The argument at `index`; 0 is the name.
    public byte[] arg(int index) {
        return args[index];
    }

    /// The name of the command, in lower case.
    public String name() {
        return Words.text(args[0]).toLowerCase(Locale.ROOT);
    }

    /// The whole number that an argument is.
    ///
    /// @throws CommandException if it is none
    public long integer(int index) throws CommandException {
        return Numbers.integer(args[index]);
    }

    /// The entry of the key at `index`, for a command that only reads.
    public @Nullable Entry find(int index) {
        return database.find(args[index]);
    }

    /// The entry of the key at `index`, for a command that writes: does not count as a look-up.
    public @Nullable Entry findToWrite(int index) {
        return database.findQuietly(args[index]);
    }

    /// The value of a key was changed in place, or is new.
    ///
    /// @param entry what was found at the key; null if nothing was
    public void changed(byte[] key, @Nullable Entry entry, Value value) {
        if (entry != null) {
            database.touched(entry);
        } else if (!value.isEmpty()) {
            database.add(key, value);
        }
    }

    /// A key gets a value in place of whatever was there, without expiry; an empty value leaves no key.
    public void store(byte[] key, Value value) {
        Entry entry = database.findQuietly(key);
        if (value.isEmpty()) {
            if (entry != null) {
                database.remove(entry);
            }
        } else if (entry == null) {
            database.add(key, value);
        } else {
            database.expireAt(entry, Entry.NEVER);
            database.replace(entry, value);
        }
    }

    /// Whether an argument is this word, in upper or lower case.
    ///
    /// @param word in upper case
    public boolean is(int index, String word) {
        return Words.equal(args[index], word);
    }

    /// Whether the command ran before, found nothing, and runs again now.
    public boolean isResumed() {
        return resumed;
    }

    /// Makes the client wait, if it may; else answers that nothing came in time.
    ///
    /// @param nothing writes that answer
    public void waitFor(Wait.Type type, List<byte[]> keys, long timeoutMillis, Runnable nothing) {
        if (mayBlock) {
            wait = new Wait(type, keys, timeoutMillis);
            propagated = true;
        } else {
            nothing.run();
        }
    }

    /// Makes `command` go to the append-only file in place of this one; called again, it follows the one before.
    public void propagate(byte[]... command) {
        propagated = true;
        database.effects().propagate(command);
    }

    /// Makes nothing go to the append-only file.
    public void propagateNothing() {
        propagated = true;
    }
}
