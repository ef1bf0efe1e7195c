package io.magpie.sync;

/// Thrown by an operation on a channel, a oneshot or a semaphore that was closed: what was promised will not happen.
///
/// The regular end of a sequence of messages is no exception: [Receiver#recv] gives null.
public final class ClosedException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Something was closed.
    ///
    /// @param message what was closed, and what did not happen
    public ClosedException(String message) {
        super(message);
    }
}
