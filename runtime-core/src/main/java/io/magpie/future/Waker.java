package io.magpie.future;

/// Asks the owner of a future to poll it again.
///
/// A waker may be kept as long as wanted, and called from any thread, any number of times, also after the future has
/// finished (then nothing happens). A wake during a poll leads to exactly one more poll. What the waking thread wrote
/// before [#wake] is visible to the poll that follows. A waker is compared by identity: the same task always has the
/// same waker.
///
/// Source: `std::task::Waker` of Rust.
@FunctionalInterface
public interface Waker {

    /// Has the future polled again, soon, by its own poller. Returns at once; never blocks, never polls, never throws.
    void wake();
}
