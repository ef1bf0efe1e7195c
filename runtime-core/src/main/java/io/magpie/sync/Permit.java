package io.magpie.sync;

/// Permits of a [Semaphore] that somebody holds, until [#close].
///
/// A permit has one owner at a time, who may be another task or thread than the one that acquired it.
public sealed interface Permit extends AutoCloseable permits Acquire {

    /// How many permits these are.
    ///
    /// @return 0 once closed, forgotten or merged
    int count();

    /// Gives the permits back to the semaphore, which hands them to whoever has waited longest. Closing again does
    /// nothing.
    @Override
    void close();

    /// Lets the permits go without giving them back: the semaphore has fewer from now on.
    void forget();

    /// Takes `n` of these permits into a permit of their own.
    ///
    /// @param n 1 or more, less than or equal to [#count]
    /// @return the other permit
    /// @throws IllegalArgumentException if `n` is out of range
    Permit split(int n);

    /// Adds the permits of `other`, which is empty afterwards.
    ///
    /// @param other another permit of the same semaphore
    /// @throws IllegalArgumentException if `other` is of another semaphore, or is this permit
    void merge(Permit other);
}
