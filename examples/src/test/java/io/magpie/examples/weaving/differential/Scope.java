package io.magpie.examples.weaving.differential;

import java.util.ArrayList;
import java.util.List;

/// What code at one place of a generated program may name and do.
final class Scope {

    /// A local, parameter or pattern variable.
    ///
    /// @param name its name
    /// @param type its type
    /// @param use what may be done with it
    record Variable(String name, Type type, Use use) {}

    /// What code may do with a variable but read it.
    enum Use {
        /// Lambdas capture it.
        CAPTURED,
        /// It is assigned.
        ASSIGNED,
        /// Neither: the counter of a loop.
        COUNTER
    }

    private final List<Variable> variables;
    /// Labels of the loops around; "" for a loop without one.
    final List<String> loops;
    /// What `return` gives; null where there is none to be had.
    final Type returns;

    final boolean mayAwait;
    final boolean mayReturn;
    final boolean mayAssign;
    /// How to name the instance whose fields are in reach; null in static code.
    final String self;
    /// How many blocks may still nest.
    final int room;

    private Scope(
            List<Variable> variables,
            List<String> loops,
            Type returns,
            boolean mayAwait,
            boolean mayReturn,
            boolean mayAssign,
            String self,
            int room) {
        this.variables = variables;
        this.loops = loops;
        this.returns = returns;
        this.mayAwait = mayAwait;
        this.mayReturn = mayReturn;
        this.mayAssign = mayAssign;
        this.self = self;
        this.room = room;
    }

    /// The body of a method that is no async block.
    static Scope method(Type returns, String self, int room) {
        return new Scope(new ArrayList<>(), List.of(), returns, false, true, true, self, room);
    }

    /// This scope, for declarations that the rest of it does not see.
    Scope copy() {
        return new Scope(new ArrayList<>(variables), loops, returns, mayAwait, mayReturn, mayAssign, self, room);
    }

    /// The guard of a `case`, where javac lets nothing change that was declared outside.
    Scope guard() {
        List<Variable> constant = new ArrayList<>(variables);
        constant.removeIf(variable -> variable.use != Use.CAPTURED);
        return new Scope(constant, loops, returns, mayAwait, mayReturn, false, self, room);
    }

    /// A block in this one.
    Scope nested() {
        return new Scope(new ArrayList<>(variables), loops, returns, mayAwait, mayReturn, mayAssign, self, room - 1);
    }

    /// The body of a loop.
    Scope loop(String label) {
        List<String> inner = new ArrayList<>(loops);
        inner.add(label);
        return new Scope(new ArrayList<>(variables), inner, returns, mayAwait, mayReturn, mayAssign, self, room - 1);
    }

    /// A block that nothing jumps out of: an arm of a switch expression.
    Scope enclosed() {
        return new Scope(new ArrayList<>(variables), List.of(), returns, mayAwait, false, mayAssign, self, room - 1);
    }

    /// A block in which nothing awaits.
    Scope locked() {
        return new Scope(new ArrayList<>(variables), loops, returns, false, mayReturn, mayAssign, self, room - 1);
    }

    /// The body of a lambda, or of a method of a local class: it sees only what does not change.
    Scope lambda(Type result, boolean suspending) {
        List<Variable> captured = new ArrayList<>(variables);
        captured.removeIf(variable -> variable.use != Use.CAPTURED);
        return new Scope(captured, List.of(), result, suspending, true, mayAssign, self, room - 1);
    }

    /// This block, which only the loops with a label can be left from.
    Scope withLabelsOnly() {
        List<String> labels = loops.stream().filter(label -> !label.isEmpty()).toList();
        return new Scope(new ArrayList<>(variables), labels, returns, mayAwait, mayReturn, mayAssign, self, room);
    }

    void add(String name, Type type, boolean isFinal) {
        variables.add(new Variable(name, type, isFinal ? Use.CAPTURED : Use.ASSIGNED));
    }

    void addCounter(String name) {
        variables.add(new Variable(name, Type.INT, Use.COUNTER));
    }

    List<Variable> ofType(Type type) {
        return variables.stream().filter(variable -> variable.type == type).toList();
    }

    List<Variable> assigned(Type type) {
        return variables.stream()
                .filter(variable -> variable.type == type && variable.use == Use.ASSIGNED)
                .toList();
    }
}
