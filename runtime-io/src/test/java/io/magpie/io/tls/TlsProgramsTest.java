package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.task.JoinHandle;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS with curl and OpenSSL at the other end, where they are installed.
class TlsProgramsTest {

    private static final long EXIT_SECONDS = 30;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private AsyncRuntime runtime;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void startRuntime() {
        runtime = AsyncRuntime.builder().workers(2).build();
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        runtime.close();
    }

    private Process run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private static String output(Process process) throws Exception {
        CompletableFuture<Process> exit = process.onExit().orTimeout(EXIT_SECONDS, TimeUnit.SECONDS);
        exit.whenComplete((_, late) -> {
            if (late != null) {
                process.destroyForcibly(); // so that its output ends, too
            }
        });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(exit.handle((_, late) -> late).join()).as(output).isNull();
        return output;
    }

    private void assumeInstalled(String... command) {
        boolean installed = false;
        try {
            Process process = run(command);
            output(process);
            installed = process.exitValue() == 0;
        } catch (Exception e) {
            // it is not
        }
        assumeTrue(installed, command[0] + " is not installed");
    }

    private Path pem(String name, Certificate certificate) throws Exception {
        return Files.writeString(directory.resolve(name + ".pem"), pem("CERTIFICATE", certificate.getEncoded()));
    }

    private static String pem(String kind, byte[] encoded) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    private Path privateKey(String alias) throws Exception {
        byte[] key = Keys.all().getKey(alias, Keys.PASSWORD).getEncoded();
        return Files.writeString(directory.resolve(alias + ".key"), pem("PRIVATE KEY", key));
    }

    /// Answers one request with `answer`, and ends.
    private static Future<@Nullable Void> answerOnce(TcpListener listener, TlsAcceptor acceptor, String answer) {
        return async(() -> {
            try (TlsStream stream = await(acceptor.accept(await(listener.accept())))) {
                ByteBuffer request = ByteBuffer.allocate(4096);
                await(stream.read(request));
                await(stream.writeAll(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8))));
                await(stream.shutdown());
                while (await(stream.read(request.clear())) >= 0) {
                    // until the client has ended, too
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void curl_getsAPage(String version) throws Exception {
        assumeInstalled("curl", "--version");
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost")).withApplicationProtocols("http/1.1");
        String page = "hello from the other side";
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(ANY_PORT))) {
            JoinHandle<@Nullable Void> serving = runtime.spawn(answerOnce(
                    listener,
                    acceptor,
                    "HTTP/1.1 200 OK\r\nContent-Length: " + page.length() + "\r\nConnection: close\r\n\r\n" + page));
            Process curl = run(
                    "curl",
                    "--silent",
                    "--show-error",
                    "--noproxy",
                    "*",
                    "--max-time",
                    "20",
                    "--tlsv" + version,
                    "--tls-max",
                    version,
                    "--cacert",
                    pem("localhost", Keys.all().getCertificate("localhost")).toString(),
                    "https://localhost:" + listener.localAddress().getPort() + "/");
            assertThat(output(curl)).isEqualTo(page);
            serving.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslAsClient_isEchoed_andReadsTheEnd(String version) throws Exception {
        assumeInstalled("openssl", "version");
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost"));
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(ANY_PORT))) {
            JoinHandle<@Nullable Void> serving = runtime.spawn(answerOnce(listener, acceptor, "the answer\n"));
            Process openssl = client(listener, version, "-quiet");
            openssl.outputWriter().append("a question\n").flush();
            assertThat(output(openssl)).contains("the answer");
            serving.join();
        }
    }

    private Process client(TcpListener listener, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + listener.localAddress().getPort(),
                "-servername",
                "localhost",
                "-CAfile",
                pem("localhost", Keys.all().getCertificate("localhost")).toString(),
                "-verify_return_error"));
        command.addAll(List.of(options));
        return run(command.toArray(String[]::new));
    }

    @Test
    void aKeyUpdate_isAnsweredByWhoReads() throws Exception {
        assumeInstalled("openssl", "version");
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost"));
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(ANY_PORT))) {
            JoinHandle<String> serving = runtime.spawn(() -> {
                try (TlsStream stream = await(acceptor.accept(await(listener.accept())))) {
                    ByteBuffer into = ByteBuffer.allocate(100);
                    while (new String(into.array(), 0, into.position(), StandardCharsets.UTF_8).indexOf('\n') < 0) {
                        assertThat(await(stream.read(into))).isPositive();
                    }
                    await(stream.writeAll(ByteBuffer.wrap("answer\n".getBytes(StandardCharsets.UTF_8))));
                    await(stream.shutdown());
                    return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
                }
            });
            Process openssl = client(listener, "-tls1_3", "-msg");
            BufferedReader said = openssl.inputReader();
            var input = openssl.outputWriter();
            input.append("K\n"); // a key update that wants an answer
            input.flush();
            for (String line = said.readLine(); !line.matches("<<< .*KeyUpdate"); line = said.readLine()) {
                // until the answer is there: nobody writes meanwhile, so it is the reader's
            }
            input.append("with the new key\n");
            input.flush();
            assertThat(serving.join()).isEqualTo("with the new key\n");
            assertThat(output(openssl)).contains("answer");
        }
    }

    @Test
    void renegotiation_isRefused() throws Exception {
        assumeInstalled("openssl", "version");
        TlsAcceptor acceptor = TlsAcceptor.of(Keys.server("localhost"));
        try (TcpListener listener = runtime.blockOn(TcpListener.bind(ANY_PORT))) {
            JoinHandle<@Nullable Void> serving = runtime.spawn(answerOnce(listener, acceptor, "never sent"));
            Process openssl = client(listener, "-tls1_2");
            openssl.outputWriter().append("R\n").flush();
            assertThatThrownBy(serving::join)
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("TLS with TcpStream[to /127.0.0.1:")
                    .hasMessageContaining("renegotiation is refused");
            assertThat(output(openssl)).doesNotContain("never sent");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void opensslAsServer_isAsked(String version) throws Exception {
        assumeInstalled("openssl", "version");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process openssl = run(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-naccept",
                "1",
                "-rev",
                version,
                "-cert",
                pem("localhost", Keys.all().getCertificate("localhost")).toString(),
                "-key",
                privateKey("localhost").toString());
        BufferedReader said = openssl.inputReader();
        for (String line = said.readLine(); !line.startsWith("ACCEPT"); line = said.readLine()) {
            // until it listens
        }
        TlsConnector connector = TlsConnector.of(Keys.client("localhost"));
        String answer = runtime.blockOn(() -> {
            TcpStream socket = await(TcpStream.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
            try (TlsStream stream = await(connector.connect(socket, "localhost", port))) {
                await(stream.writeAll(ByteBuffer.wrap("backwards\n".getBytes(StandardCharsets.UTF_8))));
                await(stream.flush());
                ByteBuffer into = ByteBuffer.allocate(10);
                while (into.hasRemaining()) {
                    assertThat(await(stream.read(into))).isPositive();
                }
                await(stream.shutdown());
                return new String(into.array(), StandardCharsets.UTF_8);
            }
        });
        assertThat(answer).isEqualTo("sdrawkcab\n");
        output(openssl);
    }
}
