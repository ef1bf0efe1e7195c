package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.magpie.AsyncRuntime;
import io.magpie.examples.weaving.proofs.ClassFiles.Source;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.spi.AsyncFrame;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stack trace shows the chain of async functions, each with the line at which it awaits, whether its futures were ready
/// or it was suspended before.
class StackTraceTest {

    private static final Source SOURCE = Source.of("trace/Deep.java");
    private static final ClassLoader LOADER =
            ClassFiles.byJavac(List.of(SOURCE), "-g").woven().loader();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureThreeAwaitsDeep_showsEachOfThem(int pendings) throws Exception {
        assertThat(chain(failureOf("outer", pendings)))
                .containsExactly(
                        at("inner", "inner throws"), at("middle", "middle awaits"), at("outer", "outer awaits"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureOfASpawnedTask_showsTheChainOfThatTask(int pendings) throws Exception {
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            Throwable failure = catchThrowable(() -> runtime.blockOn(program("spawned", pendings)));
            assertThat(chain(failure))
                    .startsWith(
                            at("inner", "inner throws"), at("middle", "middle awaits"), at("outer", "outer awaits"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureInAFinally_showsTheLineInTheFinally(int pendings) throws Exception {
        assertThat(chain(failureOf("inFinally", pendings)))
                .containsExactly(at("inner", "inner throws"), at("inFinally", "// finally awaits"));
        assertThat(chain(failureOf("inExceptionalFinally", pendings)))
                .containsExactly(at("inner", "inner throws"), at("inExceptionalFinally", "exceptional finally awaits"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureInALambdaOfABlock_showsTheLambdaAndTheBlock(int pendings) throws Exception {
        List<String> chain = chain(failureOf("inALambda", pendings));
        assertThat(chain).hasSize(2).last().isEqualTo(at("inALambda", "lambda is called"));
        assertThat(chain.getFirst()).endsWith(":" + SOURCE.line("lambda divides"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureInAnExpressionOfManyLines_showsItsOwnLine(int pendings) throws Exception {
        assertThat(chain(failureOf("inAnExpressionOfManyLines", pendings)))
                .containsExactly(at("inner", "inner throws"), at("inAnExpressionOfManyLines", "expression awaits"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailureOfTheBlockItself_showsItsLine(int pendings) throws Exception {
        assertThat(chain(failureOf("afterALoop", pendings))).containsExactly(at("afterALoop", "loop divides"));
    }

    @Test
    void aSuspendedChain_tellsWhereEachBlockWaits() throws Exception {
        Future<?> outer = program("outer", 1);
        Context cx = Context.of(() -> {});
        assertThat(outer.poll(cx)).isSameAs(Poll.PENDING); // middle waits for its first future
        assertThat(outer.poll(cx)).isSameAs(Poll.PENDING); // inner waits
        List<String> places = new ArrayList<>();
        for (Future<?> each = outer; each instanceof AsyncFrame<?> frame; each = frame.awaiting) {
            Method location = AsyncFrame.class.getDeclaredMethod("location", int.class);
            location.setAccessible(true);
            StackTraceElement place = (StackTraceElement) location.invoke(frame, frame.state);
            assertThat(place.getClassName()).isEqualTo("trace.Deep");
            assertThat(place.getFileName()).isEqualTo("Deep.java");
            places.add(method(place) + ":" + place.getLineNumber());
        }
        assertThat(places)
                .containsExactly(
                        at("outer", "outer awaits"),
                        at("middle", "middle awaits"),
                        at("inner", "int x = await(p.later(1));"));
    }

    @Test
    void aBlockThatWasNotStarted_tellsWhereItBegins() throws Exception {
        Future<?> outer = program("outer", 1);
        Method location = AsyncFrame.class.getDeclaredMethod("location", int.class);
        location.setAccessible(true);
        StackTraceElement place = (StackTraceElement) location.invoke(outer, AsyncFrame.START);
        assertThat(place.getLineNumber())
                .isBetween(SOURCE.line("p.log(\"outer\")") - 1, SOURCE.line("p.log(\"outer\")"));
    }

    private static Future<?> program(String name, int pendings) throws Exception {
        return (Future<?>)
                LOADER.loadClass("trace.Deep").getMethod(name, Probe.class).invoke(null, new Probe(pendings));
    }

    private static Throwable failureOf(String name, int pendings) throws Exception {
        Future<?> future = program(name, pendings);
        Context cx = Context.of(() -> {});
        try {
            while (true) {
                assertThat(future.poll(cx)).isSameAs(Poll.PENDING);
            }
        } catch (Exception failure) {
            return failure;
        }
    }

    /// The async functions of a stack trace, the innermost first.
    private static List<String> chain(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .filter(each -> each.getClassName().equals("trace.Deep"))
                .map(each -> method(each) + ":" + each.getLineNumber())
                .toList();
    }

    /// The method in whose source the place is.
    private static String method(StackTraceElement place) {
        return place.getMethodName().replaceFirst("^async\\$(\\w+?)\\$\\d+$", "$1");
    }

    private static String at(String method, String marker) {
        return method + ":" + SOURCE.line(marker);
    }
}
