package io.magpie.io.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/// Visits every state that a model can reach, and reports the shortest way to a wrong one.
final class Explorer {

    /// What was found: how many states, and the way to a wrong one, empty if there is none.
    record Result(int states, List<Object> trace) {
        boolean isFine() {
            return trace.isEmpty();
        }
    }

    private Explorer() {}

    /// `steps` passes every successor of a state on. A state without one must satisfy `goodEnd`.
    static <S> Result explore(S initial, BiConsumer<S, Consumer<S>> steps, Predicate<S> goodEnd) {
        Map<S, S> cameFrom = new HashMap<>();
        Deque<S> frontier = new ArrayDeque<>();
        cameFrom.put(initial, initial);
        frontier.add(initial);
        while (!frontier.isEmpty()) {
            S state = frontier.remove();
            boolean[] moved = new boolean[1];
            steps.accept(state, next -> {
                moved[0] = true;
                if (cameFrom.putIfAbsent(next, state) == null) {
                    frontier.add(next);
                }
            });
            if (!moved[0] && !goodEnd.test(state)) {
                return new Result(cameFrom.size(), way(cameFrom::get, state));
            }
        }
        return new Result(cameFrom.size(), List.of());
    }

    private static <S> List<Object> way(Function<S, S> cameFrom, S end) {
        List<Object> way = new ArrayList<>();
        for (S state = end; ; state = cameFrom.apply(state)) {
            way.addFirst(state);
            if (cameFrom.apply(state) == state) {
                return way;
            }
        }
    }
}
