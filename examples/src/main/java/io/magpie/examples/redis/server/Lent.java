package io.magpie.examples.redis.server;

import io.magpie.examples.redis.protocol.Reply;
import java.nio.ByteBuffer;

/// What a connection works with while it has something to do: one set for each thread, lent for as long as nothing is
/// awaited. So a connection that waits owns no buffer.
final class Lent {

    /// Read at once. A guess: a long pipeline, or most of a long value.
    private static final int INPUT = 32 << 10;

    /// Answers that are gathered without growing, and handed to the system at once.
    private static final int OUTPUT = 64 << 10;

    /// Of answers that have grown, what is kept for the next ones: those of a pipeline of sixteen `LRANGE` of 600 elements
    /// are 86 kB, and took 192 kB of new arrays each time. A guess: little beside what a thread has anyway.
    private static final int MOST_KEPT = 256 << 10;

    private static final ThreadLocal<Lent> OF_THREAD = ThreadLocal.withInitial(Lent::new);

    /// For reading.
    final ByteBuffer input = ByteBuffer.allocateDirect(INPUT);

    /// For writing.
    final ByteBuffer output = ByteBuffer.allocateDirect(OUTPUT);

    /// For answers.
    final Reply replies = new Reply(OUTPUT, MOST_KEPT);

    private Lent() {}

    /// This thread's. To be used up to the next await, and not after it.
    static Lent ofThisThread() {
        return OF_THREAD.get();
    }
}
