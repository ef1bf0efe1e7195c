package io.magpie.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadActivityTest {

    private static final int LOOKS = 100;

    /// Of a hundred looks at this, several met a thread that ended while it was read.
    @Test
    void aThreadThatEndsMeanwhileIsLeftOut() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread starter = Thread.ofPlatform().start(() -> {
            while (!enough.get()) {
                Thread _ = Thread.ofPlatform().start(() -> {});
            }
        });
        try {
            long self = ProcessHandle.current().pid();
            ThreadActivity before = ThreadActivity.of(self);
            for (int look = 0; look < LOOKS; look++) {
                var _ = ThreadActivity.of(self);
            }
            assertThat(ThreadActivity.of(self).since(before).serverNanos()).isPositive();
        } finally {
            enough.set(true);
            starter.join();
        }
    }
}
