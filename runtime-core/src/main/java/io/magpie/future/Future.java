package io.magpie.future;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A plan for a value: inert until polled, and making progress only while it is polled.
///
/// Users rarely call [#poll]: they `await` a future, spawn it as a task, or combine it. Who writes a future by hand
/// keeps the following contract.
///
/// ## Polling
///
/// - [#poll] returns the value (which may be null), or [Poll#PENDING]; failure is thrown. It never blocks.
/// - A future that returns [Poll#PENDING] has seen to it that the waker of the *latest* context is woken once another
///   poll can make progress. Spurious polls are allowed at any time and must be harmless.
/// - One poller at a time; the poller may change between polls, and whoever hands the future over also publishes it.
/// - After a value or an exception the future is finished. Polling a finished future is a bug, and throws
///   [IllegalStateException].
/// - The context is valid only during the call. The waker may be kept.
///
/// ## Dropping
///
/// The owner of an unfinished future that is no longer wanted calls [#drop] and never polls it again. Nothing is lost
/// that way, because of the *leaf contract*:
///
/// > A leaf takes (a message, a permit, a connection, bytes) only in the `poll` that returns it. What was handed to its
/// > waiter before is given back by `drop` to the next waiter, in order.
///
/// So losing a race loses nothing. A future that holds other futures drops them, the inner before the outer.
///
/// Source: the `Future` trait of Rust, and its `Drop`, which in Magpie may wait.
///
/// @param <T> the type of the value
@FunctionalInterface
public interface Future<T extends @Nullable Object> {

    /// Tries to finish: returns the value, or [Poll#PENDING] after arranging a wake-up.
    ///
    /// @param cx who polls: its waker, its budget, its runtime; valid during this call only
    /// @return the value of type `T`, or [Poll#PENDING]; never [Poll#CANCELLED]
    /// @throws IllegalStateException if this future has finished or was dropped
    /// @throws Exception the failure of this future, in its own type
    @Nullable
    Object poll(Context cx) throws Exception;

    /// Gives this unfinished future up, and releases what it holds: a place in a queue, a permit, a registration.
    ///
    /// Leaf futures release at once. A future whose clean-up waits for something returns [Poll#PENDING]: it is then not
    /// polled but dropped again when its waker is woken, until it returns something else. Dropping a future that was
    /// never polled runs nothing. [Context#cancellation] tells why.
    ///
    /// A future that drops another and cannot go on before that is cleaned up uses [Dropping]; one that cannot wait hands
    /// it over with [Context#adopt]. A drop that takes longer than the runtime allows is called a last time with a context
    /// that says so ([Context#isCleanUpOverdue]), and then never again.
    ///
    /// Dropping a [io.magpie.task.JoinHandle] detaches the task; it does not cancel it.
    ///
    /// @param cx who drops; valid during this call only
    /// @return [Poll#CANCELLED] when everything is released; [Poll#PENDING] while clean-up still waits; or the value,
    ///     if the future finished after all: a value is never thrown away
    /// @throws Exception if the future failed instead of being cancelled
    default @Nullable Object drop(Context cx) throws Exception {
        return Poll.CANCELLED;
    }

    /// A future of `function` applied to this future's value. Inert; owns this future from now on.
    ///
    /// The function runs on whichever thread polls, in the poll that finishes this future, and must not block. What it
    /// throws is the failure of the result. Dropping the result drops this future.
    ///
    /// @param function makes the new value
    /// @param <R> the type of the new value
    /// @return the mapped future
    default <R extends @Nullable Object> Future<R> map(Function<? super T, ? extends R> function) {
        return new MapFuture<>(this, Objects.requireNonNull(function, "function"));
    }

    /// A future that runs this one, and then the future that `next` makes of its value. Inert; owns both in turn.
    ///
    /// `next` is called on the polling thread, in the poll that finishes this future, and must not block. What it throws
    /// is the failure of the result. Dropping the result drops whichever of the two is under way.
    ///
    /// @param next makes the second future
    /// @param <R> the type of the second future's value
    /// @return the sequence of both
    default <R extends @Nullable Object> Future<R> then(Function<? super T, ? extends Future<R>> next) {
        return new ThenFuture<>(this, Objects.requireNonNull(next, "next"));
    }
}
