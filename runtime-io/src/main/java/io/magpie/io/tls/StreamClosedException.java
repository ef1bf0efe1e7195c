package io.magpie.io.tls;

import java.io.Serial;
import java.nio.channels.ClosedChannelException;

/// This end has closed the stream. A [ClosedChannelException] with a message.
final class StreamClosedException extends ClosedChannelException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String message;

    StreamClosedException(String message) {
        this.message = message;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
