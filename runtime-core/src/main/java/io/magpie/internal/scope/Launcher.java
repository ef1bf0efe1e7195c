package io.magpie.internal.scope;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.internal.task.Task;
import org.jspecify.annotations.Nullable;

/// Makes tasks of the children of a scope: the runtime, as the scope sees it.
public interface Launcher {

    /// Spawns a task.
    <T extends @Nullable Object> Task<T> launch(Future<T> future, @Nullable String name);

    /// A task that has ended already, as cancelled; its future is dropped.
    <T extends @Nullable Object> Task<T> refuse(Future<T> future, @Nullable String name, Cancellation why);
}
