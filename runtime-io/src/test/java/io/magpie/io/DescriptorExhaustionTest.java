package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// A listener outlives a time without descriptors. In a JVM of its own, that may have few.
class DescriptorExhaustionTest {

    private static final int CLIENTS = 5;

    @Test
    @EnabledOnOs(OS.LINUX)
    void acceptFailsWithoutDescriptorsAndGoesOnOnceThereAreSome() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 256 && exec \"$0\" -XX:-MaxFDLimit -cp \"$1\" \"$2\"",
                        java,
                        System.getProperty("java.class.path"),
                        DescriptorExhaustionTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output)
                .contains("cannot accept on")
                .contains("cannot connect to")
                .contains("cannot bind to")
                .contains("cannot listen on")
                .contains("Too many open files")
                .contains("accepted " + CLIENTS);
    }

    public static void main(String[] args) throws Exception {
        Class.forName(Failure.class.getName()); // while there is a descriptor to read the class with
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Path folder = Files.createTempDirectory("magpie");
        List<AutoCloseable> open = new ArrayList<>();
        try (var runtime = new HandRuntime()) {
            TcpListener listener =
                    runtime.run(TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            open.add(new Socket(
                    listener.localAddress().getAddress(),
                    listener.localAddress().getPort()));
            open.add(runtime.run(listener.accept()));
            for (int i = 0; i < CLIENTS; i++) {
                open.add(new Socket(
                        listener.localAddress().getAddress(),
                        listener.localAddress().getPort()));
            }
            List<Callable<? extends AutoCloseable>> others = List.of(
                    () -> runtime.run(TcpListener.bind(anyPort)),
                    () -> runtime.run(UdpSocket.bind(anyPort)),
                    () -> runtime.run(UnixListener.bind(folder.resolve("socket"))),
                    () -> runtime.run(TcpStream.connect(listener.localAddress())));
            for (Callable<? extends AutoCloseable> other : others) {
                other.call().close(); // its classes, too
            }
            List<FileInputStream> hogs = takeAll();
            for (int i = 0; i < 3; i++) {
                try {
                    open.add(runtime.run(listener.accept()));
                    throw new AssertionError("accepted without a descriptor");
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
            // Nothing else can be opened either, and says so; the runtime goes on.
            for (Callable<? extends AutoCloseable> other : others) {
                requireExhausted(other);
            }
            for (FileInputStream hog : hogs) {
                hog.close();
            }
            for (Callable<? extends AutoCloseable> other : others) {
                other.call().close();
            }
            for (int i = 0; i < CLIENTS; i++) {
                open.add(runtime.run(listener.accept()));
            }
            System.out.println("accepted " + CLIENTS);
            for (AutoCloseable socket : open) {
                socket.close();
            }
            Files.delete(folder);
        }
    }

    private static void requireExhausted(Callable<?> open) throws Exception {
        try {
            throw new AssertionError("opened without a descriptor: " + open.call());
        } catch (IOException e) {
            if (!e.getMessage().endsWith("Too many open files")) {
                throw e;
            }
            System.out.println(e.getMessage());
        }
    }

    private static List<FileInputStream> takeAll() throws IOException {
        List<FileInputStream> hogs = new ArrayList<>();
        while (true) {
            try {
                hogs.add(new FileInputStream("/dev/null"));
            } catch (FileNotFoundException e) {
                return hogs;
            }
        }
    }
}
