package io.magpie;

import org.jspecify.annotations.Nullable;

/// The body of an async block that returns a value: a lambda that may `await`.
///
/// @param <T> the type of the value
@Suspending
@FunctionalInterface
public interface AsyncBody<T extends @Nullable Object> {

    /// The block. Called by nobody: the weaver makes a state machine of the lambda.
    ///
    /// @return the value
    /// @throws Exception the failure of the block, in its own type
    T run() throws Exception;
}
