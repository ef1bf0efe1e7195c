package io.magpie.examples.redis.protocol;

import java.io.Serial;

/// The client broke the protocol. The message is Redis's own and begins with `Protocol error:`; the connection answers
/// with it (`-ERR `, then the message) and closes, because where the next command would begin is unknown.
public final class ProtocolException extends Exception {

    @Serial
    private static final long serialVersionUID = 1;

    ProtocolException(String what) {
        super("Protocol error: " + what, null, false, false); // an answer, not a bug: no stack trace
    }
}
