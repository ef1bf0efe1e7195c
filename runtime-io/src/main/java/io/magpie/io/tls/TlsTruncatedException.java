package io.magpie.io.tls;

import java.io.Serial;
import javax.net.ssl.SSLException;

/// The stream beneath ended, but the peer had not said that it was done (`close_notify`): what was received may be cut
/// off, by a broken peer or by an attacker. Whoever knows the length of what it reads may ignore it.
public final class TlsTruncatedException extends SSLException {

    @Serial
    private static final long serialVersionUID = 1L;

    /// A truncation by `peer`.
    ///
    /// @param peer who did not end its stream
    public TlsTruncatedException(String peer) {
        super(peer + " ended the connection without close_notify: what it sent may be cut off");
    }
}
