package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.weaver.Weaver.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What cannot be woven is refused with its place and a sentence that says what to do, and nothing is woven.
class ProblemsTest {

    private static List<Problem> problems(String body) {
        return Program.of("""
                        import static io.magpie.Async.*;
                        import io.magpie.*;
                        import io.magpie.future.*;
                        import java.util.function.*;
                        class T {
                        """ + body + "}").problems();
    }

    private static void refused(int line, String what, String body) {
        List<Problem> problems = problems(body);
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().file()).isEqualTo("T.java");
        assertThat(problems.getFirst().line()).isEqualTo(line);
        assertThat(problems.getFirst().message()).contains(what);
    }

    @Test
    void awaitOutsideABlock() {
        refused(7, "await outside an async block", "static Object f() throws Exception {\n return await(leaf(1)); }");
    }

    @Test
    void awaitInAConstructor_beforeSuper() {
        refused(
                6,
                "await outside an async block",
                "T(Object o) throws Exception { this((int) await(leaf(1))); } T(int i) {}");
    }

    @Test
    void awaitInAPlainLambda() {
        refused(8, "await in a lambda that cannot wait", """
                interface Plain { Object get() throws Exception; }
                static Future<?> f() { return async(() -> {
                    Plain p = () -> await(leaf(1));
                    return p.get(); }); }
                """);
    }

    @Test
    void awaitInsideSynchronized() {
        refused(7, "await inside synchronized", """
                static Future<?> f() { return async(() -> { synchronized (T.class) {
                    return await(leaf(1)); } }); }
                """);
    }

    @Test
    void awaitAfterSynchronized_isFine() {
        assertThat(problems("""
                        static Future<?> f() { return async(() -> {
                            int i = 0;
                            synchronized (T.class) { i++; }
                            await(leaf(1));
                            while (true) { synchronized (T.class) { if (i++ > 5) break; if (i == 3) continue; } await(leaf(2)); }
                            try { synchronized (T.class) { i /= 0; } } catch (ArithmeticException e) { await(leaf(1)); }
                            return i; }); }
                        """)).isEmpty();
    }

    @Test
    void aMethodReference() {
        refused(
                7,
                "a method reference cannot be woven",
                "static Object g() { return 1; }\nstatic Future<?> f() { return async(T::g); }");
    }

    @Test
    void awaitAsAMethodReference() {
        refused(7, "await as a method reference", """
                interface Plain { Object get(Future<?> f) throws Exception; }
                static Plain f() { return Async::await; }
                """);
    }

    @Test
    void anInterface_whoseMethodIsOneOfTheFrame() {
        refused(7, "release() cannot be a method of a suspending interface", """
                @Suspending interface Resource { void release() throws Exception; }
                static Resource f() { return () -> await(leaf(1)); }
                """);
    }

    @Test
    void aDefaultMethodNamedLikeOneOfAFrame() {
        refused(9, "release() cannot be a method of a suspending interface", """
                interface Pooled { default void release() {} }
                @Suspending interface Lease extends Pooled { Object use() throws Exception; }
                static Object f() {
                    return (Lease) () -> await(leaf(1)); }
                """);
    }

    @Test
    void withProblems_nothingIsWoven() {
        Program program = Program.of("""
                import static io.magpie.Async.*;
                class T {
                    static Object good() { return async(() -> await(leaf(1))); }
                    static Object bad() throws Exception { return await(leaf(1)); }
                }
                """);
        byte[] bytes = program.classes.get("T");
        Weaver.Result result = program.weaver().weave(bytes);
        assertThat(result.classFile()).isSameAs(bytes);
        assertThat(result.frames()).isEmpty();
        assertThat(result.problems()).hasSize(1);
    }
}
