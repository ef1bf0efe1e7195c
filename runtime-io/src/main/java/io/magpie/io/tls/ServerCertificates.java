package io.magpie.io.tls;

import java.net.Socket;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// A key manager for servers of many names: the client's SNI decides which entry of a key store proves who the server is.
///
/// ```java
/// var certificates = ServerCertificates.of(keyStore, password, name -> switch (name) {
///     case "shop.example" -> "shop";
///     case null, default -> "www";
/// });
/// context.init(new KeyManager[] {certificates}, null, null);
/// ```
public final class ServerCertificates extends X509ExtendedKeyManager {

    private final X509ExtendedKeyManager keys;
    private final Function<@Nullable String, @Nullable String> aliasOf;

    private ServerCertificates(X509ExtendedKeyManager keys, Function<@Nullable String, @Nullable String> aliasOf) {
        this.keys = keys;
        this.aliasOf = aliasOf;
    }

    /// Certificates out of `store`.
    ///
    /// @param store keys with their certificate chains; not to be changed any more
    /// @param password of the keys
    /// @param aliasOf called in each full handshake, with the name that the client asked for, in lower case, or null if it did
    ///     not ask. Returns the alias of an entry, or null to refuse the client. May be called by several threads
    /// @return a key manager for [javax.net.ssl.SSLContext#init]
    /// @throws KeyStoreException if the store cannot be used
    /// @throws UnrecoverableKeyException if the password is wrong
    public static ServerCertificates of(
            KeyStore store, char[] password, Function<@Nullable String, @Nullable String> aliasOf)
            throws KeyStoreException, UnrecoverableKeyException {
        Objects.requireNonNull(aliasOf, "aliasOf");
        try {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509"); // looks entries up by plain alias
            factory.init(store, password);
            for (KeyManager manager : factory.getKeyManagers()) {
                if (manager instanceof X509ExtendedKeyManager keys) {
                    return new ServerCertificates(keys, aliasOf);
                }
            }
            throw new KeyStoreException("the provider of SunX509 has no X509ExtendedKeyManager");
        } catch (NoSuchAlgorithmException e) {
            throw new KeyStoreException("no provider has the key manager SunX509", e);
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return engine == null ? null : choose(keyType, requestedName(engine.getHandshakeSession()));
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType, null);
    }

    /// The alias for `name`, if its key is of the type that is looked for: the engine asks for one type after the other.
    private @Nullable String choose(String keyType, @Nullable String name) {
        String alias = aliasOf.apply(name);
        if (alias == null) {
            return null;
        }
        PrivateKey key = keys.getPrivateKey(alias);
        if (key == null) {
            throw new IllegalArgumentException(
                    "the key store has no key '" + alias + "', which was chosen for the name " + name
                            + ": aliasOf must return an alias of the store, or null");
        }
        // "EC" for EC keys; TLS 1.2 asks for "EC_EC" and such too. The first part is the key's algorithm.
        int end = keyType.indexOf('_');
        String algorithm = end < 0 ? keyType : keyType.substring(0, end);
        return key.getAlgorithm().equals(algorithm) ? alias : null;
    }

    private static @Nullable String requestedName(@Nullable SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            List<SNIServerName> names = extended.getRequestedServerNames();
            for (SNIServerName name : names) {
                if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                    return new SNIHostName(name.getEncoded()).getAsciiName().toLowerCase(java.util.Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getServerAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getClientAliases(keyType, issuers);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return keys.chooseClientAlias(keyTypes, issuers, socket);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return keys.chooseEngineClientAlias(keyTypes, issuers, engine);
    }
}
