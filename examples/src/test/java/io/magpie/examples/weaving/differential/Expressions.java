package io.magpie.examples.weaving.differential;

import static io.magpie.examples.weaving.differential.Dice.choice;
import static io.magpie.examples.weaving.differential.Node.expression;

import java.util.ArrayList;
import java.util.List;

/// Makes random expressions. All of them may throw; none needs a declaration before its statement.
final class Expressions {

    private static final String[] ARITHMETIC = {"+", "-", "*"};
    private static final String[] COMPARISONS = {"<", "<=", "==", "!=", ">", ">="};

    private final Dice dice;
    private final Program program;
    private final Statements statements;

    Expressions(Dice dice, Program program, Statements statements) {
        this.dice = dice;
        this.program = program;
        this.statements = statements;
    }

    /// An expression of `type` that is not deeper than `depth`.
    Node make(Type type, Scope scope, int depth) {
        if (depth <= 0 || dice.once(7)) {
            return leaf(type, scope);
        }
        for (int attempt = 0; attempt < 3; attempt++) {
            Node made = dice.choose(choices(type, scope, depth - 1));
            if (made != null) {
                return made;
            }
        }
        return leaf(type, scope);
    }

    private List<Dice.Choice> choices(Type type, Scope scope, int depth) {
        List<Dice.Choice> choices = new ArrayList<>();
        choices.add(choice(2, () -> leaf(type, scope)));
        choices.add(choice(2, () -> conditional(type, scope, depth)));
        choices.add(choice(2, () -> assignment(type, scope, depth)));
        choices.add(choice(1, () -> switchExpression(type, scope, depth)));
        choices.add(choice(1, () -> thunk(type, scope, depth)));
        choices.add(choice(1, () -> instanceTest(type, scope, depth)));
        choices.add(choice(1, () -> cast(type, scope, depth)));
        if (scope.mayAwait) {
            choices.add(choice(7, () -> awaitLeaf(type, scope, depth)));
            choices.add(choice(2, () -> awaitCall(type, scope, depth)));
            choices.add(choice(1, () -> awaitBlock(type, scope, depth)));
            choices.add(choice(1, () -> awaitLambda(type, scope, depth)));
        }
        switch (type) {
            case BOOLEAN -> {
                choices.add(choice(4, () -> comparison(scope, depth)));
                choices.add(choice(
                        4,
                        () -> of(
                                type,
                                "(",
                                make(type, scope, depth),
                                dice.pick(" && ", " || ", " ^ ", " & "),
                                make(type, scope, depth),
                                ")")));
                choices.add(choice(1, () -> of(type, "!", make(type, scope, depth))));
                choices.add(choice(2, () -> flip()));
                choices.add(choice(
                        1,
                        () -> of(
                                type,
                                "java.util.Objects.equals(",
                                make(dice.type(), scope, depth),
                                ", ",
                                make(Type.OBJECT, scope, depth),
                                ")")));
            }
            case BYTE, SHORT, CHAR, INT, LONG, FLOAT, DOUBLE -> {
                choices.add(choice(5, () -> arithmetic(type, scope, depth)));
                choices.add(choice(2, () -> increment(type, scope, depth)));
                choices.add(choice(2, () -> compound(type, scope, depth)));
                choices.add(choice(2, () -> element(type, scope, depth)));
                choices.add(choice(2, () -> unbox(type, scope, depth)));
            }
            case STRING -> {
                choices.add(choice(6, () -> concatenation(scope, depth)));
                choices.add(choice(2, () -> element(type, scope, depth)));
                choices.add(choice(2, () -> compound(type, scope, depth)));
                choices.add(choice(1, () -> of(type, make(Type.CRATE, scope, depth), ".value")));
                choices.add(choice(2, () -> of(type, construct(scope, depth), ".toString()")));
            }
            case OBJECT -> {
                choices.add(choice(3, () -> of(type, "((Object) ", make(dice.type(), scope, depth), ")")));
                choices.add(choice(1, () -> of(type, "((Object) ", construct(scope, depth), ")")));
            }
            case INTS, LONGS, STRINGS -> choices.add(choice(3, () -> array(type, scope, depth)));
            case SHAPE -> choices.add(choice(4, () -> shape(scope, depth)));
            case HUE ->
                choices.add(choice(
                        2, () -> of(type, "Hue.values()[Math.floorMod(", make(Type.INT, scope, depth), ", 3)]")));
            case CRATE -> {
                choices.add(choice(2, () -> of(type, "new Crate<String>(", make(Type.STRING, scope, depth), ")")));
                choices.add(choice(
                        2,
                        () -> of(
                                type, make(Type.CRATE, scope, depth), ".with(", make(Type.STRING, scope, depth), ")")));
            }
            case INTEGER, LONG_BOX -> {
                choices.add(choice(2, () -> box(type, scope, depth)));
                choices.add(choice(1, () -> of(type, "((" + type.java + ") null)")));
            }
        }
        if (type == Type.INT) {
            choices.add(choice(2, () -> countArguments(scope, depth)));
            choices.add(choice(1, () -> of(type, construct(scope, depth), ".length()")));
            choices.add(choice(1, () -> of(type, make(Type.HUE, scope, depth), ".ordinal()")));
            choices.add(choice(1, () -> of(type, make(Type.INTS, scope, depth), ".length")));
        }
        if (type == Type.LONG) {
            choices.add(choice(
                    2,
                    () -> of(
                            type,
                            "mix(",
                            make(Type.INT, scope, depth),
                            ", ",
                            make(Type.LONG, scope, depth),
                            ", ",
                            make(Type.DOUBLE, scope, depth),
                            ", ",
                            make(Type.BOOLEAN, scope, depth),
                            ", ",
                            make(Type.OBJECT, scope, depth),
                            ")")));
        }
        return choices;
    }

    private static Node of(Type type, Object... parts) {
        return expression(type, parts);
    }

    /// A variable, a field or a literal.
    Node leaf(Type type, Scope scope) {
        List<String> names = new ArrayList<>();
        scope.ofType(type).forEach(variable -> names.add(variable.name()));
        names.addAll(program.fields(type, scope));
        if (!names.isEmpty() && !dice.once(4)) {
            return of(type, dice.pick(names));
        }
        return literal(type);
    }

    private Node literal(Type type) {
        String text = switch (type) {
            case BOOLEAN -> "flip(" + dice.site() + ")";
            case BYTE -> "((byte) " + dice.roll(256) + ")";
            case SHORT -> "((short) " + dice.roll(70_000) + ")";
            case CHAR -> "'" + (char) ('a' + dice.roll(26)) + "'";
            case INT -> String.valueOf(dice.once(5) ? dice.roll(1 << 30) : dice.roll(7));
            case LONG -> (dice.once(3) ? (long) dice.roll(1 << 30) << 20 : dice.roll(9)) + "L";
            case FLOAT -> dice.roll(50) + ".5f";
            case DOUBLE -> dice.roll(50) + ".25";
            case STRING -> dice.once(9) ? "((String) null)" : "\"" + dice.name("s") + "\"";
            case INTEGER -> "Integer.valueOf(" + dice.roll(300) + ")";
            case LONG_BOX -> "Long.valueOf(" + dice.roll(300) + ")";
            case OBJECT -> dice.pick("((Object) \"o\")", "((Object) 7)", "((Object) null)", "((Object) 8L)");
            case SHAPE -> dice.pick("((Shape) new Circle(2))", "((Shape) new Rect(3, 4L))");
            case HUE -> dice.pick("Hue.RED", "Hue.GREEN", "Hue.BLUE");
            case INTS, LONGS, STRINGS, CRATE -> type.literal;
        };
        return of(type, text);
    }

    private Node flip() {
        return of(Type.BOOLEAN, "flip(" + dice.site() + ")");
    }

    // ---- awaits

    private Node awaitLeaf(Type type, Scope scope, int depth) {
        return of(type, "await(" + type.leaf + "(" + dice.site() + ", ", make(type, scope, depth), "))");
    }

    private Node awaitCall(Type type, Scope scope, int depth) {
        return program.call(type, parameter -> make(parameter, scope, depth));
    }

    private Node awaitBlock(Type type, Scope scope, int depth) {
        if (scope.room <= 0) {
            return null;
        }
        if (dice.once(3)) {
            return of(type, awaitAsync(type) + "(() -> ", make(type, scope.lambda(type, true), depth), "))");
        }
        return of(type, awaitAsync(type) + "(() -> ", statements.body(scope.lambda(type, true), type), "))");
    }

    /// Mostly with the type, because inference is slow with lambdas in calls in calls.
    private String awaitAsync(Type type) {
        return dice.once(12) ? "await(async" : "await(Async.<" + type.boxed + ">async";
    }

    /// A suspending lambda that is passed on and called by what it is passed to.
    private Node awaitLambda(Type type, Scope scope, int depth) {
        if (scope.room <= 0) {
            return null;
        }
        return switch (dice.roll(4)) {
            case 0 ->
                of(
                        type,
                        "await(" + program.name() + ".<" + type.boxed + ">again(() -> ",
                        statements.body(scope.lambda(type, true), type),
                        "))");
            case 1 -> {
                Type argument = dice.type();
                Scope inner = scope.lambda(type, true);
                String name = dice.name("p");
                inner.add(name, argument, dice.once(2));
                yield of(
                        type,
                        "await(" + program.name() + ".<" + argument.boxed + ", " + type.boxed + ">callWith(("
                                + argument.boxed + " " + name + ") -> ",
                        statements.body(inner, type),
                        ", ",
                        make(argument, scope, depth),
                        "))");
            }
            case 2 -> {
                if (type != Type.INT) {
                    yield null;
                }
                Scope inner = scope.lambda(type, true);
                String a = dice.name("p");
                String b = dice.name("q");
                inner.add(a, Type.INT, dice.once(2));
                inner.add(b, Type.LONG, dice.once(2));
                yield of(
                        type,
                        "await(both((" + a + ", " + b + ") -> ",
                        statements.body(inner, type),
                        ", ",
                        make(Type.INT, scope, depth),
                        "))");
            }
            default ->
                type == Type.INT
                        ? of(
                                type,
                                "await(both(new PlainOp(",
                                make(Type.INT, scope, depth),
                                "), ",
                                make(Type.INT, scope, depth),
                                "))")
                        : null;
        };
    }

    // ---- the rest

    private Node conditional(Type type, Scope scope, int depth) {
        return of(
                type,
                "(",
                make(Type.BOOLEAN, scope, depth),
                " ? ",
                make(type, scope, depth),
                " : ",
                make(type, scope, depth),
                ")");
    }

    /// The name of something of `type` that may be assigned; null if there is nothing.
    Node target(Type type, Scope scope, int depth) {
        List<Node> targets = new ArrayList<>();
        if (scope.mayAssign) {
            scope.assigned(type).forEach(variable -> targets.add(of(type, variable.name())));
            program.fields(type, scope).forEach(name -> targets.add(of(type, name)));
        }
        if (type == Type.INT || type == Type.LONG || type == Type.STRING) {
            targets.add(element(type, scope, depth));
        }
        if (type == Type.STRING) {
            targets.add(of(type, make(Type.CRATE, scope, depth), ".value"));
        }
        return targets.isEmpty() ? null : dice.pick(targets);
    }

    private Node assignment(Type type, Scope scope, int depth) {
        Node target = target(type, scope, depth);
        return target == null ? null : of(type, "(", target, " = ", make(type, scope, depth), ")");
    }

    private Node compound(Type type, Scope scope, int depth) {
        Node target = target(type, scope, depth);
        if (target == null) {
            return null;
        }
        if (type == Type.STRING) {
            return of(type, "(", target, " += ", make(printable(), scope, depth), ")");
        }
        String operator = dice.pick("+=", "-=", "*=");
        Type other = dice.pick(Type.NUMBERS);
        return of(type, "(", target, " " + operator + " ", make(other, scope, depth), ")");
    }

    private Node increment(Type type, Scope scope, int depth) {
        Node target = target(type, scope, depth);
        if (target == null) {
            return null;
        }
        String operator = dice.pick("++", "--");
        return dice.once(2) ? of(type, "(", target, operator + ")") : of(type, "(" + operator, target, ")");
    }

    private Node arithmetic(Type type, Scope scope, int depth) {
        String operator = dice.once(6) && type != Type.FLOAT && type != Type.DOUBLE
                ? dice.pick("/", "%", "&", "|", "^", "<<", ">>>")
                : dice.pick(ARITHMETIC);
        Node left = make(type, scope, depth);
        Node right = make(dice.once(3) ? smaller(type) : type, scope, depth);
        boolean narrow = type == Type.BYTE || type == Type.SHORT || type == Type.CHAR;
        return narrow
                ? of(type, "((" + type.java + ") (", left, " " + operator + " ", right, "))")
                : of(type, "(", left, " " + operator + " ", right, ")");
    }

    /// A type that widens to `type`.
    private Type smaller(Type type) {
        return switch (type) {
            case LONG -> dice.pick(Type.INT, Type.CHAR, Type.LONG_BOX, Type.INTEGER);
            case INT -> dice.pick(Type.BYTE, Type.SHORT, Type.CHAR, Type.INTEGER);
            default -> type;
        };
    }

    private Node comparison(Scope scope, int depth) {
        Type type = dice.pick(Type.NUMBERS);
        return of(
                Type.BOOLEAN,
                "(",
                make(type, scope, depth),
                " " + dice.pick(COMPARISONS) + " ",
                make(type, scope, depth),
                ")");
    }

    private Node element(Type type, Scope scope, int depth) {
        Type array = switch (type) {
            case INT -> Type.INTS;
            case LONG -> Type.LONGS;
            case STRING -> Type.STRINGS;
            default -> null;
        };
        if (array == null) {
            return null;
        }
        // Now and then the index is out of bounds, as it comes.
        Node index = dice.once(5)
                ? make(Type.INT, scope, depth)
                : of(Type.INT, "Math.floorMod(", make(Type.INT, scope, depth), ", 3)");
        return of(type, make(array, scope, depth), "[", index, "]");
    }

    private Node array(Type type, Scope scope, int depth) {
        if (dice.once(6)) {
            return of(
                    type,
                    "(new " + type.element().java + "[3 + Math.floorMod(",
                    make(Type.INT, scope, depth),
                    ", 2)])");
        }
        return of(
                type,
                "new " + type.java + " {",
                make(type.element(), scope, depth),
                ", ",
                make(type.element(), scope, depth),
                ", ",
                make(type.element(), scope, depth),
                "}");
    }

    private Node shape(Scope scope, int depth) {
        return switch (dice.roll(3)) {
            case 0 -> of(Type.SHAPE, "((Shape) new Circle(", make(Type.INT, scope, depth), "))");
            case 1 ->
                of(
                        Type.SHAPE,
                        "((Shape) new Rect(",
                        make(Type.INT, scope, depth),
                        ", ",
                        make(Type.LONG, scope, depth),
                        "))");
            default ->
                of(
                        Type.SHAPE,
                        "((Shape) new Named(",
                        make(Type.STRING, scope, depth),
                        ", ",
                        make(Type.SHAPE, scope, depth),
                        "))");
        };
    }

    private Node construct(Scope scope, int depth) {
        return of(
                null,
                "new Sum(",
                make(Type.INT, scope, depth),
                ", ",
                make(Type.LONG, scope, depth),
                ", ",
                make(Type.DOUBLE, scope, depth),
                ", ",
                dice.once(3) ? construct(scope, depth - 1) : make(dice.type(), scope, depth),
                ")");
    }

    private Node concatenation(Scope scope, int depth) {
        List<Object> parts = new ArrayList<>(List.of("(\"\" + ", make(printable(), scope, depth)));
        for (int i = dice.roll(3); i >= 0; i--) {
            parts.add(dice.once(3) ? " + \"-\" + " : " + ");
            parts.add(make(printable(), scope, depth));
        }
        parts.add(")");
        return of(Type.STRING, parts.toArray());
    }

    /// A type whose text is the same in every run.
    Type printable() {
        Type type = dice.type();
        return type == Type.OBJECT || type == Type.CRATE || type.element() != null ? Type.INT : type;
    }

    private Node countArguments(Scope scope, int depth) {
        List<Object> parts = new ArrayList<>(List.of("count(" + dice.site()));
        for (int i = dice.roll(4); i > 0; i--) {
            Type type = dice.type();
            parts.add(", ");
            // An array or null alone would be taken for the array of arguments.
            parts.add(
                    type.isPrimitive()
                            ? make(type, scope, depth)
                            : of(Type.OBJECT, "((Object) ", make(type, scope, depth), ")"));
        }
        parts.add(")");
        return of(Type.INT, parts.toArray());
    }

    private Node box(Type type, Scope scope, int depth) {
        Type primitive = type == Type.INTEGER ? Type.INT : Type.LONG;
        return of(type, "((" + type.java + ") ", make(primitive, scope, depth), ")");
    }

    private Node unbox(Type type, Scope scope, int depth) {
        return switch (type) {
            case INT -> of(type, "((int) ", make(Type.INTEGER, scope, depth), ")");
            case LONG -> of(type, "((long) ", make(Type.LONG_BOX, scope, depth), ")");
            default -> {
                Type from = dice.pick(Type.NUMBERS);
                // Twice, because an await gives a box.
                yield of(type, "((" + type.java + ") (" + from.java + ") ", make(from, scope, depth), ")");
            }
        };
    }

    private Node cast(Type type, Scope scope, int depth) {
        return type.isPrimitive() ? null : of(type, "((" + type.java + ") (Object) ", make(type, scope, depth), ")");
    }

    private Node instanceTest(Type type, Scope scope, int depth) {
        String name = dice.name("x");
        Scope bound = scope.nested();
        Node pattern = switch (dice.roll(4)) {
            case 0 -> {
                bound.add(name, Type.STRING, false);
                yield of(Type.BOOLEAN, make(Type.OBJECT, scope, depth), " instanceof String " + name);
            }
            case 1 -> {
                bound.add(name, Type.INTEGER, false);
                yield of(Type.BOOLEAN, make(Type.OBJECT, scope, depth), " instanceof Integer " + name);
            }
            case 2 -> {
                bound.add(name, Type.LONG, false);
                yield of(
                        Type.BOOLEAN,
                        make(Type.SHAPE, scope, depth),
                        " instanceof Rect(var " + name + "w, long " + name + ")");
            }
            default -> {
                bound.add(name, Type.SHAPE, false);
                yield of(
                        Type.BOOLEAN,
                        make(Type.SHAPE, scope, depth),
                        " instanceof Named(var " + name + "s, Shape " + name + ")");
            }
        };
        Object test = dice.once(2) ? of(Type.BOOLEAN, pattern, " && ", make(Type.BOOLEAN, bound, depth)) : pattern;
        return of(type, "(", test, " ? ", make(type, bound, depth), " : ", make(type, scope, depth), ")");
    }

    /// A plain lambda: it captures, and does not await.
    private Node thunk(Type type, Scope scope, int depth) {
        Scope inner = scope.lambda(type, false);
        return of(
                type,
                "((Thunk<" + type.boxed + ">) () -> ",
                dice.once(2) || scope.room <= 0 ? make(type, inner, depth) : statements.body(inner, type),
                ").get()");
    }

    /// A condition that is not constant: javac refuses a guard that is always false.
    Node guard(Scope scope, int depth) {
        return of(
                Type.BOOLEAN,
                "(flip(" + dice.site() + ")" + dice.pick(" || ", " && ", " ^ "),
                make(Type.BOOLEAN, scope.guard(), depth),
                ")");
    }

    private Node switchExpression(Type type, Scope scope, int depth) {
        if (scope.room <= 0) {
            return null;
        }
        Scope inner = scope.enclosed();
        return switch (dice.roll(4)) {
            case 0 ->
                of(
                        type,
                        "(switch (Math.floorMod(",
                        make(Type.INT, scope, depth),
                        ", 4)) { case 0, 1 -> ",
                        make(type, inner, depth),
                        "; case 2 -> ",
                        statements.yielding(inner, type),
                        " default -> ",
                        make(type, inner, depth),
                        "; })");
            case 1 ->
                of(
                        type,
                        "(switch (",
                        make(Type.HUE, scope, depth),
                        ") { case RED -> ",
                        statements.yielding(inner, type),
                        " case GREEN -> ",
                        make(type, inner, depth),
                        "; case BLUE -> throw new E3(\"blue\"); })");
            case 2 -> {
                String name = dice.name("x");
                Scope circle = inner.nested();
                circle.add(name + "r", Type.INT, true);
                Scope rect = inner.nested();
                rect.add(name + "w", Type.INT, true);
                rect.add(name + "h", Type.LONG, true);
                Scope named = inner.nested();
                named.add(name + "n", Type.STRING, true);
                yield of(
                        type,
                        "(switch (",
                        make(Type.SHAPE, scope, depth),
                        ") { case Circle(int " + name + "r) when ",
                        guard(circle, depth),
                        " -> ",
                        make(type, circle, depth),
                        "; case Circle " + name + "c -> ",
                        make(type, inner, depth),
                        "; case Rect(int " + name + "w, long " + name + "h) -> ",
                        statements.yielding(rect, type),
                        " case Named(String " + name + "n, Circle(var " + name + "q)) -> ",
                        make(type, named, depth),
                        "; case Named(var " + name + "a, var " + name + "b) -> ",
                        make(type, inner, depth),
                        "; })");
            }
            default -> {
                String name = dice.name("x");
                Scope text = inner.nested();
                text.add(name + "t", Type.STRING, true);
                yield of(
                        type,
                        "(switch (",
                        make(Type.OBJECT, scope, depth),
                        ") { case null -> ",
                        make(type, inner, depth),
                        "; case String " + name + "t when ",
                        guard(text, depth),
                        " -> ",
                        statements.yielding(text, type),
                        " case Integer " + name + "i -> ",
                        make(type, inner, depth),
                        "; default -> ",
                        statements.yielding(inner, type),
                        " })");
            }
        };
    }
}
