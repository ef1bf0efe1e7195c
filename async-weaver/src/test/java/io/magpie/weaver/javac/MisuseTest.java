package io.magpie.weaver.javac;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The golden messages. Each row is a class body, in which `/*!*/` stands in the one line that is wrong.
class MisuseTest {

    record Row(String name, String body, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final String PUT = " Put the code into async(() -> { … }) and return its Future; a thread that may"
            + " block calls runtime.blockOn(future)";
    private static final String INTERFACES = "cannot wait; only lambdas of AsyncBody, AsyncAction, AsyncFunction and"
            + " other @Suspending interfaces can." + PUT;
    private static final String IN_PLACE = " must be a lambda written in place, or a parameter that is passed on: only"
            + " those are known to be woven. Write a lambda here that calls this one";
    private static final String MONITOR = "a monitor belongs to a thread, and the task may go on on another one. ";

    static final List<Row> WRONG = List.of(
            new Row("await in a method", """
                    int m(Future<Integer> f) throws Exception {
                        return await(f); /*!*/
                    }""", "await outside an async block: a method cannot wait." + PUT),
            new Row(
                    "await in a method that does not say throws",
                    """
                    int m(Future<Integer> f) {
                        return Async.await(f); /*!*/
                    }""",
                    "await outside an async block: a method cannot wait." + PUT),
            new Row("await after a block", """
                    int m(Future<Integer> f) throws Exception {
                        Future<Integer> block = async(() -> await(f));
                        return await(block); /*!*/
                    }""", "await outside an async block: a method cannot wait." + PUT),
            new Row("await in a plain lambda", """
                    Callable<Integer> m(Future<Integer> f) {
                        return () -> await(f); /*!*/
                    }""", "await in a plain lambda: a Callable " + INTERFACES),
            new Row(
                    "await in a plain lambda in a block",
                    """
                    Future<Callable<Integer>> m(Future<Integer> f) {
                        return async(() -> {
                            Callable<Integer> c = () -> await(f); /*!*/
                            return c;
                        });
                    }""",
                    "await in a plain lambda: a Callable cannot wait, even inside an async block. Wait outside the"
                            + " lambda and use the value in it, or write a loop"),
            new Row(
                    "await in a method of a local class in a block",
                    """
                    Future<Object> m(Future<Integer> f) {
                        return async(() -> new Object() {
                            int inner() throws Exception {
                                return await(f); /*!*/
                            }
                        });
                    }""",
                    "await outside an async block: a method cannot wait." + PUT),
            new Row(
                    "await in a synchronized statement",
                    """
                    Future<Integer> m(Future<Integer> f) {
                        return async(() -> {
                            synchronized (this) {
                                return await(f); /*!*/
                            }
                        });
                    }""",
                    "await inside synchronized: " + MONITOR + "Wait before or after it, or use"
                            + " io.magpie.sync.Mutex"),
            new Row(
                    "await in a synchronized method",
                    """
                    synchronized int m(Future<Integer> f) throws Exception {
                        return await(f); /*!*/
                    }""",
                    "await in a synchronized method: " + MONITOR + "Use io.magpie.sync.Mutex, inside"
                            + " async(() -> { … }), and return its Future"),
            new Row(
                    "await in the arguments of super",
                    """
                    static class B extends Base {
                        B(Future<Integer> f) throws Exception {
                            super(await(f)); /*!*/
                        }
                    }""",
                    "await in a constructor: an object cannot wait half made. Wait in a static method, inside"
                            + " async(() -> { … }), and pass the value to the constructor"),
            new Row(
                    "await before super",
                    """
                    static class B extends Base {
                        B(Future<Integer> f) throws Exception {
                            int value = await(f); /*!*/
                            super(value);
                        }
                    }""",
                    "await in a constructor: an object cannot wait half made. Wait in a static method, inside"
                            + " async(() -> { … }), and pass the value to the constructor"),
            new Row(
                    "await in a field initialiser",
                    """
                    static Future<Integer> F;
                    int value = await(F); /*!*/
                    """,
                    "await in a field initialiser: an object cannot wait half made. Keep the future, or wait in a"
                            + " static method, inside async(() -> { … }), and pass the value to the constructor"),
            new Row(
                    "await in a static initialiser",
                    """
                    static Future<Integer> F;
                    static {
                        await(F); /*!*/
                    }""",
                    "await in an initialiser: neither an object nor a class can wait half made. Wait in a method,"
                            + " inside async(() -> { … })"),
            new Row(
                    "a method reference",
                    """
                    int one() { return 1; }
                    Future<Integer> m() {
                        return async(this::one); /*!*/
                    }""",
                    "a method reference cannot be an AsyncBody: there is no code in it to weave. Write a lambda"),
            new Row(
                    "a method reference in a variable",
                    """
                    int one() { return 1; }
                    AsyncBody<Integer> body = this::one; /*!*/
                    """,
                    "a method reference cannot be an AsyncBody: there is no code in it to weave. Write a lambda"),
            new Row("a field", """
                    AsyncBody<Integer> body;
                    Future<Integer> m() {
                        return async(body); /*!*/
                    }""", "an AsyncBody" + IN_PLACE),
            new Row("a local variable", """
                    Future<Void> m(Future<Void> f) {
                        AsyncAction action = () -> { await(f); };
                        return async(action); /*!*/
                    }""", "an AsyncAction" + IN_PLACE),
            new Row("what a method returns", """
                    AsyncBody<Integer> body() { return () -> 1; }
                    Future<Integer> m() {
                        return async((body())); /*!*/
                    }""", "an AsyncBody" + IN_PLACE),
            new Row("an anonymous class", """
                    Future<Integer> m() {
                        return async(new AsyncBody<Integer>() { public Integer run() { return 1; } }); /*!*/
                    }""", "an AsyncBody" + IN_PLACE),
            new Row("a branch of a conditional", """
                    AsyncBody<Integer> body;
                    Future<Integer> m(boolean b) {
                        return async(b ? () -> 1
                                : body); /*!*/
                    }""", "an AsyncBody" + IN_PLACE),
            new Row("a field given to a constructor", """
                    Handler handler;
                    static class Server { Server(Handler handler) {} }
                    Server m() {
                        return new Server(handler); /*!*/
                    }""", "a Handler" + IN_PLACE),
            new Row("a field given to varargs", """
                    Handler handler;
                    static void all(int n, Handler... handlers) {}
                    void m(Handler first) {
                        all(1, first,
                            handler); /*!*/
                    }""", "a Handler" + IN_PLACE),
            new Row("a parameter that is given a field", """
                    AsyncBody<Integer> field;
                    Future<Integer> m(AsyncBody<Integer> body) {
                        body = field; /*!*/
                        return async(body);
                    }""", "an AsyncBody" + IN_PLACE),
            new Row(
                    "a call of a suspending lambda in a method",
                    """
                    int m(Handler handler) throws Exception {
                        return handler.handle(1); /*!*/
                    }""",
                    "a call of Handler.handle outside an async block: a method cannot wait." + PUT),
            new Row(
                    "a call of a suspending lambda in a plain lambda",
                    """
                    Callable<Integer> m(AsyncFunction<Integer, Integer> f) {
                        return () -> f.apply(1); /*!*/
                    }""",
                    "a call of AsyncFunction.apply in a plain lambda: a Callable " + INTERFACES),
            new Row(
                    "a call of a suspending lambda inside synchronized",
                    """
                    Future<Integer> m(Handler handler) {
                        return async(() -> {
                            synchronized (this) { return handler.handle(1); } /*!*/
                        });
                    }""",
                    "a call of Handler.handle inside synchronized: " + MONITOR + "Wait before or after it, or use"
                            + " io.magpie.sync.Mutex"),
            new Row(
                    "a forgotten await",
                    """
                    Future<Integer> m() {
                        return async(() -> {
                            sleep(1); /*!*/
                            return 1;
                        });
                    }""",
                    "this Sleep is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a forgotten await in a method",
                    """
                    void m(Future<Integer> f) {
                        f.hashCode();
                        (async(() -> await(f))); /*!*/
                    }""".replace("(async(() -> await(f)))", "async(() -> await(f))"),
                    "this Future is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a future made by new and dropped",
                    """
                    void m() {
                        new Sleep(); /*!*/
                    }""",
                    "this Sleep is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a future as the body of a void lambda",
                    """
                    Runnable m() {
                        return () -> sleep(1); /*!*/
                    }""",
                    "this Sleep is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a future as the body of a void lambda of a suspending interface",
                    """
                    AsyncAction action = () -> sleep(1); /*!*/
                    """,
                    "this Sleep is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a future made by a method reference",
                    """
                    void m(List<Integer> list) {
                        list.forEach(Async::sleep); /*!*/
                    }""",
                    "this Sleep is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a future dropped in a switch rule",
                    """
                    void m(int n) {
                        switch (n) {
                            case 1 -> sleep(1); /*!*/
                            default -> {}
                        }
                    }""",
                    "this Sleep is dropped, and so does nothing: await it, spawn it or return it"),
            new Row(
                    "a future that only its class lets go",
                    """
                    @CanIgnoreReturnValue static class Maker {
                        @CheckReturnValue Future<Integer> make() { return null; }
                    }
                    void m(Maker maker) {
                        maker.make(); /*!*/
                    }""",
                    "this Future is dropped, and so does nothing: await it, spawn it or return it"));

    static final List<Row> RIGHT = List.of(
            new Row("await in a block, in a block in a block, and beside synchronized", """
                    Future<Integer> m(Future<Integer> f) {
                        return async(() -> {
                            int sum = await(f) + await(async(() -> await(f)));
                            synchronized (this) { sum++; }
                            return sum;
                        });
                    }
                    synchronized Future<Integer> n(Future<Integer> f) {
                        synchronized (this) { return async(() -> await(f)); }
                    }""", ""),
            new Row("blocks in fields, initialisers and the arguments of super", """
                    static Future<Integer> F;
                    Future<Integer> value = async(() -> await(F));
                    AsyncBody<Integer> body = () -> await(F);
                    { value = async(() -> await(F)); }
                    static class B extends Base {
                        B(Future<Integer> f) { super(async(() -> await(f))); }
                    }""", ""),
            new Row("parameters passed on", """
                    static Future<Integer> m(AsyncBody<Integer> body) { return async(body); }
                    static Future<Integer> n(AsyncBody<Integer> body) { return m((AsyncBody<Integer>) (body)); }
                    static Future<Integer> o(boolean b, AsyncBody<Integer> body) { return m(b ? body : () -> 1); }
                    static void all(Handler... handlers) { all(handlers); all(r -> r, r -> 2); }
                    static Future<Integer> none() { return m(null); }""", ""),
            new Row("calls of suspending lambdas in blocks", """
                    Handler field;
                    Future<Integer> m(Handler handler) {
                        return async(() -> handler.handle(1) + field.handle(2) + handler.twice());
                    }
                    int n(Handler handler) { return handler.twice() + handler.hashCode(); }""", ""),
            new Row("a task without its handle", """
                    void m(Future<Integer> f) { spawn(f); Runnable r = () -> spawn(f); }""", ""),
            new Row("futures that may be ignored", """
                    @CanIgnoreReturnValue static Future<Integer> make() { return null; }
                    @CanIgnoreReturnValue static class Maker { Future<Integer> make() { return null; } }
                    void m() { make(); new Maker().make(); Runnable r = T::make; }""", ""),
            new Row("futures that are only given back", """
                    void m(List<Future<Integer>> list, Future<Integer> f) {
                        Objects.requireNonNull(f, "f");
                        list.remove(0);
                    }""", ""),
            new Row("another await", """
                    void m(java.util.concurrent.CountDownLatch latch) throws Exception { latch.await(); }""", ""),
            new Row("what is said to be known", """
                    AsyncBody<Integer> field;
                    @SuppressWarnings("magpie") int m() throws Exception { sleep(1); async(field); return field.run(); }
                    @SuppressWarnings("magpie") Future<Integer> f = async(field);
                    """, ""));

    private static final String HEADER = """
            import static io.magpie.Async.*;
            import io.magpie.*;
            import io.magpie.future.*;
            import io.magpie.time.*;
            import java.util.*;
            import java.util.concurrent.Callable;
            @Suspending interface Handler { int handle(int r) throws Exception; default int twice() { return 2; } }
            @interface CanIgnoreReturnValue {}
            @interface CheckReturnValue {}
            class Base { Base(Object value) {} }
            class T {
            """;

    @TempDir
    static Path runtime;

    @TempDir
    Path output;

    @BeforeAll
    static void compileRuntime() {
        StandInRuntime.compile(runtime);
    }

    @ParameterizedTest
    @FieldSource("WRONG")
    void misuseIsAnErrorAtItsLine(Row row) {
        String source = source(row);
        List<String> said = compile(source);

        assertThat(said).isNotEmpty();
        assertThat(said.getFirst()).isEqualTo("T.java:" + markedLine(source) + ": error: " + row.message());
        // javac may add its own view of the same line.
        assertThat(said.stream().skip(1))
                .allMatch(other -> other.startsWith("T.java:" + markedLine(source) + ": error: unreported"));
        assertThat(Compilation.classesIn(output)).doesNotContain("T.class");
    }

    @Test
    void aClassIsAttributedBeforeItIsChecked() {
        assertThat(compile("""
                        class T {
                            java.util.concurrent.Callable<Integer> call = () -> io.magpie.Async.await(null);
                        }
                        """))
                .first()
                .isEqualTo("T.java:2: error: await in a plain lambda: a Callable " + INTERFACES);
    }

    @ParameterizedTest
    @FieldSource("RIGHT")
    void whatCanBeWovenIsAccepted(Row row) {
        assertThat(compile(source(row))).isEmpty();
    }

    @Test
    void theCompilePolicyOfErrorProneChangesNothing() {
        Compilation all = Compilation.woven(output, runtime)
                .with("-XDcompilePolicy=simple", "--should-stop=ifError=FLOW", "-Xmaxerrs", "1000");
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < WRONG.size(); i++) {
            String source = "package p" + i + ";\n" + source(WRONG.get(i));
            all.source("p" + i + "/T.java", source);
            expected.add(
                    "T.java:" + markedLine(source) + ": error: " + WRONG.get(i).message());
        }
        assertThat(all.run()).filteredOn(said -> !said.contains("unreported")).isEqualTo(expected);
        assertThat(Compilation.classesIn(output)).isEmpty();
    }

    private List<String> compile(String source) {
        return Compilation.woven(output, runtime).source("T.java", source).run();
    }

    private static String source(Row row) {
        return HEADER + row.body() + "\n}\n";
    }

    private static long markedLine(String source) {
        Matcher mark = Pattern.compile("/\\*!\\*/").matcher(source);
        assertThat(mark.find()).isTrue();
        return source.substring(0, mark.start()).lines().count();
    }
}
