package io.magpie.benchmarks.tls;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// The key of the echo servers: an elliptic curve, P-256. Its certificate is its own, and the client trusts it.
final class Keys {

    /// One version and one cipher suite for all, the client's choice: AES is what processors have instructions for.
    static final String PROTOCOL = "TLSv1.3";

    static final String CIPHER_SUITE = "TLS_AES_128_GCM_SHA256";

    private static final char[] PASSWORD = "magpie".toCharArray();

    private Keys() {}

    static KeyManagerFactory own() throws IOException, GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store(), PASSWORD);
        return factory;
    }

    /// For servers and clients.
    static SSLContext context() throws IOException, GeneralSecurityException {
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("localhost", store().getCertificate("localhost"));
        trusted.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own().getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store() throws IOException, GeneralSecurityException {
        try (InputStream in = Keys.class.getResourceAsStream("keys.p12")) {
            if (in == null) {
                throw new FileNotFoundException("keys.p12 is missing beside " + Keys.class);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD);
            return store;
        }
    }
}
