package io.magpie.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.io.TcpListener;
import io.magpie.io.tls.TlsAcceptor;
import io.magpie.io.tls.TlsConnector;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs what the chapter on TLS quotes.
class TlsGuideTest {

    private static final char[] PASSWORD = "examples".toCharArray();

    @TempDir
    private static Path directory;

    private static KeyStore keys;

    /// The JDK makes keys with a program only.
    @BeforeAll
    static void makeKeys() throws Exception {
        Path store = directory.resolve("keys.p12");
        for (String alias : List.of("www", "shop")) {
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            new String(PASSWORD),
                            "-alias",
                            alias,
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + alias,
                            "-ext",
                            "san=dns:" + alias + ".example")
                    .redirectErrorStream(true)
                    .start();
            String output =
                    new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(output).isZero();
        }
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
    }

    private static TlsConnector trusting(String alias) throws Exception {
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry(alias, keys.getCertificate(alias));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return TlsConnector.of(context);
    }

    @Test
    void aServerOfTwoNames_answersWhoTrustsIt() throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build()) {
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            TcpListener listener = runtime.blockOn(TcpListener.bind(anyPort));
            InetSocketAddress address = listener.localAddress();
            runtime.spawn(Tls.serve(listener, TlsAcceptor.of(Tls.byName(keys, PASSWORD))))
                    .detached();
            for (String name : List.of("shop", "www")) {
                TlsConnector connector = trusting(name);
                assertThat(runtime.blockOn(Tls.ask(connector, address, name + ".example", "hello " + name)))
                        .isEqualTo("hello " + name);
                assertThatThrownBy(() -> runtime.blockOn(Tls.ask(connector, address, "other.example", "hello")))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageContaining("TLS with other.example:" + address.getPort());
            }
        }
    }
}
