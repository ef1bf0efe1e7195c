package io.magpie.examples.weaving.differential;

import static io.magpie.examples.weaving.differential.Dice.choice;
import static io.magpie.examples.weaving.differential.Node.block;
import static io.magpie.examples.weaving.differential.Node.end;
import static io.magpie.examples.weaving.differential.Node.statement;

import java.util.ArrayList;
import java.util.List;

/// Makes random statements and bodies. What follows a statement that does not end is reachable, and every local is
/// assigned before it is read: javac must have nothing to say.
final class Statements {

    /// Clauses that may stand behind one `try`, in order: none is shadowed by an earlier one.
    private static final String[][] CATCHES = {
        {"E1"},
        {"E2", "E1"},
        {"E2 | E3"},
        {"E1 | E3"},
        {"E3", "Exception"},
        {"Exception"},
        {"Throwable"},
        {"E2 | E3", "Exception"},
        {"E2", "Throwable"},
        {"RuntimeException"},
        {"E3 | java.io.IOException", "E1"},
    };

    private final Dice dice;
    private final int depth;
    private final Expressions expressions;

    /// Statements whose expressions are not deeper than `depth`.
    Statements(Dice dice, Program program, int depth) {
        this.dice = dice;
        this.depth = depth;
        expressions = new Expressions(dice, program, this);
    }

    Expressions expressions() {
        return expressions;
    }

    /// The body of a method or lambda that gives a value.
    Node body(Scope scope, Type type) {
        List<Node> statements = statements(scope, 1 + dice.roll(1 + Math.max(1, scope.room)));
        if (statements.isEmpty() || !statements.getLast().ends()) {
            statements.add(end("return ", any(type, scope), ";"));
        }
        return block(statements);
    }

    /// The block of an arm of a switch expression.
    Node yielding(Scope arm, Type type) {
        Scope scope = arm.copy();
        List<Node> statements = statements(scope, dice.roll(3));
        statements.removeIf(Node::ends);
        if (scope.room > 0 && dice.once(4)) {
            statements.add(end(
                    "try { risk(" + dice.site() + "); ",
                    giving(scope, type),
                    " } catch (E1 | E3 " + dice.name("e") + ") { ",
                    giving(scope, type),
                    " } finally ",
                    passing(scope.nested(), 2)));
        } else {
            statements.add(giving(scope, type));
        }
        return block(statements);
    }

    private Node giving(Scope scope, Type type) {
        Node value = any(type, scope);
        // javac takes `yield (a, b)` for a call.
        return value.toString().startsWith("(") ? end("yield same(", value, ");") : end("yield ", value, ";");
    }

    private Node any(Type type, Scope scope) {
        return expressions.make(type, scope, 1 + dice.roll(depth));
    }

    private Node flat(Type type, Scope scope) {
        return expressions.make(type, scope, 1);
    }

    private Node nested(Scope scope, int most) {
        return block(statements(scope.nested(), 1 + dice.roll(most)));
    }

    private Node passing(Scope scope, int most) {
        return passing(statements(scope, 1 + dice.roll(most)));
    }

    /// A block that control goes through.
    private static Node passing(List<Node> statements) {
        if (!statements.isEmpty() && statements.getLast().ends()) {
            statements.removeLast();
        }
        return block(statements);
    }

    private List<Node> statements(Scope scope, int count) {
        List<Node> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node next = dice.choose(choices(scope));
            if (next == null) {
                continue;
            }
            made.add(next);
            if (next.ends()) {
                break;
            }
        }
        return made;
    }

    private List<Dice.Choice> choices(Scope scope) {
        List<Dice.Choice> choices = new ArrayList<>();
        choices.add(choice(8, () -> declaration(scope)));
        choices.add(choice(3, () -> lateDeclaration(scope)));
        choices.add(choice(6, () -> assignment(scope)));
        choices.add(choice(5, () -> trace(scope)));
        choices.add(choice(2, () -> assertion(scope)));
        choices.add(choice(2, () -> jump(scope)));
        if (scope.room > 0) {
            choices.add(choice(3, () -> branch(scope)));
            choices.add(choice(4, () -> loop(scope)));
            choices.add(choice(4, () -> tryStatement(scope)));
            choices.add(choice(2, () -> tryResources(scope)));
            choices.add(choice(2, () -> switchStatement(scope)));
            choices.add(choice(1, () -> synchronizedBlock(scope)));
            choices.add(choice(1, () -> localClass(scope)));
            choices.add(choice(1, () -> labelledBlock(scope)));
        }
        if (scope.mayAwait) {
            choices.add(choice(2, () -> statement("await(f(" + dice.site() + ", ", any(dice.type(), scope), "));")));
            choices.add(choice(1, () -> forgottenBlock(scope)));
            if (scope.room > 0) {
                choices.add(choice(2, () -> keptFuture(scope)));
                choices.add(choice(1, () -> action(scope)));
            }
        }
        return choices;
    }

    // ---- without blocks in them

    private Node declaration(Scope scope) {
        Type type = dice.type();
        Node value = any(type, scope);
        String name = dice.name("v");
        boolean isFinal = dice.once(2);
        String declared = dice.once(6) && type != Type.CRATE ? "var" : type.java;
        // `var` of an await or of a block would have the type of the box.
        String cast = declared.equals("var") ? "(" + type.java + ") " : "";
        scope.add(name, type, isFinal);
        return statement((isFinal ? "final " : "") + declared + " " + name + " = " + cast, value, ";");
    }

    /// A local that is assigned on each of two ways.
    private Node lateDeclaration(Scope scope) {
        Type type = dice.type();
        String name = dice.name("v");
        Node node = statement(
                type.java + " " + name + "; if (",
                any(Type.BOOLEAN, scope),
                ") { " + name + " = ",
                any(type, scope),
                "; } else { " + name + " = ",
                any(type, scope),
                "; }");
        scope.add(name, type, false);
        return node;
    }

    private Node assignment(Scope scope) {
        Type type = dice.type();
        Node target = expressions.target(type, scope, 2);
        if (target == null) {
            return null;
        }
        if (type.isNumber() || type == Type.STRING) {
            switch (dice.roll(4)) {
                case 0 -> {
                    return statement(
                            target, " += ", any(type == Type.STRING ? expressions.printable() : type, scope), ";");
                }
                case 1 -> {
                    if (type != Type.STRING) {
                        return statement(target, dice.pick("++", "--"), ";");
                    }
                }
                default -> {}
            }
        }
        return statement(target, " = ", any(type, scope), ";");
    }

    private Node trace(Scope scope) {
        return statement("t(" + dice.site() + ", ", any(dice.type(), scope), ");");
    }

    private Node assertion(Scope scope) {
        return dice.once(2)
                ? statement("assert ", any(Type.BOOLEAN, scope), " : ", any(Type.STRING, scope), ";")
                : statement("risk(" + dice.site() + ");");
    }

    /// A block that is never awaited: it must run nothing.
    private Node forgottenBlock(Scope scope) {
        return statement(
                "Future<?> " + dice.name("g") + " = async(() -> ", flat(Type.INT, scope.lambda(Type.INT, true)), ");");
    }

    private Node jump(Scope scope) {
        Object test = flat(Type.BOOLEAN, scope);
        boolean bare = dice.once(4);
        List<Node> jumps = new ArrayList<>();
        if (!scope.loops.isEmpty()) {
            String label = dice.pick(scope.loops);
            String target = label.isEmpty() ? "" : " " + label;
            jumps.add(end("break" + target + ";"));
            if (!label.startsWith("b")) {
                jumps.add(end("continue" + target + ";"));
            }
        }
        if (scope.mayReturn) {
            jumps.add(scope.returns == null ? end("return;") : end("return ", any(scope.returns, scope), ";"));
        }
        jumps.add(end("throw new " + dice.pick("E1", "E2", "E3") + "(", flat(Type.STRING, scope), ");"));
        Node jump = dice.pick(jumps);
        return bare ? jump : statement("if (", test, ") { ", jump, " }");
    }

    // ---- with blocks in them

    private Node branch(Scope scope) {
        Node test = any(Type.BOOLEAN, scope);
        Node yes = nested(scope, 2);
        if (dice.once(2)) {
            return statement("if (", test, ") ", yes);
        }
        Node no = nested(scope, 2);
        return statement("if (", test, ") ", yes, " else ", no).ending(yes.ends() && no.ends());
    }

    private Node loop(Scope scope) {
        String label = dice.once(2) ? dice.name("l") : "";
        // An unlabelled jump means the innermost loop only.
        Scope inner = scope.withLabelsOnly().loop(label);
        String prefix = label.isEmpty() ? "" : label + ": ";
        String i = dice.name("i");
        int times = 1 + dice.roll(3);
        switch (dice.roll(6)) {
            case 0 -> {
                Node test = flat(Type.BOOLEAN, scope);
                return statement(
                        "int " + i + " = 0; " + prefix + "while (" + i + "++ < " + times + " && ",
                        test,
                        ") ",
                        block(statements(inner, 1 + dice.roll(2))));
            }
            case 1 -> {
                return statement(
                        "int " + i + " = 0; " + prefix + "do ",
                        passing(inner, 2),
                        " while (++" + i + " < " + times + " && ",
                        flat(Type.BOOLEAN, scope),
                        ");");
            }
            case 2 -> {
                Node array = any(Type.INTS, scope);
                inner.add(i, Type.INT, dice.once(2));
                return statement(
                        prefix + "for (int " + i + " : ", array, ") ", block(statements(inner, 1 + dice.roll(2))));
            }
            case 3 -> {
                Node first = any(Type.STRING, scope);
                Node second = any(Type.STRING, scope);
                inner.add(i, Type.STRING, true);
                return statement(
                        prefix + "for (final String " + i + " : java.util.Arrays.asList(",
                        first,
                        ", ",
                        second,
                        ")) ",
                        block(statements(inner, 1 + dice.roll(2))));
            }
            case 4 -> {
                // Endless but for its own end.
                return statement(
                        "int " + i + " = 0; " + prefix + "while (true) { if (" + i + "++ >= " + times + ") break; ",
                        passing(inner, 2),
                        " }");
            }
            default -> {
                if (dice.once(3)) {
                    inner.add(i, Type.INT, true);
                    return statement(
                            prefix + "for (long " + i + "n = 0, " + i + "m = " + times + "; " + i + "n < " + i + "m; "
                                    + i + "n++) { final int " + i + " = (int) " + i + "n; ",
                            passing(inner, 2),
                            " }");
                }
                inner.addCounter(i);
                return statement(
                        prefix + "for (int " + i + " = 0; " + i + " < " + times + "; " + i + "++) ",
                        block(statements(inner, 1 + dice.roll(2))));
            }
        }
    }

    private Node tryStatement(Scope scope) {
        Node risk = scope.mayAwait && dice.once(2)
                ? statement("await(f(" + dice.site() + ", ", flat(dice.type(), scope), "));")
                : statement("risk(" + dice.site() + ");");
        List<Node> guarded = new ArrayList<>(List.of(risk));
        guarded.addAll(statements(scope.nested(), 1 + dice.roll(2)));
        Node body = block(guarded);
        List<Object> parts = new ArrayList<>(List.of("try ", body));
        boolean ends = body.ends();
        boolean hasFinally = dice.once(2);
        if (!hasFinally || dice.once(2)) {
            for (String caught : dice.pick(CATCHES)) {
                String name = dice.name("e");
                Node handler = handler(scope, name);
                parts.add(" catch (" + caught + " " + name + ") ");
                parts.add(handler);
                ends &= handler.ends();
            }
        }
        if (hasFinally) {
            Node last = passing(scope.nested(), 2);
            parts.add(" finally ");
            parts.add(last);
        }
        return statement(parts.toArray()).ending(ends);
    }

    /// What a `catch` does.
    private Node handler(Scope scope, String caught) {
        Scope inner = scope.nested();
        inner.add("((Object) " + caught + ")", Type.OBJECT, true);
        List<Node> statements = new ArrayList<>(List.of(statement("t(" + dice.site() + ", " + caught + ");")));
        statements.addAll(statements(inner, dice.roll(3)));
        if (!statements.getLast().ends() && dice.once(4)) {
            statements.add(end("throw " + caught + ";"));
        }
        return block(statements);
    }

    private Node tryResources(Scope scope) {
        List<Object> parts = new ArrayList<>(List.of("try ("));
        for (int i = dice.roll(2); i >= 0; i--) {
            String name = dice.name("r");
            boolean awaited = scope.mayAwait && dice.once(2);
            parts.add("Resource " + name + " = "
                    + (awaited ? "await(opened(" + dice.site() + "))" : "open(" + dice.site() + ")")
                    + (i > 0 ? "; " : ") "));
        }
        Node body = nested(scope, 2);
        parts.add(body);
        boolean ends = body.ends();
        if (dice.once(3)) {
            String name = dice.name("e");
            Node handler = handler(scope, name);
            parts.add(" catch (" + dice.pick("E1", "Exception", "Throwable", "E1 | E3") + " " + name + ") ");
            parts.add(handler);
            ends &= handler.ends();
        }
        if (dice.once(4)) {
            parts.add(" finally ");
            parts.add(passing(scope.nested(), 2));
        }
        return statement(parts.toArray()).ending(ends);
    }

    private Node switchStatement(Scope scope) {
        // `break` in it means the switch: only labelled loops can be left.
        Scope inner = scope.withLabelsOnly();
        switch (dice.roll(4)) {
            case 0 -> {
                return statement(
                        "switch (",
                        any(Type.INT, scope),
                        ") { case 0: case 2: ",
                        passing(inner.nested(), 2),
                        " case 1: ",
                        passing(inner.nested(), 2),
                        " break; case 1000: break; default: ",
                        passing(inner.nested(), 2),
                        " }");
            }
            case 1 -> {
                return statement(
                        "switch (\"\" + ",
                        any(Type.INT, scope),
                        ") { case \"1\": ",
                        passing(inner.nested(), 2),
                        " break; case \"Aa\": case \"BB\": default: ",
                        passing(inner.nested(), 2),
                        " case \"3\": ",
                        passing(inner.nested(), 1),
                        " }");
            }
            case 2 -> {
                return statement(
                        "switch (",
                        any(Type.HUE, scope),
                        ") { case RED -> ",
                        passing(inner.nested(), 2),
                        " case GREEN, BLUE -> t(" + dice.site() + ", ",
                        any(dice.type(), scope),
                        "); }");
            }
            default -> {
                String name = dice.name("x");
                Scope rect = inner.nested();
                rect.add(name + "w", Type.INT, true);
                rect.add(name + "h", Type.LONG, true);
                Scope named = inner.nested();
                named.add(name + "s", Type.STRING, true);
                named.add(name + "i", Type.SHAPE, true);
                return statement(
                        "switch (",
                        any(Type.SHAPE, scope),
                        ") { case Rect(int " + name + "w, long " + name + "h) when ",
                        expressions.guard(rect, 1),
                        " -> ",
                        passing(rect, 2),
                        " case Named(String " + name + "s, Shape " + name + "i) when ",
                        expressions.guard(named, 1),
                        " -> ",
                        passing(named, 2),
                        " case Circle " + name + "c -> ",
                        passing(inner.nested(), 1),
                        " case Shape " + name + "o -> ",
                        passing(inner.nested(), 2),
                        " }");
            }
        }
    }

    private Node synchronizedBlock(Scope scope) {
        Node lock = any(Type.CRATE, scope);
        Node body = block(statements(scope.locked(), 1 + dice.roll(2)));
        return statement("synchronized (", lock, ") ", body).ending(body.ends());
    }

    private Node labelledBlock(Scope scope) {
        String label = dice.name("b");
        return statement(label + ": ", passing(scope.loop(label), 3));
    }

    /// A class in the block that captures, with an async method of its own.
    private Node localClass(Scope scope) {
        String name = dice.name("Local");
        String variable = dice.name("o");
        Type type = dice.pick(Type.INT, Type.LONG, Type.STRING, Type.SHAPE);
        String own = dice.name("own");
        String given = dice.name("p");
        Scope inner = scope.lambda(type, true);
        inner.add(own, Type.INT, false);
        inner.add(given, type, true);
        boolean anonymous = dice.once(2);
        Node value = flat(type, scope);
        Node method = Node.members(List.of(statement(
                "public Future<" + type.boxed + "> go(" + type.java + " " + given + ") { return Async.<" + type.boxed
                        + ">async(() -> ",
                body(inner, type),
                "); }")));
        Node use = scope.mayAwait
                ? statement("t(" + dice.site() + ", await(" + variable + ".go(", value, ")));")
                : statement("t(" + dice.site() + ", ", value, ");");
        return anonymous
                ? statement("{ var " + variable + " = new Object() { int " + own + " = 5; ", method, " }; ", use, " }")
                : statement(
                        "{ class " + name + " { private int " + own + "; " + name + "(int x) { " + own + " = x; } ",
                        method,
                        " } var " + variable + " = new " + name + "(",
                        flat(Type.INT, scope),
                        "); ",
                        use,
                        " }");
    }

    /// A block that is made here and awaited later, if the program comes to that.
    private Node keptFuture(Scope scope) {
        Type type = dice.type();
        String future = dice.name("g");
        Node made = body(scope.lambda(type, true), type);
        List<Node> between = statements(scope.nested(), dice.roll(3));
        between.removeIf(Node::ends);
        String name = dice.name("v");
        scope.add(name, type, false);
        return statement(
                "final Future<" + type.boxed + "> " + future + " = Async.<" + type.boxed + ">async(() -> ",
                made,
                "); ",
                block(between),
                " " + type.java + " " + name + " = await(" + future + ");");
    }

    /// A block without a value.
    private Node action(Scope scope) {
        Node body = passing(scope.lambda(null, true), 3);
        return dice.once(2) ? statement("await(async(() -> ", body, "));") : statement("await(act(() -> ", body, "));");
    }
}
