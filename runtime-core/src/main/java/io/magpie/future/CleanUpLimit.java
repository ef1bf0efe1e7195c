package io.magpie.future;

/// How long clean-up may still wait: a clock that runs from the moment it is made, for `builder.cleanupTimeout`.
///
/// For futures that drive the drops of others; those of one future use [Dropping]. Used by the poller only.
public interface CleanUpLimit {

    /// Whether the time is up. If not, the waker of `cx` will be woken when it is.
    ///
    /// @param cx who polls or drops
    /// @return true from that moment on
    boolean isOver(Context cx);

    /// Lets go of the timer: everything is cleaned up.
    void end();
}
