package io.magpie.internal.scheduler.multi;

import static io.magpie.Async.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimersFromOutsideTest {

    @Test
    void aTimerSetByAnotherThread_wakesAWorkerThatIsParked() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            for (int i = 0; i < 20; i++) { // the worker parks between two
                int value = i;
                assertThat(runtime.<Integer>blockOn(sleep(Duration.ofMillis(2)).map(_ -> value)))
                        .isEqualTo(i);
            }
        }
    }
}
