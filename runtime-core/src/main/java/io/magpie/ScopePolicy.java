package io.magpie;

import io.magpie.future.Future;
import io.magpie.internal.scope.AllScope;
import io.magpie.internal.scope.AnyScope;
import io.magpie.internal.scope.CollectScope;
import io.magpie.task.Outcome;
import io.magpie.time.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the end of a child means to its scope, and how long and how wide the scope may be.
///
/// | | waits for | when a child fails | value |
/// |---|---|---|---|
/// | [Scope#all] | every child | cancels the rest, then fails | that of the body |
/// | [Scope#any] | the first child with a value; cancels the rest | waits for the others | that child's value |
/// | [Scope#collect] | every child | waits for the others | how each of them ended |
public sealed interface ScopePolicy {

    /// No limit on the number of children that run at once.
    int UNLIMITED = Integer.MAX_VALUE;

    /// How many children may run at once; the others wait for their turn.
    ///
    /// @return 1 or more; [#UNLIMITED] unless set
    int limit();

    /// How long the scope may take, from its first poll.
    ///
    /// @return the time; null unless set
    @Nullable
    Duration within();

    /// The same policy for at most so many children at once.
    ///
    /// @param children 1 or more
    /// @return a new policy
    /// @throws IllegalArgumentException if `children` is less than 1
    ScopePolicy limit(int children);

    /// The same policy with a deadline, as of [Async#withDeadline(Duration, Future)]: when the time is up, the scope is
    /// cancelled, its clean-up awaited, and it fails with [io.magpie.time.ElapsedException]. The body and the children
    /// see the deadline.
    ///
    /// @param time from the scope's first poll on; zero or negative to poll it once
    /// @return a new policy
    ScopePolicy within(Duration time);

    /// Every child has to succeed; see [Scope#all].
    ///
    /// @param limit how many children may run at once
    /// @param within how long the scope may take, or null
    record All(int limit, @Nullable Duration within) implements ScopePolicy {

        static final All DEFAULT = new All(UNLIMITED, null);

        /// Checks the limit.
        public All {
            requireLimit(limit);
        }

        @Override
        public All limit(int children) {
            return new All(children, within);
        }

        @Override
        public All within(Duration time) {
            return new All(limit, Objects.requireNonNull(time, "time"));
        }

        <R extends @Nullable Object> Future<R> open(Function<Scope, Future<R>> body) {
            return limited(within, new AllScope<R>(children -> body.apply(new Scope(children, limit))));
        }
    }

    /// One child has to succeed; see [Scope#any].
    ///
    /// @param limit how many children may run at once
    /// @param within how long the scope may take, or null
    /// @param <T> the type of the children's values
    record Any<T extends @Nullable Object>(
            int limit, @Nullable Duration within) implements ScopePolicy {

        /// Checks the limit.
        public Any {
            requireLimit(limit);
        }

        @Override
        public Any<T> limit(int children) {
            return new Any<>(children, within);
        }

        @Override
        public Any<T> within(Duration time) {
            return new Any<>(limit, Objects.requireNonNull(time, "time"));
        }

        Future<T> open(Function<Scope.Of<T>, Future<@Nullable Void>> body) {
            return limited(within, new AnyScope<T>(children -> body.apply(new Scope.Of<>(new Scope(children, limit)))));
        }
    }

    /// Every child runs to its end; see [Scope#collect].
    ///
    /// @param limit how many children may run at once
    /// @param within how long the scope may take, or null
    /// @param <T> the type of the children's values
    record Collect<T extends @Nullable Object>(
            int limit, @Nullable Duration within) implements ScopePolicy {

        /// Checks the limit.
        public Collect {
            requireLimit(limit);
        }

        @Override
        public Collect<T> limit(int children) {
            return new Collect<>(children, within);
        }

        @Override
        public Collect<T> within(Duration time) {
            return new Collect<>(limit, Objects.requireNonNull(time, "time"));
        }

        Future<List<Outcome<T>>> open(Function<Scope.Of<T>, Future<@Nullable Void>> body) {
            return limited(
                    within, new CollectScope<T>(children -> body.apply(new Scope.Of<>(new Scope(children, limit)))));
        }
    }

    private static void requireLimit(int children) {
        if (children < 1) {
            throw new IllegalArgumentException("a scope for " + children + " children at once: allow 1 or more");
        }
    }

    private static <T extends @Nullable Object> Future<T> limited(@Nullable Duration within, Future<T> scope) {
        return within == null ? scope : Timeout.inheritedOf(within, scope);
    }
}
