package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.io.tls.ServerCertificates;
import io.magpie.io.tls.TlsAcceptor;
import io.magpie.io.tls.TlsConnector;
import io.magpie.io.tls.TlsStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Encrypted connections, from both sides.
final class Tls {

    private Tls() {}

    // @start region="ask"
    /// Asks a server that proves to be `host`, and reads the answer to its end.
    static Future<String> ask(TlsConnector connector, InetSocketAddress address, String host, String question) {
        return async(() -> {
            TcpStream socket = await(TcpStream.connect(address));
            Future<TlsStream> handshake = connector.connect(socket, host, address.getPort());
            try (TlsStream stream = await(timeout(Duration.ofSeconds(10), handshake))) {
                await(stream.writeAll(UTF_8.encode(question)));
                await(stream.shutdown()); // close_notify: the other end reads -1
                ByteBuffer answer = ByteBuffer.allocate(4096);
                while (answer.hasRemaining() && await(stream.read(answer)) >= 0) {}
                return UTF_8.decode(answer.flip()).toString();
            }
        });
    }
    // @end

    // @start region="serve"
    /// Accepts connections. Each shakes hands in its own task: a client may take its time.
    static Future<@Nullable Void> serve(TcpListener listener, TlsAcceptor acceptor) {
        return async(() -> {
            while (true) {
                TcpStream socket = await(listener.accept());
                spawn(echo(timeout(Duration.ofSeconds(10), acceptor.accept(socket))));
            }
        });
    }

    private static Future<@Nullable Void> echo(Future<TlsStream> handshake) {
        return async(() -> {
            try (TlsStream stream = await(handshake)) {
                ByteBuffer buffer = ByteBuffer.allocate(4096);
                while (await(stream.read(buffer.clear())) >= 0) {
                    await(stream.writeAll(buffer.flip()));
                }
                await(stream.shutdown());
            } catch (IOException e) {
                System.err.println(e.getMessage()); // names the peer
            }
        });
    }
    // @end

    // @start region="names"
    /// A server of several names, with an entry of the key store for each.
    static SSLContext byName(KeyStore keys, char[] password) throws GeneralSecurityException {
        ServerCertificates certificates = ServerCertificates.of(keys, password, name -> switch (name) {
            case "shop.example" -> "shop";
            case null, default -> "www";
        });
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {certificates}, null, null);
        return context;
    }
    // @end
}
