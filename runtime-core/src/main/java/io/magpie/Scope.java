package io.magpie;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Future;
import io.magpie.internal.scope.Children;
import io.magpie.internal.scope.Launcher;
import io.magpie.internal.scope.Limited;
import io.magpie.sync.Semaphore;
import io.magpie.task.JoinHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Spawns tasks that end before the block that opened the scope goes on.
///
/// ```java
/// int total = await(scope(s -> {
///     var a = s.spawn(() -> await(price("apples")));
///     var b = s.spawn(() -> await(price("pears")));
///     return await(a) + await(b);
/// }));
/// ```
///
/// [Async#scope(AsyncFunction)] opens a scope; its *body* is handed the scope and spawns *children* with it. Children
/// are tasks like any other: they run at once and in parallel. The scope ends when the body and every child have ended,
/// those included that children spawn with the same scope. **A child never outlives its scope.** So what a child uses
/// may be opened around the scope, and closed after it.
///
/// ## How a scope ends
///
/// - *With a value*: that of the body. Children that still run are waited for.
/// - *With a failure*: the first failure of the body or of a child cancels all the others. Once their clean-up has
///   ended, the scope throws that failure, the same instance, with later ones suppressed in it. A failure of a child
///   reaches the body as its own cancellation, at the await where it waits; a body that returns all the same hides
///   nothing.
/// - *Cancelled*: dropping the scope (its task is aborted, a race is lost, a timeout elapses) cancels the body and all
///   children at the same time. The drop is pending until all have ended.
///
/// A child that somebody aborts through its handle is no failure of the scope; awaiting that handle fails. Failures of
/// children count as seen. Other policies: [#any], [#collect].
///
/// A scope may be used by any thread until it has ended. Once it is being cancelled, a spawn gives the handle of a task
/// that was cancelled at once and runs nothing.
///
/// Source: the nurseries of Trio, `coroutineScope` of Kotlin, and JEP 505.
public final class Scope {

    private final Children children;
    private final Launcher launcher;

    /// A permit for each child that may run; null without a limit.
    private final @Nullable Semaphore limit;

    /// The scope of `children` on the current runtime.
    Scope(Children children, int limit) {
        this.children = children;
        this.launcher = AsyncRuntime.current().launcher();
        this.limit = limit == ScopePolicy.UNLIMITED ? null : new Semaphore(limit);
    }

    // ---- policies

    /// The policy of a scope in which all have to succeed: the first failure cancels the rest. Its value is that of the
    /// body. This is the default.
    ///
    /// @return the policy, to be limited further
    public static ScopePolicy.All all() {
        return ScopePolicy.All.DEFAULT;
    }

    /// The policy of a scope in which one child has to succeed. The first value is the scope's, and cancels the rest,
    /// the body included. If every child fails or is aborted, the scope throws the first failure once the body has
    /// returned, with the others suppressed. A failure of the body cancels the children.
    ///
    /// @param <T> the type of the children's values
    /// @return the policy, to be limited further
    public static <T extends @Nullable Object> ScopePolicy.Any<T> any() {
        return new ScopePolicy.Any<>(ScopePolicy.UNLIMITED, null);
    }

    /// The policy of a scope in which every child runs to its end. The value is how each of them ended, in the order of
    /// their spawning. Only a failure of the body cancels the children.
    ///
    /// @param <T> the type of the children's values
    /// @return the policy, to be limited further
    public static <T extends @Nullable Object> ScopePolicy.Collect<T> collect() {
        return new ScopePolicy.Collect<>(ScopePolicy.UNLIMITED, null);
    }

    // ---- children

    /// Spawns a child that polls `future` to its end.
    ///
    /// @param future owned by the child from now on
    /// @param <T> the type of the value
    /// @return the child's handle; whether or not it is awaited, the scope waits for the child
    /// @throws IllegalStateException if the scope has ended; the future is still the caller's then
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(Future<T> future) {
        return spawnNamed(null, future);
    }

    /// As [#spawn(Future)], with a name for messages and reports.
    ///
    /// @param name the child's name
    /// @param future owned by the child from now on
    /// @param <T> the type of the value
    /// @return the child's handle
    /// @throws IllegalStateException if the scope has ended; the future is still the caller's then
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(String name, Future<T> future) {
        return spawnNamed(Objects.requireNonNull(name, "name"), future);
    }

    /// Spawns a child that runs an async block.
    ///
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the child's handle; whether or not it is awaited, the scope waits for the child
    /// @throws IllegalStateException if the scope has ended, or the class of the lambda was not woven
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(AsyncBody<T> body) {
        return spawnNamed(null, Blocks.start(body));
    }

    /// As [#spawn(AsyncBody)], for a block that returns nothing.
    ///
    /// @param body a lambda, written in place
    /// @return the child's handle; whether or not it is awaited, the scope waits for the child
    /// @throws IllegalStateException if the scope has ended, or the class of the lambda was not woven
    @CanIgnoreReturnValue
    public JoinHandle<@Nullable Void> spawn(AsyncAction body) {
        return spawnNamed(null, Blocks.start(body));
    }

    /// As [#spawn(AsyncBody)], with a name for messages and reports.
    ///
    /// @param name the child's name
    /// @param body a lambda, written in place
    /// @param <T> the type of the value
    /// @return the child's handle
    /// @throws IllegalStateException if the scope has ended, or the class of the lambda was not woven
    @CanIgnoreReturnValue
    public <T extends @Nullable Object> JoinHandle<T> spawn(String name, AsyncBody<T> body) {
        return spawn(name, Blocks.start(body));
    }

    /// As [#spawn(AsyncAction)], with a name for messages and reports.
    ///
    /// @param name the child's name
    /// @param body a lambda, written in place
    /// @return the child's handle
    /// @throws IllegalStateException if the scope has ended, or the class of the lambda was not woven
    @CanIgnoreReturnValue
    public JoinHandle<@Nullable Void> spawn(String name, AsyncAction body) {
        return spawn(name, Blocks.start(body));
    }

    private <T extends @Nullable Object> JoinHandle<T> spawnNamed(@Nullable String name, Future<T> future) {
        Objects.requireNonNull(future, "future");
        return children.spawn(launcher, limit == null ? future : new Limited<>(limit, future), name);
    }

    @Override
    public String toString() {
        return "Scope " + children;
    }

    /// A scope whose children all give a value of one type: that of the policies [#any] and [#collect].
    ///
    /// @param <T> the type of the children's values
    public static final class Of<T extends @Nullable Object> {

        private final Scope scope;

        Of(Scope scope) {
            this.scope = scope;
        }

        /// Spawns a child: see [Scope#spawn(Future)].
        ///
        /// @param future owned by the child from now on
        /// @return the child's handle
        /// @throws IllegalStateException if the scope has ended; the future is still the caller's then
        @CanIgnoreReturnValue
        public JoinHandle<T> spawn(Future<T> future) {
            return scope.spawn(future);
        }

        /// Spawns a named child: see [Scope#spawn(String, Future)].
        ///
        /// @param name the child's name
        /// @param future owned by the child from now on
        /// @return the child's handle
        /// @throws IllegalStateException if the scope has ended; the future is still the caller's then
        @CanIgnoreReturnValue
        public JoinHandle<T> spawn(String name, Future<T> future) {
            return scope.spawn(name, future);
        }

        /// Spawns a child that runs an async block: see [Scope#spawn(AsyncBody)].
        ///
        /// @param body a lambda, written in place
        /// @return the child's handle
        /// @throws IllegalStateException if the scope has ended, or the class of the lambda was not woven
        @CanIgnoreReturnValue
        public JoinHandle<T> spawn(AsyncBody<T> body) {
            return scope.spawn(body);
        }

        /// Spawns a named child that runs an async block: see [Scope#spawn(String, AsyncBody)].
        ///
        /// @param name the child's name
        /// @param body a lambda, written in place
        /// @return the child's handle
        /// @throws IllegalStateException if the scope has ended, or the class of the lambda was not woven
        @CanIgnoreReturnValue
        public JoinHandle<T> spawn(String name, AsyncBody<T> body) {
            return scope.spawn(name, body);
        }

        @Override
        public String toString() {
            return scope.toString();
        }
    }
}
