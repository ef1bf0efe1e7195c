package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.weaver.Program.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each construct of the language in the body of a block: woven, it does what it does when it is just run, whether what
/// it awaits is ready or pending.
class WeavingTest {

    private static final String HEAD = """
            import static io.magpie.Async.*;
            import io.magpie.*;
            import io.magpie.future.*;
            import java.io.*;
            import java.util.*;
            import java.util.function.*;
            class T {
            """;

    private static void behavesTheSame(String body) {
        Program direct = Program.of(HEAD + body + "\n}");
        Program woven = direct.woven();
        Outcome expected = direct.run("T", "run", 0);
        for (int[] pending : new int[][] {{0}, {1}, {2, 0, 1}, {0, 1}}) {
            assertThat(woven.run("T", "run", pending)).isEqualTo(expected);
        }
        assertThat(direct.woven(direct.weaver().keepingLocals()).run("T", "run", 1))
                .isEqualTo(expected);
    }

    private static void isDeterministic(Program program) {
        program.classes.forEach((name, bytes) -> {
            Weaver.Result one = program.weaver().weave(bytes);
            Weaver.Result other = program.weaver().weave(bytes);
            assertThat(one.classFile()).as(name).isEqualTo(other.classFile());
            assertThat(List.copyOf(one.frames().keySet()))
                    .isEqualTo(List.copyOf(other.frames().keySet()));
            one.frames()
                    .forEach((frame, file) ->
                            assertThat(file).as(frame).isEqualTo(other.frames().get(frame)));
        });
    }

    private static void isUnchangedByWeaving(Program woven) {
        woven.classes.forEach((name, bytes) -> {
            Weaver.Result again = woven.weaver().weave(bytes);
            assertThat(again.classFile()).as(name).isSameAs(bytes);
            assertThat(again.frames()).isEmpty();
        });
    }

    private static void blockBehavesTheSame(String statements) {
        behavesTheSame("static Future<?> run() { return async(() -> {\n" + statements + "\n}); }");
    }

    @Test
    void localsOfAllTypes_liveAcrossAnAwait() {
        blockBehavesTheSame("""
                boolean z = true; byte b = 1; short s = 2; char c = 'c'; int i = 3; long l = 4; float f = 5; double d = 6;
                String t = "t"; int[] is = {7}; String[][] ss = {{"8"}}; Object nothing = null; List<String> list = new ArrayList<>();
                list.add(await(leaf("a")));
                i += await(leaf(10)); l += i; d *= 2;
                list.add(await(leaf("b")));
                return "" + z + b + s + c + i + l + f + d + t + is[0] + ss[0][0] + nothing + list;
                """);
    }

    @Test
    void loops_ofAllKinds() {
        blockBehavesTheSame("""
                int sum = 0;
                outer:
                for (int i = 0; i < await(leaf(5)); i++) {
                    for (String s : List.of("a", "bb", "ccc")) {
                        if (await(leaf(i)) == 1) continue outer;
                        if (i == 4) break outer;
                        sum += s.length() * await(leaf(i));
                    }
                    for (int k : new int[] {1, await(leaf(2))}) sum += k;
                }
                int n = 3;
                while (n-- > await(leaf(0))) sum++;
                do { sum += await(leaf(2)); } while (sum < await(leaf(60)));
                while (true) { if (sum++ > await(leaf(70))) break; }
                return sum;
                """);
    }

    /// javac moves the object that is not yet constructed to a local, and back.
    @Test
    void newObject_withASwitchThatTriesAsArgument() {
        blockBehavesTheSame("""
                var made = new StringBuilder("a").append(new String(new char[] {'x', 'y', 'z'}, switch (await(leaf(1))) {
                    case 1 -> {
                        try {
                            yield await(leaf(0));
                        } finally {
                            await(leaf(2));
                        }
                    }
                    default -> 2;
                }, await(leaf(2))));
                return made.toString();
                """);
    }

    @Test
    void operandStack_holdsValuesOfAllTypes() {
        blockBehavesTheSame("""
                long l = 5; double d = 2.5; String s = "s"; int i = 3; int[] array = {1, 2, 3}; long[] longs = {1, 2};
                String text = s + l + await(leaf("x")) + d + await(leaf(4)) + i + (char) ('a' + await(leaf(1)));
                l = l * await(leaf(2L)) + i * (long) await(leaf(3)) - (l << await(leaf(2)));
                d += d * await(leaf(2.0));
                array[await(leaf(1))] += await(leaf(7));
                longs[await(leaf(0))] <<= await(leaf(3));
                array[i - 1]++;
                Object o = await(leaf(true)) ? s + await(leaf("yes")) : null;
                boolean and = i > 2 && await(leaf(true)) || l > await(leaf(9L));
                String varargs = String.format("%s %s %s", i, await(leaf("v")), l);
                return text + l + d + Arrays.toString(array) + Arrays.toString(longs) + o + and + varargs;
                """);
    }

    @Test
    void newObjects_aroundAwaits() {
        behavesTheSame("""
                record Pair(Object a, long b) {}
                static class Noisy { static { log("Noisy initialised"); } Noisy(Object o) { log("Noisy " + o); } }
                class Inner { String s; Inner(String s) { this.s = s + base; } }
                int base = 7;
                static Future<?> run() { return async(() -> {
                    new Noisy(log(await(leaf("argument"))));
                    Pair p = new Pair(new Pair(await(leaf(1)), await(leaf(2L))), new Pair(3, await(leaf(4L)) ).b());
                    StringBuilder sb = new StringBuilder(await(leaf(true)) ? await(leaf("yes")) : "no").append(p);
                    Inner inner = new T().new Inner(await(leaf("inner")));
                    Object anonymous = new Object() { final String x = "anonymous"; public String toString() { return x + inner.s; } };
                    int[][] arrays = new int[await(leaf(2))][await(leaf(3))];
                    throw new IOException(sb + inner.s + anonymous + await(leaf(arrays.length)), new Error(await(leaf("cause"))));
                }); }
                """);
    }

    @Test
    void exceptions_areCaughtWhereTheyAreThrown() {
        blockBehavesTheSame("""
                StringBuilder sb = new StringBuilder();
                int i = 0;
                try { i = 1; await(failing(new IOException("a"))); i = 2; } catch (FileNotFoundException | RuntimeException e) { sb.append("wrong"); }
                catch (IOException e) { sb.append(e.getMessage()).append(i).append(await(leaf("in catch"))).append(e.getMessage()); }
                finally { sb.append(await(leaf("finally"))).append(i); }
                try {
                    try { sb.append("body" + await(failing(new IllegalStateException("b")))); }
                    finally { sb.append(log(await(leaf("inner finally")))); }
                } catch (RuntimeException e) { sb.append(e.getMessage()); }
                for (int k = 0; k < 3; k++) {
                    try { if (await(leaf(k)) == 1) continue; sb.append(k); if (k == 2) break; }
                    finally { sb.append("f").append(await(leaf(k))); }
                }
                try { sb.append(1 / await(leaf(0))); } catch (ArithmeticException e) { sb.append(e.getMessage()); }
                log(sb);
                throw await(leaf(new IOException(sb.toString())));
                """);
    }

    @Test
    void resources_areClosedInOrder_once() {
        behavesTheSame("""
                record R(String name) implements AutoCloseable {
                    R { log("open " + name); }
                    public void close() throws IOException { log("close " + name); if (name.equals("bad")) throw new IOException("close"); }
                }
                static Future<?> run() { return async(() -> {
                    R outer = new R("outer");
                    try (outer; R a = new R("a" + await(leaf(1))); R none = null; R bad = new R("bad")) {
                        log(await(leaf("body")));
                        try (R b = new R("b")) { if (await(leaf(true))) return await(leaf("value")); }
                        return "no";
                    } catch (IOException e) {
                        return e.getMessage() + e.getSuppressed().length + await(leaf("c"));
                    } finally { log(await(leaf("end"))); }
                }); }
                """);
    }

    @Test
    void switches_ofAllKinds() {
        behavesTheSame("""
                sealed interface S permits A, B, C {}
                record A(int i, Object o) implements S {}
                record B(String s) implements S {}
                enum C implements S { X, Y }
                static Future<String> describe(Object o) { return async(() -> {
                    String first = switch (o) {
                        case null -> "null" + await(leaf("!"));
                        case A(int i, B(var s)) when i > await(leaf(3)) -> "nested" + i + s + await(leaf(i));
                        case A(int i, Object inner) -> { int x = await(leaf(i)); yield "A" + x + inner; }
                        case C c when c == C.X -> "X" + await(leaf(c));
                        case S s -> "S" + s;
                        case Integer n when n > 10 -> "big" + await(leaf(n));
                        case String s -> switch (s) { case "a", "b" -> await(leaf("ab")); case "Aa", "BB" -> await(leaf("collide")); default -> s; };
                        default -> "other" + await(leaf(o));
                    };
                    switch (first.length()) { case 1: first += await(leaf("one")); case 2: first += await(leaf("two")); break; case 900: break; default: first += "d"; }
                    int n = switch (await(leaf(first.length() % 3))) { case 0 -> 10; case 1 -> await(leaf(11)); default -> throw new IOException(first); };
                    if (o instanceof A(var i, var inner) && i == await(leaf(1))) first += inner;
                    return first + n;
                }); }
                static Future<?> run() { return async(() -> {
                    var all = new ArrayList<String>();
                    for (Object o : Arrays.asList(null, new A(5, new B("b")), new A(1, "o"), C.X, C.Y, new B("q"), 11, 9, "a", "Aa", "BB", "zz", 'c'))
                        try { all.add(await(describe(o))); } catch (IOException e) { all.add("thrown " + e.getMessage()); }
                    return all;
                }); }
                """);
    }

    @Test
    void captures_ofLocals_this_andEnclosingInstances() {
        behavesTheSame("""
                private int field = 1;
                private static long counter;
                private String secret(int i) { return "secret" + i + field; }
                class Inner {
                    int own = 2;
                    Future<String> go(byte b, long l, String s) { return async(() -> { own += await(leaf(3)); field += own; counter += l; return s + b + l + own + field + secret(await(leaf(9))) + T.this.field; }); }
                }
                static <X extends Comparable<X>> Future<X> max(X a, X b) { return async(() -> await(leaf(a)).compareTo(await(leaf(b))) > 0 ? a : b); }
                static Future<?> run() {
                    class Local { final String name; Local(String n) { name = n; } Future<String> hello() { return async(() -> name + await(leaf("local")) + counter); } }
                    T t = new T();
                    double d = 2.5; float f = 1; char c = 'c'; short s = 4; boolean z = true;
                    return async(() -> {
                        String first = await(t.new Inner().go((byte) 1, 2, "s")) + await(max("a", "b")) + await(new Local("n").hello());
                        Supplier<String> plain = () -> first + d + f + c;
                        return plain.get() + s + z + await(async(() -> await(async(() -> first + d + await(leaf(d)))) + t.field));
                    });
                }
                """);
    }

    @Test
    void actions_andBlocksWithoutAwait() {
        behavesTheSame("""
                static Future<?> run() { return async(() -> {
                    await(async(() -> { log("action"); }));
                    await(async(() -> { await(leaf(1)); log("after"); }));
                    await(async(() -> { if (await(leaf(true))) return; log("not reached"); }));
                    boolean b = await(async(() -> true)); char c = await(async(() -> 'c')); long l = await(async(() -> 5L));
                    assert await(leaf(true)) : await(leaf("message"));
                    return "" + b + c + l + await(async(() -> null));
                }); }
                """);
    }

    @Test
    void blocks_inInterfaces_enums_records_initialisers() {
        behavesTheSame("""
                interface I {
                    int value();
                    static Future<String> ofStatic(String s) { return async(() -> s + await(leaf(1))); }
                    default Future<String> ofDefault() { return async(() -> await(ofPrivate()) + value() + await(leaf(2))); }
                    private Future<String> ofPrivate() { return async(() -> "private" + await(leaf(value()))); }
                }
                enum E implements I { ONE, TWO { Future<String> go() { return async(() -> "two" + await(leaf(super.go()))); } };
                    final Future<String> made = async(() -> "E" + await(leaf(name())));
                    public int value() { return ordinal(); }
                    Future<String> go() { return async(() -> name() + await(leaf(ordinal()))); } }
                record R(int x, Future<Integer> f) { R(int y) { this(y + 1, async(() -> y + await(leaf(y)))); } }
                static Future<String> inStatic; static { String s = "static"; inStatic = async(() -> s + await(leaf(1))); }
                Future<String> inInstance; { inInstance = async(() -> "instance" + await(leaf(2))); }
                static Future<?> run() { return async(() -> {
                    StringBuilder sb = new StringBuilder(await(I.ofStatic("s")));
                    for (E e : E.values()) sb.append(await(e.ofDefault())).append(await(e.made));
                    sb.append(await(E.ONE.go()));
                    return sb.append(await(new R(4).f())).append(await(inStatic)).append(await(new T().inInstance));
                }); }
                """);
    }

    @Test
    void callsOfSuspendingLambdas_areAwaited() {
        behavesTheSame("""
                @Suspending interface Handler { long handle(int i, long l, String s) throws Exception; default String name() { return "handler"; } }
                @Suspending interface Sub extends AsyncFunction<String, Integer> { }
                @Suspending interface Special extends AsyncFunction<String, String> { String apply(String s) throws Exception; }
                static class Ordinary implements Handler { public long handle(int i, long l, String s) { return i + l + s.length(); } }
                static Future<Object> twice(AsyncFunction<Integer, Object> f) { return async(() -> "" + f.apply(await(leaf(1))) + f.apply(2)); }
                static Future<Void> act(AsyncAction a) { return async(() -> { a.run(); log("between"); a.run(); }); }
                static <X> Future<X> body(AsyncBody<X> b) { return async(b); }
                static Future<?> run() { return async(() -> {
                    Handler h = (i, l, s) -> { long sum = i + l; s += await(leaf("x")); return sum + s.length() + await(leaf(5)); };
                    Handler o = new Ordinary();
                    StringBuilder sb = new StringBuilder(h.name());
                    sb.append(1 + h.handle(await(leaf(1)), 2, "three")).append(o.handle(1, 2, "three"));
                    for (int i = 0; i < 3; i++) { int k = i; sb.append(await(twice(n -> n + k + await(leaf("t"))))); }
                    await(act(() -> log(await(leaf("acting")))));
                    Sub sub = s -> s.length() + await(leaf(1)); sb.append(sub.apply("four"));
                    Special special = s -> s + await(leaf("!")); sb.append(special.apply("five")); AsyncFunction<String, String> general = special; sb.append(general.apply("six"));
                    sb.append(await(body(() -> await(leaf("body"))))).append(await(body(() -> "plain")));
                    try { twice(null); await(act(() -> { throw new IOException("thrown by the lambda"); })); } catch (IOException e) { sb.append(e.getMessage()); }
                    Handler none = null;
                    try { none.handle(1, 2, ""); } catch (NullPointerException e) { sb.append("null"); }
                    return sb.append(new StringBuilder("in new" + h.handle(1, 1, "")));
                }); }
                """);
    }

    @Test
    void lambdas_withMarkers_andBridges() {
        behavesTheSame("""
                interface Marker {}
                interface Base<A> { Object go(A a) throws Exception; }
                @Suspending interface Narrow extends Base<String> { @Override String go(String s) throws Exception; }
                static Future<?> run() { return async(() -> {
                    AsyncBody<String> marked = (AsyncBody<String> & Marker) () -> "marked" + await(leaf(1));
                    Narrow n = s -> s + await(leaf("n"));
                    return marked.run() + (marked instanceof Marker) + n.go("a");
                }); }
                """);
    }

    @Test
    void serializableLambdas_areReadBackAsBlocks() {
        behavesTheSame("""
                interface Both<A, R> extends AsyncFunction<A, R>, Serializable {}
                static Future<?> run() { return async(() -> {
                    String s = "captured"; int i = 5;
                    var f = (AsyncFunction<String, String> & Serializable) x -> x + s + await(leaf(i));
                    var bytes = new ByteArrayOutputStream();
                    try (var out = new ObjectOutputStream(bytes)) { out.writeObject(f); }
                    var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
                        protected Class<?> resolveClass(ObjectStreamClass c) throws ClassNotFoundException { return Class.forName(c.getName(), false, T.class.getClassLoader()); } };
                    @SuppressWarnings("unchecked") var g = (AsyncFunction<String, String>) in.readObject();
                    return f.apply("a") + g.apply("b");
                }); }
                """);
    }

    @Test
    void equalLambdas_mergedByTheCompiler() {
        Program program = Program.of(List.of("-g:none"), HEAD + """
                        static Future<?> run() {
                            Callable<Object> plain = () -> "same"; AsyncBody<Object> first = () -> "same"; AsyncBody<Object> second = () -> "same";
                            return async(() -> "" + plain.call() + await(async(first)) + await(async(second)) + await(async(() -> await(leaf(1)))) + await(async(() -> await(leaf(1)))));
                        }
                        interface Callable<X> { X call(); }
                        }
                        """);
        assertThat(program.woven().run("T", "run", 1)).isEqualTo(program.run("T", "run", 0));
    }

    @Test
    void deadCode_withABlockInIt_isNoProblem() {
        behavesTheSame("""
                static Future<?> run() {
                    if (false) { return async(() -> await(leaf("never"))); }
                    return async(() -> { if (false) { await(leaf(1)); } return await(leaf("live")); });
                }
                """);
    }

    @Test
    void aClassWithoutBlocks_isReturnedAsItIs() {
        Program program = Program.of("class Plain { Runnable r = () -> {}; }");
        byte[] bytes = program.classes.get("Plain");
        assertThat(program.weaver().weave(bytes).classFile()).isSameAs(bytes);
    }
}
