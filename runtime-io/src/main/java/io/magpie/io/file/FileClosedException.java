package io.magpie.io.file;

import java.io.Serial;
import java.nio.channels.ClosedChannelException;

/// The file was closed by this program. A [ClosedChannelException] with a message.
final class FileClosedException extends ClosedChannelException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String message;

    FileClosedException(String message, ClosedChannelException cause) {
        this.message = message;
        initCause(cause);
    }

    @Override
    public String getMessage() {
        return message;
    }
}
