package io.magpie.future;

import org.jspecify.annotations.Nullable;

/// The values of futures that were joined, in the order in which the futures were given.
///
/// A record pattern takes them apart, each in its own type:
///
/// ```java
/// if (await(join(user, orders)) instanceof Joined.Of2(var who, var what)) { … }
/// var both = await(join(user, orders)); // or: both.first(), both.second()
/// ```
public sealed interface Joined {

    /// The values of two futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    record Of2<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) implements Joined {}

    /// The values of three futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param third the value of the third future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    record Of3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
            A first, B second, C third) implements Joined {}

    /// The values of four futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param third the value of the third future
    /// @param fourth the value of the fourth future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    record Of4<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>(
            A first, B second, C third, D fourth) implements Joined {}

    /// The values of five futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param third the value of the third future
    /// @param fourth the value of the fourth future
    /// @param fifth the value of the fifth future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    record Of5<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>(
            A first, B second, C third, D fourth, E fifth) implements Joined {}

    /// The values of six futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param third the value of the third future
    /// @param fourth the value of the fourth future
    /// @param fifth the value of the fifth future
    /// @param sixth the value of the sixth future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    record Of6<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>(
            A first, B second, C third, D fourth, E fifth, F sixth) implements Joined {}

    /// The values of seven futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param third the value of the third future
    /// @param fourth the value of the fourth future
    /// @param fifth the value of the fifth future
    /// @param sixth the value of the sixth future
    /// @param seventh the value of the seventh future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @param <G> the type of the seventh value
    record Of7<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>(
            A first, B second, C third, D fourth, E fifth, F sixth, G seventh) implements Joined {}

    /// The values of eight futures.
    ///
    /// @param first the value of the first future
    /// @param second the value of the second future
    /// @param third the value of the third future
    /// @param fourth the value of the fourth future
    /// @param fifth the value of the fifth future
    /// @param sixth the value of the sixth future
    /// @param seventh the value of the seventh future
    /// @param eighth the value of the eighth future
    /// @param <A> the type of the first value
    /// @param <B> the type of the second value
    /// @param <C> the type of the third value
    /// @param <D> the type of the fourth value
    /// @param <E> the type of the fifth value
    /// @param <F> the type of the sixth value
    /// @param <G> the type of the seventh value
    /// @param <H> the type of the eighth value
    record Of8<
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>(
            A first, B second, C third, D fourth, E fifth, F sixth, G seventh, H eighth) implements Joined {}
}
