package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Wait;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Effects;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What the command that has the turn has changed: told to those who watch, noted for those who wait, and encoded for the
/// log, as one transaction if it is more than one command. Of the turn.
final class Changes implements Effects {

    private static final byte[] MULTI = "*1\r\n$5\r\nMULTI\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EXEC = "*1\r\n$4\r\nEXEC\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int USUAL = 4096;

    private final Watches watches;
    private final WaitingRoom waiting;

    /// Null while there is none, or it is being replayed.
    private @Nullable AppendLog log;

    private final Reply encoded = new Reply(USUAL);
    private int commands;

    Changes(Watches watches, WaitingRoom waiting) {
        this.watches = watches;
        this.waiting = waiting;
    }

    /// Changes go to `newLog` from now on.
    void log(AppendLog newLog) {
        log = newLog;
    }

    @Override
    public void touched(byte[] key) {
        watches.touched(key);
    }

    @Override
    public void flushed() {
        watches.flushed();
    }

    @Override
    public void listGrew(byte[] key) {
        waiting.appeared(key, Wait.Type.LIST);
    }

    @Override
    public void sortedSetGrew(byte[] key) {
        waiting.appeared(key, Wait.Type.SORTED_SET);
    }

    @Override
    public void propagate(byte[]... command) {
        if (log != null) {
            encoded.array(command.length);
            for (byte[] argument : command) {
                encoded.bulk(argument);
            }
            commands++;
        }
    }

    /// A command, or a transaction, has ended: what it propagated goes to the log.
    void end() {
        if (commands > 0 && log != null) {
            ByteBuffer bytes = encoded.view();
            if (commands == 1) {
                log.append(bytes);
            } else {
                log.append(ByteBuffer.wrap(MULTI), bytes, ByteBuffer.wrap(EXEC));
            }
            encoded.clear();
            commands = 0;
        }
    }
}
