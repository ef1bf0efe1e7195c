package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.task.JoinHandle;
import io.magpie.task.Outcome;
import io.magpie.task.UnobservedFailure;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A shutdown whose time is up closes timers and driver under threads that go on.
@Timeout(60)
class GivenUpRuntimeTest {

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours();
    }

    /// Its timers are gone, so nobody can tell when its time is up: it is up now.
    @ParameterizedTest
    @MethodSource("flavours")
    void aCleanupThatWaits_isAbandoned(RuntimeBuilder flavour) throws Exception {
        Queue<UnobservedFailure> reports = new ConcurrentLinkedQueue<>();
        var runtime = flavour.cleanupTimeout(Duration.ofDays(1))
                .onUnobservedFailure(reports::add)
                .build();
        Stubborn task = new Stubborn();
        Stubborn root = new Stubborn();
        JoinHandle<String> handle = runtime.spawn("stubborn", task);
        Thread blocked = new Thread(() -> block(runtime, root));
        blocked.start();
        task.polled.await();
        root.polled.await();

        assertThat(runtime.shutdown(Duration.ZERO).isComplete()).isFalse();
        blocked.join();
        runtime.close();
        assertThat(handle.outcome()).isInstanceOf(Outcome.Aborted.class);
        assertThat(reports).anySatisfy(report -> assertThat(report.toString()).contains("stubborn", "abandoned"));
    }

    /// A closed poller never waits: a thread that went on polling it would spin.
    @ParameterizedTest
    @MethodSource("flavours")
    void theOtherThreadsSleep_andPollTheClosedDriverNoMore(RuntimeBuilder flavour) throws Exception {
        NapDriver driver = new NapDriver();
        String prefix = "given-up-" + System.nanoTime() + "-";
        var runtime = flavour.driver(driver).threadNamePrefix(prefix).build();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        runtime.spawn(Async.pollFn(_ -> {
                    started.countDown();
                    letGo.await();
                    return "done after all";
                }))
                .detached();
        Thread blocked = new Thread(() -> block(runtime, _ -> Poll.PENDING), prefix + "root");
        blocked.start();
        started.await();

        assertThat(runtime.shutdown(Duration.ZERO).isComplete()).isFalse();
        awaitSleep(prefix);
        int pollsUntilTheySlept = driver.pollsSinceClose.get();

        letGo.countDown();
        blocked.join();
        runtime.close();
        assertThat(driver.pollsSinceClose).hasValue(pollsUntilTheySlept);
    }

    private static void block(AsyncRuntime runtime, Future<String> root) {
        try {
            runtime.blockOn(root);
        } catch (Exception cancelled) {
            // As it must be: the runtime is shut down.
        }
    }

    /// Waits until the runtime's threads sleep for a while: one that spins is never seen asleep.
    private static void awaitSleep(String prefix) {
        for (int times = 0; times < 100; times++) {
            List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith(prefix))
                    .toList();
            assertThat(threads).isNotEmpty();
            if (!threads.stream().allMatch(GivenUpRuntimeTest::sleeps)) {
                times = -1;
                Thread.yield(); // leaves the processor to them
            }
        }
    }

    private static boolean sleeps(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    /// Waits for ever, and when it is dropped, too.
    private static final class Stubborn implements Future<String> {
        private final CountDownLatch polled = new CountDownLatch(1);

        @Override
        public Object poll(Context cx) {
            polled.countDown();
            return Poll.PENDING;
        }

        @Override
        public Object drop(Context cx) {
            return Poll.PENDING;
        }
    }
}
