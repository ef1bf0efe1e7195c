package io.magpie.examples.redis.dump;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands on what it gets in pairs.
final class InPairs implements Consumer<byte[]> {

    private final BiConsumer<byte[], byte[]> visitor;
    private byte @Nullable [] first;

    InPairs(BiConsumer<byte[], byte[]> visitor) {
        this.visitor = visitor;
    }

    @Override
    public void accept(byte[] next) {
        byte[] before = first;
        if (before == null) {
            first = next;
        } else {
            first = null;
            visitor.accept(before, next);
        }
    }
}
