package io.magpie.weaver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a frame keeps, how its points are numbered, and what the runtime calls of it.
class FramesTest {

    private static final String HEAD = """
            import static io.magpie.Async.*;
            import io.magpie.*;
            import io.magpie.future.*;
            class T {
            """;

    /// A frame made by the method `run` of class `T`, polled by hand.
    private static final class Polled {

        final Object frame;
        private final Class<?> frameClass;
        private final Program.Loader loader;

        Polled(String body) throws ReflectiveOperationException {
            Program woven = Program.of(HEAD + body + "\n}").woven();
            loader = woven.loader();
            loader.loadClass("io.magpie.Async").getField("pending").set(null, new int[] {1});
            Method run = loader.loadClass("T").getDeclaredMethod("run");
            run.setAccessible(true);
            frame = run.invoke(null);
            frameClass = loader.loadClass("io.magpie.spi.AsyncFrame");
        }

        Object poll() throws ReflectiveOperationException {
            Class<?> context = loader.loadClass("io.magpie.future.Context");
            return frameClass
                    .getMethod("poll", context)
                    .invoke(frame, context.getConstructor().newInstance());
        }

        int state() throws ReflectiveOperationException {
            return frameClass.getField("state").getInt(frame);
        }

        int firstCleanUp() throws ReflectiveOperationException {
            return (int) frameClass.getMethod("first").invoke(frame);
        }

        /// All references that the frame holds, what it awaits left out.
        List<Object> kept() throws ReflectiveOperationException {
            List<Object> kept = new ArrayList<>();
            for (Field field : frame.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                if (!field.getType().isPrimitive() && field.get(frame) != null) {
                    kept.add(Objects.requireNonNull(field.get(frame)));
                }
            }
            return kept;
        }

        boolean awaitsNothing() throws ReflectiveOperationException {
            return frameClass.getField("awaiting").get(frame) == null;
        }
    }

    @Test
    void aSuspendedFrame_keepsOnlyWhatIsReadAgain() throws Exception {
        Polled polled = new Polled("""
                static Future<?> run() { String first = "first", second = "second"; return async(() -> {
                    String a = first + "!"; String b = a + "?";
                    await(leaf(1));
                    log(b + second);
                    await(leaf(2));
                    return b;
                }); }
                """);
        assertThat(polled.kept()).containsExactlyInAnyOrder("first", "second");
        polled.poll();
        assertThat(polled.kept()).containsExactlyInAnyOrder("first!?", "second");
        polled.poll();
        assertThat(polled.kept()).containsExactly("first!?");
        assertThat(polled.poll()).isEqualTo("first!?");
        assertThat(polled.kept()).isEmpty();
        assertThat(polled.awaitsNothing()).isTrue();
    }

    @Test
    void aLocalThatIsWrittenBeforeItIsReadAgain_isNotKept() throws Exception {
        Polled polled = new Polled("""
                static Future<?> run() { return async(() -> {
                    String text = "first" + 1; log(text);
                    await(leaf(1));
                    text = "second" + 2;
                    await(leaf(2));
                    return text;
                }); }
                """);
        polled.poll();
        assertThat(polled.kept()).isEmpty();
        polled.poll();
        assertThat(polled.kept()).containsExactly("second2");
    }

    @Test
    void aParameterThatIsWritten_isKeptOnce() throws Exception {
        Polled polled = new Polled("""
                static AsyncFunction<String, String> f = s -> { s = s + "1"; await(leaf(1)); s = s + "2"; await(leaf(2)); return s; };
                static Object run() throws Exception { var frame = io.magpie.spi.AsyncFrame.start((io.magpie.spi.AsyncFrame<?>) (Object) f); frame.set(0, "s"); return frame; }
                """);
        polled.poll();
        assertThat(polled.kept()).containsExactly("s1");
        polled.poll();
        assertThat(polled.kept()).containsExactly("s12");
        assertThat(polled.poll()).isEqualTo("s12");
    }

    @Test
    void pointsThatAreReachedThroughAHandler_areCleanUp_andComeLast() throws Exception {
        Polled polled = new Polled("""
                static Future<?> run() { return async(() -> {
                    try { await(failing(new java.io.IOException())); }                        // 1
                    catch (java.io.IOException e) { await(leaf("in the handler")); }          // clean-up: 4
                    finally { await(leaf("at the end of the try, and of the handler")); }     // 2; 5; when thrown on: 6
                    await(leaf("behind, reached both ways"));                                 // 3
                    return "value";
                }); }
                """);
        assertThat(polled.firstCleanUp()).isEqualTo(4);
        List<Integer> states = new ArrayList<>();
        Object answer;
        do {
            answer = polled.poll();
            states.add(polled.state());
        } while (!"value".equals(answer));
        assertThat(states).containsExactly(1, 4, 5, 3, -1);
    }

    @Test
    void aBlockWithoutCleanUp_hasNoSuchPoint() throws Exception {
        Polled polled = new Polled("static Future<?> run() { return async(() -> await(leaf(1))); }");
        assertThat(polled.firstCleanUp()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aFrameThatEnded_refusesToBePolled() throws Exception {
        Polled polled = new Polled("static Future<?> run() { return async(() -> 5); }");
        assertThat(polled.poll()).isEqualTo(5);
        assertThat(polled.state()).isEqualTo(-1);
        try {
            polled.poll();
            throw new AssertionError("polled again");
        } catch (java.lang.reflect.InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(IllegalStateException.class).hasMessageContaining("T.java:5");
        }
    }

    @Test
    void lettingGo_clearsEveryReference() throws Exception {
        Polled polled = new Polled(
                "static Future<?> run() { String s = \"s\"; Object o = new Object(); return async(() -> { String t = s; await(leaf(1)); return t + s + o; }); }");
        polled.poll();
        assertThat(polled.kept()).hasSize(3);
        polled.frameClass.getMethod("letGo").invoke(polled.frame);
        assertThat(polled.kept()).isEmpty();
    }

    @Test
    void theMethodOfTheInterface_saysWhereItMayBeCalled() throws Exception {
        Polled polled = new Polled("static Object run() { AsyncBody<Object> body = () -> 1; return body; }");
        Method run = polled.frame.getClass().getMethod("run");
        run.setAccessible(true);
        try {
            run.invoke(polled.frame);
            throw new AssertionError("called");
        } catch (java.lang.reflect.InvocationTargetException e) {
            assertThat(e.getCause())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside an async block");
        }
    }

    @Test
    void aSuspendedBlockWithThreeLocals_hasFiveWordsOfItsOwn() throws Exception {
        Polled polled = new Polled("""
                static Future<?> run() { return async(() -> {
                    long l = System.nanoTime(); String a = "a" + l, b = "b" + l;
                    await(leaf(1)); await(leaf(2));
                    return a + b + l; }); }
                """);
        assertThat(polled.frame.getClass().getDeclaredFields())
                .extracting(Field::getType)
                .containsExactlyInAnyOrder(String.class, String.class, long.class);
    }
}
