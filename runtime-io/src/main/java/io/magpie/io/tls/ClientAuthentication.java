package io.magpie.io.tls;

/// Whether a server asks its clients for a certificate.
public enum ClientAuthentication {
    /// It does not ask.
    NONE,
    /// It asks; a client without one is served all the same.
    WANTED,
    /// It asks; a client without a certificate that it trusts is refused.
    NEEDED
}
