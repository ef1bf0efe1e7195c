package io.magpie.examples.redis.server;

import io.magpie.examples.redis.protocol.Real;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes the few commands that make the keys of a database.
final class KeyWriter {

    /// Elements that one command adds. Redis's number: a command with all of them would have to be read as a whole.
    private static final int ELEMENTS = 64;

    private static final int USUAL = 1 << 16;

    /// Takes all bytes that it is given.
    @FunctionalInterface
    interface Target {
        void write(ByteBuffer bytes) throws IOException;
    }

    private final Target target;
    private final Reply encoded = new Reply(2 * USUAL);
    private final List<byte[]> command = new ArrayList<>();

    /// @param target may block, and fail to end this
    KeyWriter(Target target) {
        this.target = target;
    }

    /// Writes all keys; those whose time has come, too.
    void write(Database database) throws IOException {
        try {
            database.forEach(this::write);
            flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(Entry entry) {
        byte[] key = entry.key();
        switch (entry.value()) {
            case StringValue string -> {
                begin("SET", key);
                command.add(string.bytes());
            }
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    add("RPUSH", key, list.get(i));
                }
            }
            case SetValue set -> set.forEach(member -> add("SADD", key, member));
            case HashValue hash -> hash.forEach((field, value) -> add("HSET", key, field, value));
            case SortedSetValue set ->
                set.forEach(member -> add("ZADD", key, bytes(Real.format(member.score())), member.key()));
        }
        end();
        if (entry.expires()) {
            begin("PEXPIREAT", key);
            command.add(bytes(Long.toString(entry.expiry())));
            end();
        }
    }

    private void begin(String name, byte[] key) {
        command.add(bytes(name));
        command.add(key);
    }

    /// Adds an element, or a pair, to the command, or to the next one if that has enough.
    private void add(String name, byte[] key, byte[]... element) {
        if (command.size() >= 2 + ELEMENTS) {
            end();
        }
        if (command.isEmpty()) {
            begin(name, key);
        }
        command.addAll(List.of(element));
    }

    private void end() {
        encoded.array(command.size());
        command.forEach(encoded::bulk);
        command.clear();
        if (encoded.length() >= USUAL) {
            flush();
        }
    }

    private void flush() {
        try {
            target.write(encoded.view());
            encoded.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
