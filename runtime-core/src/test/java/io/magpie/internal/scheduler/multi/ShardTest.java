package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.spi.IoPoller;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardTest {

    private final List<String> calls = new ArrayList<>();
    private final Shard shard = new Shard(new IoPoller() {
        @Override
        public int poll(long timeoutNanos) {
            calls.add("poll");
            return 0;
        }

        @Override
        public void wakeup() {}

        @Override
        public int registered() {
            return 1;
        }

        @Override
        public List<String> open() {
            return List.of();
        }

        @Override
        public void close() {
            calls.add("close");
        }
    });

    @Test
    void oneWorkerAtATimeEnters() {
        assertThat(shard.tryEnter(0)).isTrue();
        assertThat(shard.tryEnter(1)).isFalse();
        shard.lock().unlock(0, 7);
        assertThat(shard.tryEnter(1)).isTrue();
    }

    @Test
    void aClosedShard_isEnteredByNobody_andItsLockStaysFree() {
        shard.close();
        assertThat(shard.tryEnter(0)).isFalse();
        assertThat(shard.lock().tryLock(1)).isTrue();
        assertThat(calls).containsExactly("close");
    }

    @Test
    void whoIsInside_whenItCloses_leavesAsEver() {
        assertThat(shard.tryEnter(0)).isTrue();
        shard.close();
        shard.lock().unlock(0, 7);
        assertThat(shard.tryEnter(0)).isFalse();
    }
}
