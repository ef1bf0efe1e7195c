package io.magpie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.spi.IoHost;
import io.magpie.spi.IoPoller;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A driver is a plug-in: it may fail, and have bugs. The runtime must not come to harm.
@Timeout(20)
class FailingDriverTest {

    static Stream<RuntimeBuilder> flavours() {
        return RuntimeTest.flavours();
    }

    /// Whoever sleeps in the driver is marked as asleep, and holds the driver's lock: that must end, too.
    @ParameterizedTest
    @MethodSource("flavours")
    void aPollThatThrows_harmsNobody(RuntimeBuilder flavour) throws Exception {
        int failures = 5;
        AtomicInteger failed = new AtomicInteger();
        NapDriver driver = new NapDriver() {
            @Override
            public int poll(long timeoutNanos) throws IOException {
                if (timeoutNanos != 0 && failed.incrementAndGet() <= failures) {
                    throw new IllegalStateException("planted");
                }
                return super.poll(timeoutNanos);
            }
        };
        try (AsyncRuntime runtime = flavour.driver(driver).build()) {
            for (int i = 0; i < 10 || failed.get() < failures; i++) {
                assertThat(runtime.<String>blockOn(
                                runtime.spawn(Async.sleep(Duration.ofMillis(1)).map(_ -> "ran"))))
                        .isEqualTo("ran");
            }
        }
    }

    /// A sentinel looks at the shard of a worker that hogs, and while that poll fails a third worker claims it, for tasks
    /// that nobody else can run: the token must outlive the failure.
    @Test
    void aSentinelThatIsClaimed_whileAPollOfItsFails_isAwake() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch hogging = new CountDownLatch(1);
        CountDownLatch failing = new CountDownLatch(1);
        CountDownLatch claimed = new CountDownLatch(1);
        CountDownLatch ran = new CountDownLatch(4);
        Shards driver = new Shards(() -> {
            failing.countDown();
            claimed.await();
        });
        try (AsyncRuntime runtime = AsyncRuntime.builder()
                .workers(3)
                .threadNamePrefix("worker ")
                .driver(driver)
                .build()) {
            runtime.spawn(spinning(started, hogging, failing)
                            .then(_ -> Async.pollFn(_ -> {
                                for (int i = 0; i < 4; i++) {
                                    Async.spawn(counting(ran)).detached();
                                }
                                claimed.countDown();
                                return ran.await(10, TimeUnit.SECONDS);
                            })))
                    .detached();
            started.await();
            JoinHandle<Boolean> hog = runtime.spawn(Async.pollFn(_ -> {
                driver.failingShard = Thread.currentThread().getName().charAt("worker ".length()) - '0';
                hogging.countDown();
                return ran.await(10, TimeUnit.SECONDS);
            }));
            assertThat(runtime.<Boolean>blockOn(hog)).isTrue();
        }
    }

    private static Future<String> counting(CountDownLatch latch) {
        return Async.pollFn(_ -> {
            latch.countDown();
            return "counted";
        });
    }

    /// Keeps its worker to itself until `alone`, and then keeps it busy.
    private static Future<String> spinning(CountDownLatch started, CountDownLatch alone, CountDownLatch until) {
        return cx -> {
            started.countDown();
            alone.await();
            if (until.getCount() == 0) {
                return "let go";
            }
            cx.defer();
            return Poll.PENDING;
        };
    }

    /// One poller for each worker; a look at one of them fails once, after something has happened.
    private static final class Shards extends NapDriver {

        private static final int NONE = -1;

        interface Action {
            void run() throws InterruptedException;
        }

        private final Action meanwhile;
        private int opened;
        volatile int failingShard = NONE;

        Shards(Action meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public int shards(int workers) {
            return workers;
        }

        @Override
        public IoPoller open(IoHost host) {
            int shard = opened++;
            return new NapDriver() {
                @Override
                public int poll(long timeoutNanos) throws IOException {
                    if (timeoutNanos == 0 && shard == failingShard) {
                        failingShard = NONE;
                        try {
                            meanwhile.run();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        throw new IOException("planted");
                    }
                    return super.poll(timeoutNanos);
                }
            };
        }
    }

    /// Nobody gets a runtime that he could close.
    @ParameterizedTest
    @MethodSource("flavours")
    void whatWasOpened_isClosed_whenThePoolCannotBeMade(RuntimeBuilder flavour) {
        Counted driver = new Counted(Integer.MAX_VALUE, new IOException("unused"));
        assertThatThrownBy(() -> flavour.driver(driver)
                        .blockingPool(_ -> {
                            throw new IllegalStateException("planted");
                        })
                        .build())
                .hasMessage("planted");
        assertThat(driver.open).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aRefusedPoller_isTold(RuntimeBuilder flavour) {
        Counted refused = new Counted(1, new IOException("planted"));
        assertThatThrownBy(() -> flavour.driver(refused).build())
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("planted")
                .hasMessageContaining("nap");
        assertThat(refused.open).hasValue(0);
    }

    @Test
    void theOtherShardsAreClosed_whenOneCannotBeOpened() {
        Counted refused = new Counted(3, new IOException("planted"));
        assertThatThrownBy(() -> AsyncRuntime.builder().driver(refused).build()).hasRootCauseMessage("planted");
        Counted buggy = new Counted(3, new IllegalStateException("planted"));
        assertThatThrownBy(() -> AsyncRuntime.builder().driver(buggy).build()).hasMessage("planted");
        assertThat(refused.open).hasValue(0);
        assertThat(buggy.open).hasValue(0);
    }

    /// Counts the pollers that are open; one cannot be opened.
    private static final class Counted extends NapDriver {

        final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger opened = new AtomicInteger();
        private final int bad;
        private final Exception failure;

        Counted(int bad, Exception failure) {
            this.bad = bad;
            this.failure = failure;
        }

        @Override
        public int shards(int workers) {
            return 4;
        }

        @Override
        public IoPoller open(IoHost host) throws IOException {
            if (opened.incrementAndGet() == bad) {
                if (failure instanceof RuntimeException bug) {
                    throw bug;
                }
                throw (IOException) failure;
            }
            open.incrementAndGet();
            return new NapDriver() {
                @Override
                public void close() {
                    open.decrementAndGet();
                    super.close();
                }
            };
        }
    }
}
