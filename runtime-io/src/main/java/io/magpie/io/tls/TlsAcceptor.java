package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.future.Future;
import io.magpie.io.AsyncStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/// The server's side of TLS: shakes hands over an accepted stream. Immutable; each `with` method returns a copy.
///
/// ```java
/// TlsAcceptor acceptor = TlsAcceptor.of(context).withApplicationProtocols("h2", "http/1.1");
/// TcpStream socket = await(listener.accept());
/// spawn(() -> serve(await(timeout(Duration.ofSeconds(10), acceptor.accept(socket)))));
/// ```
///
/// Shake hands in the task of the connection, not in the one that accepts: a client may take its time.
///
/// One certificate or several: the key manager of the context chooses, and [ServerCertificates] is one that goes by the
/// name the client asked for.
public final class TlsAcceptor {

    private final Settings settings;
    private final ClientAuthentication clients;

    private TlsAcceptor(Settings settings, ClientAuthentication clients) {
        this.settings = settings;
        this.clients = clients;
    }

    /// Accepts with the protocols and cipher suites that `context` has for servers.
    ///
    /// @param context the server's certificates, whom to trust among clients, and the cache of sessions
    /// @return an acceptor
    public static TlsAcceptor of(SSLContext context) {
        return new TlsAcceptor(Settings.of(Objects.requireNonNull(context, "context")), ClientAuthentication.NONE);
    }

    /// Accepts these protocol versions only.
    ///
    /// @param names such as `TLSv1.3`; none for the context's own choice
    /// @return a copy
    public TlsAcceptor withProtocols(String... names) {
        return new TlsAcceptor(settings.withProtocols(List.of(names)), clients);
    }

    /// Accepts these cipher suites only.
    ///
    /// @param names such as `TLS_AES_128_GCM_SHA256`; none for the context's own choice
    /// @return a copy
    public TlsAcceptor withCipherSuites(String... names) {
        return new TlsAcceptor(settings.withCipherSuites(List.of(names)), clients);
    }

    /// Accepts these application protocols (ALPN); [TlsStream#applicationProtocol] tells which was agreed. A client that
    /// asks only for others is refused; one that does not ask is not.
    ///
    /// @param names such as `h2`, the preferred one first
    /// @return a copy
    public TlsAcceptor withApplicationProtocols(String... names) {
        return new TlsAcceptor(settings.withApplicationProtocols(List.of(names)), clients);
    }

    /// Whether clients are asked for a certificate; not unless set. In TLS 1.3 a client that is refused has shaken hands
    /// already: it finds the alert when it reads.
    ///
    /// @param asked whether, and whether it is required
    /// @return a copy
    public TlsAcceptor withClientAuthentication(ClientAuthentication asked) {
        return new TlsAcceptor(settings, Objects.requireNonNull(asked, "asked"));
    }

    /// Whether key and trust managers of the context wait for something, such as a remote key store. Then the steps of
    /// the handshake that call them run as `spawnBlocking`; else as `spawnCompute`, at most as many at once as
    /// processors, and behind other computations.
    ///
    /// @param block false unless set
    /// @return a copy
    public TlsAcceptor withBlockingTasks(boolean block) {
        return new TlsAcceptor(settings.withBlockingTasks(block), clients);
    }

    /// Does whatever else is to be done to an engine before the handshake. Called last, in each [#accept].
    ///
    /// @param last must not block, and not begin the handshake
    /// @return a copy
    public TlsAcceptor withEngineSettings(Consumer<SSLEngine> last) {
        return new TlsAcceptor(settings.withEngineSettings(Objects.requireNonNull(last, "last")), clients);
    }

    /// Shakes hands with a client. Inert. Failed, or dropped after the first poll, it has closed `stream`; bound its time with
    /// `timeout`. Needs a runtime with a blocking pool.
    ///
    /// @param stream connected to the client; owned by the result
    /// @return a future of the open stream; fails with an [javax.net.ssl.SSLException], after the alert about it was
    ///     sent, or with what failed in `stream`
    public Future<TlsStream> accept(AsyncStream stream) {
        Objects.requireNonNull(stream, "stream");
        return async(() -> {
            SSLEngine engine;
            try {
                engine = engine();
            } catch (Throwable e) {
                stream.close();
                throw e;
            }
            return await(new Handshake(engine, stream, stream.toString(), settings.tasksBlock()).shake());
        });
    }

    private SSLEngine engine() {
        SSLEngine engine = settings.context().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        settings.apply(parameters);
        switch (clients) {
            case NONE -> {}
            case WANTED -> parameters.setWantClientAuth(true);
            case NEEDED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        settings.engineSettings().accept(engine);
        return engine;
    }
}
