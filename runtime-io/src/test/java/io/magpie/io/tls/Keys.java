package io.magpie.io.tls;

import java.io.InputStream;
import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// The keys of the tests: `localhost`, `shop` (for shop.example) and `client`, each with a certificate of its own making.
final class Keys {

    static final char[] PASSWORD = "magpie".toCharArray();

    private Keys() {}

    static KeyStore all() {
        try (InputStream in = Keys.class.getResourceAsStream("keys.p12")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// Only these entries.
    static KeyStore only(String... aliases) throws Exception {
        KeyStore store = all();
        for (String alias : Collections.list(store.aliases())) {
            if (!List.of(aliases).contains(alias)) {
                store.deleteEntry(alias);
            }
        }
        return store;
    }

    static SSLContext context(KeyManager[] own, TrustManager[] trusted) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own, trusted, null);
        return context;
    }

    /// Proves to be `alias`, and trusts the client.
    static SSLContext server(String alias) throws Exception {
        return context(keys(alias), new TrustManager[] {trust("client")});
    }

    /// Trusts `aliases`, and has no certificate.
    static SSLContext client(String... aliases) throws Exception {
        return context(null, new TrustManager[] {trust(aliases)});
    }

    static KeyManager[] keys(String alias) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(only(alias), PASSWORD);
        return factory.getKeyManagers();
    }

    static X509ExtendedTrustManager trust(String... aliases) throws Exception {
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        for (String alias : aliases) {
            certificates.setCertificateEntry(alias, all().getCertificate(alias));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(certificates);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /// Calls `before` each time a server's certificate is checked.
    static TrustManager asking(Runnable before, X509ExtendedTrustManager then) {
        return new X509ExtendedTrustManager() {
            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                    throws CertificateException {
                before.run();
                then.checkServerTrusted(chain, type, engine);
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
                throw new AssertionError();
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {
                throw new AssertionError();
            }

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
                throw new AssertionError();
            }

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
                throw new AssertionError();
            }

            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {
                throw new AssertionError();
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return then.getAcceptedIssuers();
            }
        };
    }
}
