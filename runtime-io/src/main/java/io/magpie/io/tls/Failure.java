package io.magpie.io.tls;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;

/// Exceptions that say with whom it went wrong. Those of the JDK keep their type.
final class Failure {

    private Failure() {}

    static SSLException with(String peer, SSLException cause) {
        String message = "TLS with " + peer + ": " + cause.getMessage();
        SSLException explained = switch (cause) {
            case SSLHandshakeException _ -> new SSLHandshakeException(message);
            case SSLKeyException _ -> new SSLKeyException(message);
            case SSLPeerUnverifiedException _ -> new SSLPeerUnverifiedException(message);
            case SSLProtocolException _ -> new SSLProtocolException(message);
            default -> new SSLException(message);
        };
        explained.initCause(cause);
        return explained;
    }
}
