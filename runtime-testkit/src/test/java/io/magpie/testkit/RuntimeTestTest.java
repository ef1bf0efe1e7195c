package io.magpie.testkit;

import static io.magpie.Async.failed;
import static io.magpie.Async.ready;
import static io.magpie.Async.spawn;
import static io.magpie.Async.yieldNow;
import static io.magpie.testkit.RuntimeTest.Flavor.CURRENT_THREAD;
import static io.magpie.testkit.RuntimeTest.Flavor.MULTI_THREAD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RuntimeTestTest {

    private static final List<String> FLAVORS = new ArrayList<>();

    @RuntimeTest(
            flavor = {CURRENT_THREAD, MULTI_THREAD},
            workers = 3)
    void aTestRuns_onceForEachFlavor(AsyncRuntime runtime) throws Exception {
        FLAVORS.add(runtime.toString().replaceAll(".*\\(", "("));
        String value = runtime.blockOn(yieldNow().then(_ -> spawn(ready("value"))));
        assertThat(value).isEqualTo("value");
    }

    @RuntimeTest
    void taskLeftWaiting_isCancelledAtTheEnd(AsyncRuntime runtime) {
        runtime.spawn(_ -> Poll.PENDING);
    }

    @AfterAll
    static void bothFlavorsRan() {
        assertThat(FLAVORS).containsExactly("(current thread)", "(3 workers)");
    }

    /// The checks at the end, without the extension.
    @Nested
    final class TheEnd {

        @ParameterizedTest
        @EnumSource
        void aFailureNobodyLookedAt_failsTheTest(RuntimeTest.Flavor flavor) throws Exception {
            var under = RuntimeUnderTest.start(flavor, 1, false, 1);
            var failure = new IOException("disk");
            JoinHandle<Object> careless = under.runtime().blockOn(_ -> spawn("careless", failed(failure)));
            while (!careless.isFinished()) { // which is no look at its outcome
                under.runtime().blockOn(yieldNow());
            }
            assertThatThrownBy(under::end)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("careless")
                    .hasSuppressedException(failure);
        }

        @Test
        void aTaskThatNeverLetsGo_failsTheTest() throws Exception {
            var under = RuntimeUnderTest.start(MULTI_THREAD, 1, false, 1, Duration.ofMillis(1));
            var started = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            var _ = under.runtime().spawn("stuck", _ -> {
                started.countDown();
                release.await();
                return null;
            });
            started.await();
            assertThatThrownBy(under::end).hasMessageContaining("outlived").hasMessageContaining("stuck");
            release.countDown();
        }

        @ParameterizedTest
        @EnumSource
        void nothingLeft_isNoFailure(RuntimeTest.Flavor flavor) throws Exception {
            var under = RuntimeUnderTest.start(flavor, 2, flavor == CURRENT_THREAD, 1);
            under.runtime().blockOn(ready(1));
            under.end();
        }
    }
}
