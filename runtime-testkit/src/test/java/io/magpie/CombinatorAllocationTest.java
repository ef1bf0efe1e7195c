package io.magpie;

import static io.magpie.Async.join;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Joined;
import io.magpie.future.Poll;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/// What a combinator costs in bytes, counted by the JVM for this thread.
final class CombinatorAllocationTest {

    /// Enough that what the measurement itself allocates, and what happens once, is lost in the rounding.
    private static final int ROUNDS = 100_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static Object sink;

    @Test
    void aJoinOfTwo_allocatesItselfItsSlotsAndItsResult() throws Exception {
        Context cx = Context.of(() -> {});
        Future<String> a = _ -> "a";
        Future<String> b = _ -> "b";
        long bytes = bytesPerRound(() -> sink = join(a, b).poll(cx));
        // About 56 bytes for the join, 24 for its two slots and 24 for the record; a little more with larger headers.
        assertThat(bytes).isLessThanOrEqualTo(136);
        assertThat(sink).isEqualTo(new Joined.Of2<>("a", "b"));
    }

    @Test
    void aPendingPollOfAJoin_allocatesNothing() throws Exception {
        Context cx = Context.of(() -> {});
        Future<String> never = _ -> Poll.PENDING;
        var join = join(never, never, never);
        assertThat(bytesPerRound(() -> sink = join.poll(cx))).isZero();
    }

    private interface Round {
        void run() throws Exception;
    }

    private static long bytesPerRound(Round round) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            round.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
    }
}
