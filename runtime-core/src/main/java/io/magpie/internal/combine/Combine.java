package io.magpie.internal.combine;

import io.magpie.future.Future;
import io.magpie.future.Joined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The typed fronts of [Combination]: from futures of their types to a future of the values in their types.
@SuppressWarnings({"unchecked", "NullAway"}) // each slot holds what its own future, of that type, returned
public final class Combine {

    private Combine() {}

    public static <T extends @Nullable Object> Future<List<T>> all(
            Rule rule, List<? extends Future<? extends T>> futures) {
        return combination(rule, values -> (List<T>) Collections.unmodifiableList(Arrays.asList(values)), futures);
    }

    public static <T extends @Nullable Object> Future<T> race(List<? extends Future<? extends T>> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("a race of no futures would never end: give it one or more");
        }
        return combination(
                Rule.RACE,
                values -> {
                    throw new AssertionError("a race has one value, not " + values.length);
                },
                futures);
    }

    public static <T extends @Nullable Object> Future<T> race(
            Future<? extends T> first, Future<? extends T> second, Future<? extends T>[] others) {
        List<Future<? extends T>> futures = new ArrayList<>(2 + others.length);
        futures.add(first);
        futures.add(second);
        Collections.addAll(futures, others);
        return race(futures);
    }

    public static <A extends @Nullable Object, B extends @Nullable Object> Future<Joined.Of2<A, B>> of(
            Rule rule, Future<A> a, Future<B> b) {
        return few(rule, v -> new Joined.Of2<>((A) v[0], (B) v[1]), a, b);
    }

    public static <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Future<Joined.Of3<A, B, C>> of(Rule rule, Future<A> a, Future<B> b, Future<C> c) {
        return few(rule, v -> new Joined.Of3<>((A) v[0], (B) v[1], (C) v[2]), a, b, c);
    }

    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object>
            Future<Joined.Of4<A, B, C, D>> of(Rule rule, Future<A> a, Future<B> b, Future<C> c, Future<D> d) {
        return few(rule, v -> new Joined.Of4<>((A) v[0], (B) v[1], (C) v[2], (D) v[3]), a, b, c, d);
    }

    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object>
            Future<Joined.Of5<A, B, C, D, E>> of(
                    Rule rule, Future<A> a, Future<B> b, Future<C> c, Future<D> d, Future<E> e) {
        return few(rule, v -> new Joined.Of5<>((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4]), a, b, c, d, e);
    }

    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object>
            Future<Joined.Of6<A, B, C, D, E, F>> of(
                    Rule rule, Future<A> a, Future<B> b, Future<C> c, Future<D> d, Future<E> e, Future<F> f) {
        return few(
                rule,
                v -> new Joined.Of6<>((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4], (F) v[5]),
                a,
                b,
                c,
                d,
                e,
                f);
    }

    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object>
            Future<Joined.Of7<A, B, C, D, E, F, G>> of(
                    Rule rule,
                    Future<A> a,
                    Future<B> b,
                    Future<C> c,
                    Future<D> d,
                    Future<E> e,
                    Future<F> f,
                    Future<G> g) {
        return few(
                rule,
                v -> new Joined.Of7<>((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4], (F) v[5], (G) v[6]),
                a,
                b,
                c,
                d,
                e,
                f,
                g);
    }

    public static <
                    A extends @Nullable Object,
                    B extends @Nullable Object,
                    C extends @Nullable Object,
                    D extends @Nullable Object,
                    E extends @Nullable Object,
                    F extends @Nullable Object,
                    G extends @Nullable Object,
                    H extends @Nullable Object>
            Future<Joined.Of8<A, B, C, D, E, F, G, H>> of(
                    Rule rule,
                    Future<A> a,
                    Future<B> b,
                    Future<C> c,
                    Future<D> d,
                    Future<E> e,
                    Future<F> f,
                    Future<G> g,
                    Future<H> h) {
        return few(
                rule,
                v -> new Joined.Of8<>((A) v[0], (B) v[1], (C) v[2], (D) v[3], (E) v[4], (F) v[5], (G) v[6], (H) v[7]),
                a,
                b,
                c,
                d,
                e,
                f,
                g,
                h);
    }

    private static <R extends @Nullable Object> Future<R> combination(
            Rule rule, Function<@Nullable Object[], R> assemble, List<? extends Future<?>> futures) {
        if (futures.size() <= FewBranches.MAX) {
            return few(rule, assemble, futures.toArray());
        }
        Future<?>[] copy = futures.toArray(Future[]::new);
        refuseNulls(copy);
        return new ManyBranches<>(rule, assemble, copy);
    }

    private static <R extends @Nullable Object> Future<R> few(
            Rule rule, Function<@Nullable Object[], R> assemble, Object... futures) {
        refuseNulls(futures);
        return new FewBranches<>(rule, assemble, futures);
    }

    private static void refuseNulls(Object[] futures) {
        for (int i = 0; i < futures.length; i++) {
            if (futures[i] == null) {
                throw new NullPointerException("branch " + i + " of " + futures.length + " is null");
            }
        }
    }
}
