package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.Async;
import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPool;
import io.magpie.spi.BlockingPoolFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names and addresses.
class DnsTest {

    /// Polls once, without a runtime: who needs a thread fails.
    private static List<InetAddress> atOnce(String host) throws Exception {
        Object answer = Dns.lookup(host).poll(Context.of(() -> {}));
        assertThat(answer).isNotSameAs(Poll.PENDING);
        @SuppressWarnings("unchecked")
        List<InetAddress> addresses = (List<InetAddress>) answer;
        return addresses;
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.1, 127.0.0.1",
        "::1, 0:0:0:0:0:0:0:1",
        "[::1], 0:0:0:0:0:0:0:1",
        "2001:db8::2, 2001:db8:0:0:0:0:0:2",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void anAddressIsThereAtOnce(String host, String address) throws Exception {
        assertThat(atOnce(host)).extracting(InetAddress::getHostAddress).containsExactly(address);
    }

    @Test
    void anAddressMayHaveAScope() throws Exception {
        int scope = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1"))
                .getIndex();
        assertThat(atOnce("fe80::1%" + scope))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("fe80:0:0:0:0:0:0:1%" + scope);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1::2", "fe80::1%nosuchinterface", "[::1", "localhost:80", ""})
    void whatCanBeNoNameFailsAtOnce(String host) {
        assertThatThrownBy(() -> atOnce(host))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining(host);
    }

    @Test
    void aNameNeedsARuntime() {
        assertThatThrownBy(() -> atOnce("localhost")).isInstanceOf(IllegalStateException.class);
    }

    /// Jobs wait until the test runs them, on a thread of its choice.
    private static final class HandPool implements BlockingPool, BlockingPoolFactory {

        final BlockingQueue<BlockingJob> jobs = new LinkedBlockingQueue<>();

        @Override
        public BlockingPool create(Settings settings) {
            return this;
        }

        @Override
        public void execute(BlockingJob job) {
            jobs.add(job);
        }

        /// Runs the jobs to come, each on a thread of its own.
        void start() {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (true) {
                        BlockingJob job = jobs.take();
                        Thread.ofPlatform().daemon().start(job::run);
                    }
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        }

        @Override
        public void close() {
            jobs.forEach(BlockingJob::reject);
        }

        @Override
        public void interruptAll() {}

        @Override
        public boolean awaitTermination(long nanos) {
            return true;
        }

        @Override
        public List<String> running() {
            return List.of();
        }

        @Override
        public int threads() {
            return 0;
        }

        @Override
        public int idleThreads() {
            return 0;
        }

        @Override
        public int queued() {
            return jobs.size();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsLookedUpOnThePool(Flavour flavour) throws Exception {
        HandPool pool = new HandPool();
        pool.start();
        try (AsyncRuntime runtime = flavour.builder().blockingPool(pool).build()) {
            assertThat(runtime.blockOn(Dns.lookup("localhost"))).allMatch(InetAddress::isLoopbackAddress);
            assertThatThrownBy(() -> runtime.blockOn(Dns.lookup("nowhere.invalid")))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("nowhere.invalid");
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectingToANameTriesItsAddresses(Flavour flavour) throws Exception {
        HandPool pool = new HandPool();
        pool.start();
        try (AsyncRuntime runtime = flavour.builder().blockingPool(pool).build()) {
            List<InetAddress> addresses = runtime.blockOn(Dns.lookup("localhost"));
            TcpListener listener = runtime.blockOn(TcpListener.bind(new InetSocketAddress(addresses.getLast(), 0)));
            int port = listener.localAddress().getPort();
            TcpStream stream = runtime.blockOn(TcpStream.connect("localhost", port));
            assertThat(stream.remoteAddress().getAddress()).isEqualTo(addresses.getLast());
            stream.close();
            listener.close();
            assertThatThrownBy(() -> runtime.blockOn(TcpStream.connect("localhost", port)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("localhost")
                    .hasMessageContaining(":" + port)
                    .hasMessageContaining("Connection refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLookupThatIsDroppedDoesNotWait_andItsJobIsWithdrawn(Flavour flavour) throws Exception {
        HandPool pool = new HandPool();
        try (AsyncRuntime runtime = flavour.builder().blockingPool(pool).build()) {
            Future<List<InetAddress>> lost = Dns.lookup("nowhere.invalid");
            List<InetAddress> answer =
                    runtime.blockOn(Async.race(lost, Async.yieldNow().map(_ -> List.of())));
            assertThat(answer).isEmpty();
            assertThat(pool.jobs).singleElement().matches(BlockingJob::isWithdrawn);
        }
    }
}
