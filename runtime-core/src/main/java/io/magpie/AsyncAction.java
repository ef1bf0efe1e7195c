package io.magpie;

/// The body of an async block that returns nothing: a lambda that may `await`.
@Suspending
@FunctionalInterface
public interface AsyncAction {

    /// The block. Called by nobody: the weaver makes a state machine of the lambda.
    ///
    /// @throws Exception the failure of the block, in its own type
    void run() throws Exception;
}
