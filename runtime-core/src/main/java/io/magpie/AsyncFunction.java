package io.magpie;

import org.jspecify.annotations.Nullable;

/// The body of an async block that takes an argument: a lambda that may `await`.
///
/// @param <A> the type of the argument
/// @param <R> the type of the value
@Suspending
@FunctionalInterface
public interface AsyncFunction<A extends @Nullable Object, R extends @Nullable Object> {

    /// The block. Called only inside other async blocks, where the call is a suspension point.
    ///
    /// @param argument what the block works on
    /// @return the value
    /// @throws Exception the failure of the block, in its own type
    R apply(A argument) throws Exception;
}
