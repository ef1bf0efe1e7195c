package io.magpie;

import org.jspecify.annotations.Nullable;

/// The body of an async block that takes an argument and returns nothing: a lambda that may `await`.
///
/// @param <A> the type of the argument
@Suspending
@FunctionalInterface
public interface AsyncConsumer<A extends @Nullable Object> {

    /// The block. Called only inside other async blocks, where the call is a suspension point.
    ///
    /// @param argument what the block works on
    /// @throws Exception the failure of the block, in its own type
    void accept(A argument) throws Exception;
}
