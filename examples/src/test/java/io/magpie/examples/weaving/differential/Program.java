package io.magpie.examples.weaving.differential;

import static io.magpie.examples.weaving.differential.Node.members;
import static io.magpie.examples.weaving.differential.Node.statement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// A random class with async methods of all kinds. `start()` makes the block that is run.
///
/// Methods call only those that were made before them, so every program comes to an end.
final class Program {

    /// A method that gives a future.
    ///
    /// @param call what stands before the arguments of a call
    private record Method(Type returns, List<Type> parameters, String call) {}

    private static final Type[] FIELDS = {
        Type.INT, Type.LONG, Type.DOUBLE, Type.BYTE, Type.STRING, Type.INTS, Type.OBJECT, Type.BOOLEAN, Type.SHAPE
    };

    private final String name;
    private final Dice dice;
    private final Statements statements;
    /// How deep blocks nest, and how much there is of everything: most programs are small, since javac takes its time.
    private final int room;

    private final List<Method> methods = new ArrayList<>();
    private final List<Type> staticFields = new ArrayList<>();
    private final List<Type> instanceFields = new ArrayList<>();

    private Program(String name, long seed) {
        this.name = name;
        dice = new Dice(seed);
        room = dice.pick(1, 1, 1, 1, 2, 2, 3);
        statements = new Statements(dice, this, room);
    }

    /// The program of a seed, as the source of a top-level class.
    static Node generate(String name, long seed) {
        return new Program(name, seed).make();
    }

    String name() {
        return name;
    }

    /// The fields of a type that code in `scope` can name.
    List<String> fields(Type type, Scope scope) {
        List<String> names = new ArrayList<>();
        if (staticFields.contains(type)) {
            names.add("static" + type.ordinal());
        }
        if (scope.self != null && instanceFields.contains(type)) {
            names.add(scope.self + ".field" + type.ordinal());
        }
        return names;
    }

    /// An await of one of the methods; null if none gives this type.
    Node call(Type type, Function<Type, Node> argument) {
        List<Method> fitting =
                methods.stream().filter(method -> method.returns == type).toList();
        if (fitting.isEmpty()) {
            return null;
        }
        Method method = dice.pick(fitting);
        List<Object> parts = new ArrayList<>(List.of("await(" + method.call));
        for (int i = 0; i < method.parameters.size(); i++) {
            if (i > 0) {
                parts.add(", ");
            }
            parts.add(argument.apply(method.parameters.get(i)));
        }
        parts.add("))");
        return Node.expression(type, parts.toArray());
    }

    private Node make() {
        for (Type type : FIELDS) {
            if (dice.once(2)) {
                staticFields.add(type);
            }
            if (dice.once(2)) {
                instanceFields.add(type);
            }
        }
        List<Node> made = new ArrayList<>();
        made.addAll(declareFields());
        made.addAll(helpers());
        for (int i = dice.roll(2 * room); i > 0; i--) {
            made.add(
                    switch (dice.roll(9)) {
                        case 0, 1 -> staticMethod();
                        case 2 -> instanceMethod();
                        case 3 -> innerClass();
                        case 4 -> interfaceWithDefault();
                        case 5 -> enumeration();
                        case 6 -> recordClass();
                        case 7 -> recursion();
                        default -> initialiser();
                    });
        }
        Scope scope = Scope.method(null, null, room).lambda(Type.OBJECT, true);
        made.add(statement(
                "public static Future<Object> start() { return async(() -> ",
                statements.body(scope, Type.OBJECT),
                "); }"));
        return members(List.of(statement(
                "import static io.magpie.Async.async;\nimport static io.magpie.Async.await;\n"
                        + "import static io.magpie.examples.weaving.differential.Probe.*;\n"
                        + "import io.magpie.*;\nimport io.magpie.future.Future;\n\npublic class " + name + " {\n",
                members(made),
                "}")));
    }

    private List<Node> declareFields() {
        List<Node> declared = new ArrayList<>();
        StringBuilder reset = new StringBuilder("public static void reset() { ");
        for (Type type : staticFields) {
            String field = "static" + type.ordinal();
            declared.add(statement("private static " + type.java + " " + field + ";"));
            reset.append(field).append(" = ").append(type.literal).append("; ");
        }
        declared.add(statement(reset.append("}").toString()));
        for (Type type : instanceFields) {
            declared.add(statement(dice.pick("private ", "", "protected ") + type.java + " field" + type.ordinal()
                    + " = " + type.literal + ";"));
        }
        return declared;
    }

    /// What suspending lambdas are passed to.
    private List<Node> helpers() {
        return List.of(
                statement("static <A, R> Future<R> callWith(AsyncFunction<A, R> function, A argument) {"
                        + " return async(() -> function.apply(argument)); }"),
                statement("static <R> Future<R> again(AsyncBody<R> body) {"
                        + " return async(() -> { body.run(); return body.run(); }); }"),
                statement("private static Future<Integer> both(Op op, int a) {"
                        + " return async(() -> op.apply(a, 2L) + 3 * op.apply(a + 1, 1L << 33)); }"),
                statement("static Future<Void> act(AsyncAction action) {"
                        + " return async(() -> { t(-9, null); action.run(); action.run(); }); }"));
    }

    /// An async method.
    ///
    /// @param before its modifiers
    /// @param self how the instance is named whose fields its block uses; null if there is none
    private Node method(String before, String self, Type returns, List<Type> types, String call) {
        return method(before, self, returns, types, call, List.of());
    }

    private Node method(
            String before, String self, Type returns, List<Type> types, String call, List<Scope.Variable> more) {
        String method = dice.name("m");
        StringBuilder head = new StringBuilder(before + "Future<" + returns.boxed + "> " + method + "(");
        Scope scope = Scope.method(returns, self, room);
        more.forEach(variable -> scope.add(variable.name(), variable.type(), variable.use() == Scope.Use.CAPTURED));
        for (int i = 0; i < types.size(); i++) {
            String parameter = dice.name("p");
            head.append(i > 0 ? ", " : "").append(types.get(i).java).append(' ').append(parameter);
            scope.add(parameter, types.get(i), true);
        }
        head.append(") { ");
        List<Object> parts = new ArrayList<>();
        parts.add(head);
        if (dice.once(3)) {
            // A local that the block captures.
            Type type = dice.type();
            String local = dice.name("v");
            parts.add(type.java + " " + local + " = ");
            parts.add(statements.expressions().leaf(type, scope));
            parts.add("; ");
            scope.add(local, type, true);
        }
        parts.add(dice.once(4) ? "return async(() -> " : "return Async.<" + returns.boxed + ">async(() -> ");
        parts.add(statements.body(scope.lambda(returns, true), returns));
        parts.add("); }");
        parts.set(0, parts.getFirst().toString());
        methods.add(new Method(returns, types, call + method + "("));
        return statement(parts.toArray());
    }

    private List<Type> parameters() {
        List<Type> types = new ArrayList<>();
        for (int i = dice.roll(4); i > 0; i--) {
            types.add(dice.type());
        }
        return types;
    }

    private Node staticMethod() {
        return method(dice.pick("private static ", "static "), null, dice.type(), parameters(), name + ".");
    }

    private Node instanceMethod() {
        return method(
                dice.pick("private ", "public ", ""), name + ".this", dice.type(), parameters(), "new " + name + "().");
    }

    private Node innerClass() {
        String inner = dice.name("Inner");
        Scope.Variable own = new Scope.Variable(dice.name("own"), Type.LONG, Scope.Use.ASSIGNED);
        return statement(
                "class " + inner + " { private long " + own.name() + " = 3L; ",
                members(List.of(method(
                        "private ",
                        name + ".this",
                        dice.type(),
                        parameters(),
                        "new " + name + "().new " + inner + "().",
                        List.of(own)))),
                " }");
    }

    private Node interfaceWithDefault() {
        String face = dice.name("Face");
        Scope.Variable base = new Scope.Variable("base()", Type.INT, Scope.Use.CAPTURED);
        Scope.Variable hidden = new Scope.Variable("hidden(2L)", Type.LONG, Scope.Use.CAPTURED);
        return statement(
                "interface " + face + " { int base(); private long hidden(long x) { return x + base(); } ",
                members(List.of(method(
                        "default ",
                        null,
                        dice.type(),
                        parameters(),
                        "((" + face + ") () -> 4).",
                        List.of(base, hidden)))),
                " }");
    }

    private Node enumeration() {
        String tone = dice.name("Tone");
        Scope.Variable pitch = new Scope.Variable(dice.name("pitch"), Type.INT, Scope.Use.CAPTURED);
        Scope.Variable self = new Scope.Variable("((Object) name())", Type.OBJECT, Scope.Use.CAPTURED);
        return statement(
                "enum " + tone + " { LOW(1), HIGH(2) { @Override int twist() { return 7; } }; final int "
                        + pitch.name() + "; " + tone + "(int x) { " + pitch.name()
                        + " = x; } int twist() { return 3; } ",
                members(List.of(method(
                        "",
                        null,
                        dice.type(),
                        parameters(),
                        name + "." + tone + "." + dice.pick("LOW", "HIGH") + ".",
                        List.of(pitch, self, new Scope.Variable("twist()", Type.INT, Scope.Use.CAPTURED))))),
                " }");
    }

    private Node recordClass() {
        String pair = dice.name("Pair");
        String a = dice.name("a");
        String b = dice.name("b");
        return statement(
                "private record " + pair + "<A>(A " + a + ", long " + b + ") { ",
                members(List.of(method(
                        "",
                        null,
                        dice.type(),
                        parameters(),
                        "new " + pair + "<String>(\"a\", 5L).",
                        List.of(
                                new Scope.Variable("((Object) " + a + ")", Type.OBJECT, Scope.Use.CAPTURED),
                                new Scope.Variable(b, Type.LONG, Scope.Use.CAPTURED))))),
                " }");
    }

    private Node recursion() {
        Type type = dice.type();
        String method = dice.name("m");
        String depth = dice.name("p");
        String given = dice.name("p");
        Scope scope = Scope.method(type, null, room - 1);
        scope.add(given, type, true);
        Scope inner = scope.lambda(type, true);
        inner.add(depth, Type.INT, true);
        Node step = statements.body(inner, type);
        Node made = statement(
                "static <T extends Comparable<T>> Future<" + type.boxed + "> " + method + "(int " + depth + ", "
                        + type.java + " " + given + ") { return async(() -> { if (" + depth + " <= 0) return " + given
                        + "; try { t(" + dice.site() + ", " + depth + "); return await(" + method + "(" + depth
                        + " - 1, await(Async.<" + type.boxed + ">async(() -> ",
                step,
                ")))); } finally { t(" + dice.site() + ", " + depth + "); } }); }");
        methods.add(new Method(type, List.of(type), name + "." + method + "(" + (1 + dice.roll(3)) + ", "));
        return made;
    }

    /// A block in the initialiser of a field, behind a plain lambda.
    private Node initialiser() {
        Type type = dice.type();
        String field = dice.name("maker");
        boolean isStatic = dice.once(2);
        Scope scope = Scope.method(type, isStatic ? null : name + ".this", room);
        Node made = statement(
                (isStatic ? "static final " : "final ") + "Thunk<Future<" + type.boxed + ">> " + field
                        + " = () -> Async.<" + type.boxed + ">async(() -> ",
                statements.body(scope.lambda(type, true), type),
                ");");
        methods.add(new Method(type, List.of(), (isStatic ? name : "new " + name + "()") + "." + field + ".get("));
        return made;
    }
}
