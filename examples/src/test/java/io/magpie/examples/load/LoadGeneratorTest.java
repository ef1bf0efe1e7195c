package io.magpie.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadGeneratorTest {

    @ParameterizedTest
    @ValueSource(strings = {"channel", "socket"})
    void eachConnectionGetsItsAnswer(String form) throws IOException {
        try (LoadGenerator load = generatorFor(VirtualThreadEcho.start(List.of(form)))) {
            load.connect(5);
            LoadReport report = load.once();
            assertThat(report.requests()).isEqualTo(5);
            assertThat(report.connections()).isEqualTo(5);
            assertThat(report.p50()).isPositive().isLessThanOrEqualTo(report.max());
            load.disconnect();
            assertThat(load.connections()).isZero();
            load.connect(2);
            assertThat(load.once().requests()).isEqualTo(2);
        }
    }

    @Test
    void aPacedLoadSendsEveryRequestThatIsDue() throws IOException {
        try (LoadGenerator load = generatorFor(VirtualThreadEcho.start(List.of("channel")))) {
            load.connect(4);
            List<LoadReport> progress = new ArrayList<>();
            LoadReport report = load.run(Duration.ofMillis(200), Duration.ofMillis(10), progress::add);
            // 20 a connection, less what this thread may have been too late to send.
            assertThat(report.requests()).isBetween(4L, 80L);
        }
    }

    @Test
    void requestsToComputeCountApart() throws IOException {
        try (LoadGenerator load = generatorFor(VirtualThreadEcho.start(List.of("channel", "inline")))) {
            load.connect(3);
            load.connectComputing(1);
            LoadReport report = load.once();
            assertThat(report.requests()).isEqualTo(3);
            assertThat(report.computed()).isEqualTo(1);
        }
    }

    @Test
    void aWrongAnswerIsNoticed() throws Exception {
        try (ServerSocket server = answering(bytes -> {
                    bytes[63]++;
                    return bytes;
                });
                LoadGenerator load = generatorFor(server.getLocalPort())) {
            load.connect(1);
            assertThatThrownBy(load::once).hasMessageContaining("connection 0, request 1: the answer differs");
        }
    }

    @Test
    void aMissingAnswerIsNoticed() throws Exception {
        try (ServerSocket server = answering(bytes -> Arrays.copyOf(bytes, 10));
                LoadGenerator load = generatorFor(server.getLocalPort())) {
            load.connect(1);
            assertThatThrownBy(load::once).hasMessageContaining("the server closed the connection");
        }
    }

    private static LoadGenerator generatorFor(int port) throws IOException {
        return new LoadGenerator(new InetSocketAddress("127.0.0.1", port));
    }

    /// A server that answers one request with what `answer` makes of it, and closes the connection.
    private static ServerSocket answering(UnaryOperator<byte[]> answer) throws IOException {
        ServerSocket server = new ServerSocket(0);
        Thread.ofVirtual().start(() -> {
            try (Socket socket = server.accept()) {
                socket.getOutputStream()
                        .write(answer.apply(socket.getInputStream().readNBytes(Message.SIZE)));
            } catch (IOException e) {
                // the client has seen enough
            }
        });
        return server;
    }
}
