package io.magpie.examples.redis.server;

import java.util.Arrays;

/// The name of a key, a channel or a pattern, to look things up by. The bytes are kept, not copied, and never change.
final class Name {

    final byte[] bytes;
    private final int hash;

    Name(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Name name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
