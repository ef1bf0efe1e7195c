package io.magpie.io.internal;

import java.io.Serial;
import java.nio.channels.ClosedChannelException;

/// A [ClosedChannelException] that says which socket, and who closed it.
public final class SocketClosedException extends ClosedChannelException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String message;

    /// @param message which socket, and who closed it
    public SocketClosedException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
