package io.magpie.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.load.ChildJvm;
import io.magpie.examples.load.Computation;
import io.magpie.examples.load.LoadGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoServerTest {

    @Test
    void everyConnectionGetsBackWhatItSends() throws Exception {
        try (EchoServer server = EchoServer.start(0, 2);
                LoadGenerator load = new LoadGenerator(address(server))) {
            load.connect(100);
            assertThat(load.once().requests()).isEqualTo(100);
            assertThat(load.run(Duration.ofMillis(100), Duration.ZERO, _ -> {}).requests())
                    .isGreaterThanOrEqualTo(100);
            load.disconnect();
            load.connect(3);
            assertThat(load.once().requests()).isEqualTo(3);
        }
    }

    @Test
    void aPeerThatIsSlowToRead_getsEveryByteInOrder() throws Exception {
        byte[] sent = new byte[16_000_000]; // more than the system buffers
        new Random(1).nextBytes(sent);
        try (EchoServer server = EchoServer.start(0, 1);
                Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096); // takes in much less at a time than it sends
            socket.connect(address(server));
            socket.setSoTimeout(60_000);
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] received = socket.getInputStream().readAllBytes();
            writer.join();
            assertThat(received).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inline", "offload"})
    void aServerThatComputes_echoesAsWell(String where) throws Exception {
        try (ChildJvm server = ChildJvm.start(List.of(), EchoServer.class, "--port", 0, "--probe", "--compute", where);
                LoadGenerator load = new LoadGenerator(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), portIn(server.nextLine())))) {
            load.connect(5);
            load.connectComputing(1);
            var report = load.once();
            assertThat(report.requests()).isEqualTo(5);
            assertThat(report.computed()).isEqualTo(1);
            assertThat(report.nanos()).isGreaterThanOrEqualTo(Computation.LENGTH.toNanos());
        }
    }

    @Test
    void aServerAlone_saysWhereItListens_andEndsWithZeroOnSigterm() throws Exception {
        try (ChildJvm server = ChildJvm.start(List.of(), EchoServer.class, "--port", 0, "--workers", 1)) {
            String line = server.nextLine();
            assertThat(line).matches("Echo server on 127\\.0\\.0\\.1:[0-9]+, 1 workers\\. Ctrl-C ends it\\.");
            try (LoadGenerator load =
                    new LoadGenerator(new InetSocketAddress(InetAddress.getLoopbackAddress(), portIn(line)))) {
                load.connect(2);
                assertThat(load.once().requests()).isEqualTo(2);
                assertThat(server.handle().destroy()).isTrue(); // SIGTERM
                assertThat(server.exitValue()).isZero();
            }
        }
    }

    /// The only number in a line with a colon or an equals sign before it.
    private static int portIn(String line) {
        return Integer.parseInt(line.replaceFirst(".*[=:]([0-9]+).*", "$1"));
    }

    private static InetSocketAddress address(EchoServer server) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    }
}
