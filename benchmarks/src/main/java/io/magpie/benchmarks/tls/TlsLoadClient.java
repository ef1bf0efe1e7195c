package io.magpie.benchmarks.tls;

import io.magpie.examples.load.LoadClient;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// The load client, encrypted: the same for all servers.
public final class TlsLoadClient {

    private TlsLoadClient() {}

    /// Runs until standard input ends.
    ///
    /// @param arguments the port
    /// @throws IOException if a connection fails, or an answer is wrong
    /// @throws GeneralSecurityException if the key cannot be used
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        int port = Integer.parseInt(arguments[0]);
        SSLContext context = Keys.context();
        LoadClient.run(port, channel -> {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            engine.setEnabledProtocols(new String[] {Keys.PROTOCOL});
            engine.setEnabledCipherSuites(new String[] {Keys.CIPHER_SUITE});
            return new TlsChannel(channel, engine);
        });
    }
}
