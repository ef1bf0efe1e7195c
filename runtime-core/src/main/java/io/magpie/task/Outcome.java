package io.magpie.task;

import io.magpie.future.Cancellation;
import org.jspecify.annotations.Nullable;

/// How a task ended.
///
/// ```java
/// switch (handle.outcome()) {
///     case Outcome.Completed<String>(var value) -> use(value);
///     case Outcome.Failed<String>(var cause) -> report(cause);
///     case Outcome.Aborted<String>(var why) -> cleanUp(why);
///     case null -> waitABit();
/// }
/// ```
///
/// @param <T> the type of the task's value
public sealed interface Outcome<T extends @Nullable Object> {

    /// The task returned a value.
    ///
    /// @param value the value
    /// @param <T> the type of the value
    record Completed<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /// The task threw.
    ///
    /// @param cause what it threw, the same instance
    /// @param <T> the type of the value
    record Failed<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

    /// The task was cancelled.
    ///
    /// @param cancellation why
    /// @param <T> the type of the value
    record Aborted<T extends @Nullable Object>(Cancellation cancellation) implements Outcome<T> {}
}
