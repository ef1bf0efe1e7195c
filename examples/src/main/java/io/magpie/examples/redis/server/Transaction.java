package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Command;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The transaction of one client: the keys it watches, and the commands it has queued since `MULTI`. Of the turn.
final class Transaction {

    /// A command that waits for `EXEC`.
    static final class Queued {

        final Command command;
        final byte[][] args;

        Queued(Command command, byte[][] args) {
            this.command = command;
            this.args = args;
        }
    }

    private final List<Queued> queue = new ArrayList<>(0);
    private boolean open;
    private boolean spoiled;
    private boolean needsMemory;

    /// The keys it watches, and whether they were there at `WATCH`.
    final Map<Name, Boolean> watched = new HashMap<>(0);

    /// Whether one of them was touched.
    boolean touched;

    /// Whether `MULTI` was called, and neither `EXEC` nor `DISCARD` since.
    boolean isOpen() {
        return open;
    }

    void open() {
        open = true;
    }

    void add(Command command, byte[][] args) {
        queue.add(new Queued(command, args));
        needsMemory |= command.isDeniedWithoutMemory();
    }

    /// A command was refused: `EXEC` will do nothing. Means nothing outside of a transaction.
    void spoil() {
        spoiled = open;
    }

    boolean isSpoiled() {
        return spoiled;
    }

    /// Whether a queued command may need memory.
    boolean needsMemory() {
        return needsMemory;
    }

    int size() {
        return queue.size();
    }

    /// Ends the transaction, and gives what was queued.
    List<Queued> close() {
        List<Queued> queued = List.copyOf(queue);
        queue.clear();
        open = false;
        spoiled = false;
        needsMemory = false;
        return queued;
    }
}
