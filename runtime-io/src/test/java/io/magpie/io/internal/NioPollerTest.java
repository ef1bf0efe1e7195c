package io.magpie.io.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Waker;
import io.magpie.spi.IoDriver;
import io.magpie.spi.IoHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The poller between threads: one polls, others register, arm, wake and close.
class NioPollerTest {

    private static final int ROUNDS = 200 * Integer.getInteger("magpie.test.scale", 1);
    private static final int PATIENCE_MILLIS = 60_000;

    private final ConcurrentLinkedQueue<Waker> woken = new ConcurrentLinkedQueue<>();
    private final NioPoller poller = open();
    private Thread polling;
    private volatile boolean stop;
    private final AtomicInteger polls = new AtomicInteger();

    private NioPoller open() {
        try {
            return new NioDriver().open(new IoHost() {
                @Override
                public void wake(Waker waker) {
                    woken.add(waker);
                    waker.wake();
                }

                @Override
                public int maxEventsPerPoll() {
                    return 1024;
                }
            });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// A thread that does nothing but wait in the poller, as an idle runtime does.
    private void startPolling() {
        polling = Thread.ofPlatform().daemon().start(() -> {
            while (!stop) {
                try {
                    poller.poll(-1);
                    polls.incrementAndGet();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    @AfterEach
    void close() throws Exception {
        stop = true;
        if (polling != null) {
            poller.wakeup();
            polling.join();
        }
        poller.close();
    }

    private void awaitPollAfter(int before) throws InterruptedException {
        while (polls.get() == before) {
            if (Thread.interrupted()) {
                throw new InterruptedException("no poll has ended after number " + before);
            }
            Thread.onSpinWait();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static ListenSocket listen(NioPoller poller, boolean reuseAddress) throws IOException {
        return poller.listen(anyPort(), 1, Map.of(StandardSocketOptions.SO_REUSEADDR, reuseAddress), Integer.MAX_VALUE);
    }

    private static void rebind(SocketAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(address);
        }
    }

    @Test
    void theDriverIsFound() {
        assertThat(ServiceLoader.load(IoDriver.class)).anyMatch(driver -> driver instanceof NioDriver);
        assertThat(new NioDriver().name()).isEqualTo("nio");
        assertThat(new NioDriver().shards(64)).isEqualTo(1);
    }

    @Test
    void aPollWithTimeoutZeroReturnsAtOnceAndSoDoesAWokenOne() throws IOException {
        assertThat(poller.poll(0)).isZero();
        poller.wakeup();
        assertThat(poller.poll(-1)).as("woken before").isZero();
        assertThat(poller.poll(1)).as("the shortest wait").isZero();
    }

    @Test
    void aPollWithTimeoutZeroLeavesTheWakeupToTheNextWait() throws IOException {
        poller.wakeup();
        poller.poll(0);
        assertThat(poller.poll(-1)).isZero();
    }

    @Test
    void closingDoesNotSwallowAWakeup() throws IOException {
        ListenSocket listener = listen(poller, true);
        poller.wakeup();
        listener.close();
        assertThat(poller.poll(-1)).isZero();
    }

    @Test
    void noWakeupIsLostBetweenPolls() throws Exception {
        startPolling();
        for (int i = 0; i < ROUNDS; i++) {
            int before = polls.get();
            poller.wakeup();
            awaitPollAfter(before);
        }
    }

    @Test
    void wakeupsRacingWithClosesAreNotLost() throws Exception {
        startPolling();
        for (int i = 0; i < ROUNDS; i++) {
            ListenSocket listener = listen(poller, true);
            int before = polls.get();
            Thread closer = Thread.ofPlatform().start(listener::close);
            poller.wakeup();
            awaitPollAfter(before);
            closer.join();
        }
    }

    @Test
    void aPortIsFreeWhenCloseReturns_nobodyPolls() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            ListenSocket listener = listen(poller, false);
            listener.close();
            rebind(listener.localAddress());
        }
        assertThat(poller.registered()).isZero();
    }

    @Test
    void aPortIsFreeWhenCloseReturns_aThreadWaitsInThePoller() throws Exception {
        startPolling();
        for (int i = 0; i < ROUNDS; i++) {
            ListenSocket listener = listen(poller, false);
            listener.close();
            rebind(listener.localAddress());
        }
        assertThat(poller.registered()).isZero();
    }

    @Test
    void aDescriptorIsFreeWhenCloseReturns() throws Exception {
        startPolling();
        try (ServerSocket server = new ServerSocket()) {
            server.bind(anyPort());
            for (int i = 0; i < ROUNDS; i++) {
                StreamSocket stream = poller.connect(server.getLocalSocketAddress(), null, Map.of());
                try (Socket accepted = server.accept()) {
                    accepted.setSoTimeout(PATIENCE_MILLIS);
                    stream.close();
                    assertThat(poller.registered()).isZero();
                    assertThat(accepted.getInputStream().read())
                            .as("the peer finds the end")
                            .isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void manyMayCloseAtOnce() throws Exception {
        startPolling();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] closers = new Thread[4];
        for (int t = 0; t < closers.length; t++) {
            ListenSocket[] mine = new ListenSocket[50];
            for (int i = 0; i < mine.length; i++) {
                mine[i] = listen(poller, false);
            }
            closers[t] = Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    for (ListenSocket listener : mine) {
                        listener.close();
                        rebind(listener.localAddress());
                    }
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }
        start.countDown();
        for (Thread closer : closers) {
            closer.join();
        }
        assertThat(poller.registered()).isZero();
    }

    @Test
    void whatIsRegisteredWhileAThreadWaitsIsReported() throws Exception {
        startPolling();
        for (int i = 0; i < ROUNDS; i++) {
            ListenSocket listener = listen(poller, true);
            CountDownLatch woke = new CountDownLatch(1);
            Waker waker = woke::countDown;
            if (!Readiness.mayRead(listener.io().awaitReadable(waker))) {
                try (Socket client = new Socket()) {
                    client.connect(listener.localAddress());
                    woke.await();
                }
            }
            listener.close();
        }
    }

    @Test
    void registeringWakesTheThreadInTheSelector() throws IOException {
        poller.gate.enter(); // as if a thread waited
        listen(poller, true);
        assertThat(poller.poll(-1)).isZero();
    }

    @Test
    void whoReadsAfterAFewStaleEventsNeedNotArmAgain() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(anyPort());
            StreamSocket stream = poller.connect(server.getLocalSocketAddress(), null, Map.of());
            poller.poll(-1);
            assertThat(stream.finishConnect()).isTrue();
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(1);
                poller.poll(-1); // news; what follows is stale
                for (int i = 0; i < NioSocket.TOLERATED_STALE_EVENTS; i++) {
                    poller.poll(0);
                }
                assertThat(stream.read(ByteBuffer.allocate(2))).isEqualTo(1);
                stream.io().clear(stream.io().readiness(), Readiness.READABLE);
                accepted.getOutputStream().write(1);
                poller.poll(10_000_000_000L); // nobody waits, so nobody has armed
                assertThat(Readiness.mayRead(stream.io().readiness())).isTrue();
            }
        }
    }

    @Test
    void whatNobodyReadsDoesNotKeepThePollerBusy_andIsReportedOnceSomebodyDoes() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(anyPort());
            StreamSocket stream = poller.connect(server.getLocalSocketAddress(), null, Map.of());
            poller.poll(-1);
            assertThat(stream.finishConnect()).isTrue();
            ByteBuffer buffer = ByteBuffer.allocate(1);
            try (Socket accepted = server.accept()) {
                accepted.getOutputStream().write(new byte[3]);
                for (int i = 0; i <= NioSocket.TOLERATED_STALE_EVENTS + 1; i++) {
                    poller.poll(-1); // returns, each time
                }
                // Now the interest is gone. Read what is there, wait for more, and see it reported.
                for (int i = 0; i < 3; i++) {
                    buffer.clear();
                    assertThat(stream.read(buffer)).isEqualTo(1);
                }
                stream.io().clear(stream.io().readiness(), Readiness.READABLE);
                CountDownLatch woke = new CountDownLatch(1);
                Waker waker = woke::countDown;
                poller.gate.enter(); // as if a thread waited: it must be woken to take the interest in
                assertThat(Readiness.mayRead(stream.io().awaitReadable(waker))).isFalse();
                assertThat(poller.poll(-1)).isZero();
                startPolling();
                accepted.getOutputStream().write(1);
                woke.await();
            }
        }
    }

    @Test
    void aSocketIsReportedWritableOnceForEachWait() throws Exception {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(anyPort());
            StreamSocket stream = poller.connect(server.getLocalSocketAddress(), null, Map.of());
            poller.poll(-1);
            assertThat(stream.finishConnect()).isTrue();
            for (int i = 0; i < 3; i++) {
                stream.io().clear(stream.io().readiness(), Readiness.WRITABLE);
                Waker waker = () -> {};
                assertThat(Readiness.mayWrite(stream.io().awaitWritable(waker))).isFalse();
                assertThat(poller.poll(-1)).isEqualTo(1);
                int reported = stream.io().readiness();
                poller.poll(0);
                assertThat(stream.io().readiness()).as("no further event").isEqualTo(reported);
            }
        }
    }

    @Test
    void onceClosedNothingCanBeOpened() throws Exception {
        ListenSocket listener = listen(poller, false);
        assertThat(poller.open()).hasSize(1);
        poller.close();
        rebind(listener.localAddress());
        assertThatThrownBy(() -> listen(poller, true))
                .isInstanceOf(ClosedChannelException.class)
                .hasMessageContaining("the runtime was shut down");
        assertThat(poller.registered()).isZero();
        assertThat(poller.open()).isEmpty();
        listener.close();
        poller.close();
    }

    @Test
    void aSocketOpenedWhileThePollerClosesIsClosedToo() throws Exception {
        for (int i = 0; i < 50; i++) {
            NioPoller brief = open();
            Thread closer = Thread.ofPlatform().start(brief::close);
            try {
                ListenSocket listener = listen(brief, false);
                closer.join();
                assertThat(Readiness.isShutDown(listener.io().readiness())).isTrue();
                rebind(listener.localAddress());
            } catch (ClosedChannelException _) {
                closer.join();
            }
        }
    }
}
