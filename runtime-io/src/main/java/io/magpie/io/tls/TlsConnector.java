package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.future.Future;
import io.magpie.io.AsyncStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// The client's side of TLS: shakes hands over a connected stream. Immutable; each `with` method returns a copy.
///
/// ```java
/// TlsConnector connector = TlsConnector.of(SSLContext.getDefault()).withApplicationProtocols("http/1.1");
/// TcpStream socket = await(TcpStream.connect(new InetSocketAddress("example.com", 443)));
/// TlsStream stream = await(timeout(Duration.ofSeconds(10), connector.connect(socket, "example.com", 443)));
/// ```
///
/// The server is told the host's name (SNI), and must prove it: its certificate must be trusted by the context, and be
/// for that name. A session that the context remembers for host and port is resumed, so keep one context.
public final class TlsConnector {

    /// Only literals consist of digits and dots, or have a colon: a name's last label is not numeric.
    private static final Pattern ADDRESS_LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final Settings settings;
    private final boolean verifiesName;

    private TlsConnector(Settings settings, boolean verifiesName) {
        this.settings = settings;
        this.verifiesName = verifiesName;
    }

    /// Connects with the protocols and cipher suites that `context` has for clients.
    ///
    /// @param context whom to trust, this side's certificates, and the cache of sessions
    /// @return a connector
    public static TlsConnector of(SSLContext context) {
        return new TlsConnector(Settings.of(Objects.requireNonNull(context, "context")), true);
    }

    /// Offers these protocol versions only.
    ///
    /// @param names such as `TLSv1.3`; none for the context's own choice
    /// @return a copy
    public TlsConnector withProtocols(String... names) {
        return new TlsConnector(settings.withProtocols(List.of(names)), verifiesName);
    }

    /// Offers these cipher suites only.
    ///
    /// @param names such as `TLS_AES_128_GCM_SHA256`; none for the context's own choice
    /// @return a copy
    public TlsConnector withCipherSuites(String... names) {
        return new TlsConnector(settings.withCipherSuites(List.of(names)), verifiesName);
    }

    /// Offers application protocols (ALPN); [TlsStream#applicationProtocol] tells which was agreed.
    ///
    /// @param names such as `h2`, the preferred one first
    /// @return a copy
    public TlsConnector withApplicationProtocols(String... names) {
        return new TlsConnector(settings.withApplicationProtocols(List.of(names)), verifiesName);
    }

    /// Whether the server's certificate must be for the host's name, as HTTPS has it; true unless set. Without it,
    /// anybody whom the context trusts can pose as the server.
    ///
    /// @param verified false if the trust manager does it, or for a private protocol with its own rule
    /// @return a copy
    public TlsConnector withNameVerification(boolean verified) {
        return new TlsConnector(settings, verified);
    }

    /// Whether key and trust managers of the context wait for something, such as a revocation service. Then the steps of
    /// the handshake that call them run as `spawnBlocking`; else as `spawnCompute`, at most as many at once as
    /// processors, and behind other computations.
    ///
    /// @param block false unless set
    /// @return a copy
    public TlsConnector withBlockingTasks(boolean block) {
        return new TlsConnector(settings.withBlockingTasks(block), verifiesName);
    }

    /// Does whatever else is to be done to an engine before the handshake. Called last, in each [#connect].
    ///
    /// @param last must not block, and not begin the handshake
    /// @return a copy
    public TlsConnector withEngineSettings(Consumer<SSLEngine> last) {
        return new TlsConnector(settings.withEngineSettings(Objects.requireNonNull(last, "last")), verifiesName);
    }

    /// Shakes hands with a server. Inert. Failed, or dropped after the first poll, it has closed `stream`; bound its time with
    /// `timeout`. Needs a runtime with a blocking pool.
    ///
    /// @param stream connected to the server; owned by the result
    /// @param host the server's name, or a literal address
    /// @param port the server's port; with the host, it names the session to be resumed
    /// @return a future of the open stream; fails with an [javax.net.ssl.SSLException], after the alert about it was
    ///     sent, or with what failed in `stream`
    public Future<TlsStream> connect(AsyncStream stream, String host, int port) {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(host, "host");
        return async(() -> {
            SSLEngine engine;
            try {
                engine = engine(host, port);
            } catch (Throwable e) {
                stream.close();
                throw e;
            }
            return await(new Handshake(engine, stream, host + ":" + port, settings.tasksBlock()).shake());
        });
    }

    private SSLEngine engine(String host, int port) {
        SSLEngine engine = settings.context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        settings.apply(parameters);
        if (verifiesName) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (!ADDRESS_LITERAL.matcher(host).matches()) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        engine.setSSLParameters(parameters);
        settings.engineSettings().accept(engine);
        return engine;
    }
}
