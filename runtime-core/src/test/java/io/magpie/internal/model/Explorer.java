package io.magpie.internal.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Visits every state that the interleavings of a model's steps can reach, breadth first, under sequential
/// consistency.
///
/// A model is a number of `long` variables, program counters among them, and steps that change them, each as atomic
/// as the access it stands for. A state from which no step leads must be one where the model is done.
public final class Explorer {

    /// A protocol to explore.
    public interface Model {

        /// The variables at the start.
        long[] initial();

        /// Tries every step that is enabled in `state`: for each, one call of `step` with a name and what it does
        /// to a copy of the variables.
        void expand(long[] state, Steps steps);

        /// What is wrong with a state, or null. An [AssertionError] thrown by a step counts as well.
        String violation(long[] state);

        /// Whether the model may stop here: asked where no step is enabled.
        boolean isDone(long[] state);
    }

    /// Takes the steps of one state.
    public interface Steps {
        /// Adds a step.
        void step(String name, Consumer<long[]> effect);
    }

    /// What was found.
    ///
    /// @param states states visited
    /// @param problem what is wrong, or null
    /// @param trace the steps that lead there, a shortest one
    public record Result(int states, String problem, List<String> trace) {
        /// Whether nothing was found.
        public boolean holds() {
            return problem == null;
        }

        @Override
        public String toString() {
            return holds()
                    ? states + " states, holds"
                    : states + " states: " + problem + "\n  " + String.join("\n  ", trace);
        }
    }

    private static final class State {
        final long[] variables;
        final State parent;
        final String step;
        final int hash;

        State(long[] variables, State parent, String step) {
            this.variables = variables;
            this.parent = parent;
            this.step = step;
            this.hash = Arrays.hashCode(variables) * 0x9e3779b1;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof State state && Arrays.equals(variables, state.variables);
        }
    }

    private final Model model;
    private final Set<State> seen = new HashSet<>();
    private final ArrayDeque<State> frontier = new ArrayDeque<>();
    private State failed;
    private String problem;

    private Explorer(Model model) {
        this.model = model;
    }

    /// Explores `model` until something is wrong, or every state was seen.
    public static Result explore(Model model) {
        return new Explorer(model).run();
    }

    private Result run() {
        add(new State(model.initial(), null, "start"));
        while (problem == null && !frontier.isEmpty()) {
            expand(frontier.poll());
        }
        return new Result(seen.size(), problem, trace());
    }

    private void expand(State state) {
        boolean[] enabled = {false};
        model.expand(state.variables, (name, effect) -> {
            enabled[0] = true;
            if (problem == null) {
                long[] next = state.variables.clone();
                try {
                    effect.accept(next);
                } catch (AssertionError e) {
                    fail(new State(next, state, name), e.getMessage());
                    return;
                }
                add(new State(next, state, name));
            }
        });
        if (!enabled[0] && !model.isDone(state.variables)) {
            fail(state, "stuck for ever");
        }
    }

    private void add(State state) {
        if (seen.add(state)) {
            frontier.add(state);
            String wrong = model.violation(state.variables);
            if (wrong != null) {
                fail(state, wrong);
            }
        }
    }

    private void fail(State state, String why) {
        failed = state;
        problem = why + " in " + Arrays.toString(state.variables);
    }

    private List<String> trace() {
        List<String> steps = new ArrayList<>();
        for (State state = failed; state != null; state = state.parent) {
            steps.add(state.step);
        }
        Collections.reverse(steps);
        return steps;
    }
}
