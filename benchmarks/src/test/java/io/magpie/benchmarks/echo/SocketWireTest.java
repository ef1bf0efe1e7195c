package io.magpie.benchmarks.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketWireTest {

    private static final int BIG = 8 * 1024 * 1024; // more than the system buffers

    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    @Test
    void aMessageThatTheSystemTakesInPartsComesBackWhole() throws Exception {
        Thread server = serve(socket -> socket.getInputStream().transferTo(socket.getOutputStream()));
        try (SocketWire wire = wire(BIG)) {
            wire.connect(1);
            assertThat(load(wire).closed(0).requests()).isEqualTo(1);
            assertThat(load(wire).closed(0).requests()).isEqualTo(1);
        }
        server.join();
    }

    @Test
    void aWrongByteIsNoticed() throws Exception {
        Thread server = serve(socket -> {
            byte[] message = socket.getInputStream().readNBytes(64);
            message[63]++;
            socket.getOutputStream().write(message);
        });
        try (SocketWire wire = wire(64)) {
            wire.connect(1);
            assertThatThrownBy(() -> load(wire).closed(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("connection 0, request 1: the answer differs from the request");
        }
        server.join();
    }

    @Test
    void theEndOfTheConnectionIsNoticed() throws Exception {
        Thread server = serve(socket -> {
            InputStream in = socket.getInputStream();
            socket.getOutputStream().write(in.readNBytes(64), 0, 63);
        });
        try (SocketWire wire = wire(64)) {
            wire.connect(1);
            assertThatThrownBy(() -> load(wire).closed(0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("connection 0, request 1: the server closed the connection");
        }
        server.join();
    }

    private SocketWire wire(int size) throws IOException {
        return new SocketWire(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()), size);
    }

    private static EchoLoad load(SocketWire wire) {
        return new EchoLoad(wire, System::nanoTime, 20_000_000_000L);
    }

    private Thread serve(Conversation conversation) {
        return Thread.ofVirtual().start(() -> {
            try (Socket socket = listener.accept()) {
                conversation.with(socket);
            } catch (IOException e) {
                // The client goes without a word.
            }
        });
    }

    @FunctionalInterface
    private interface Conversation {
        void with(Socket socket) throws IOException;
    }
}
