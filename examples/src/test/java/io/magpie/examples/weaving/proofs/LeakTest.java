package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.weaving.proofs.ClassFiles.Source;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A block keeps nothing alive that it will not use again: neither while it is suspended, nor once it has ended.
class LeakTest {

    private static final int MOST_COLLECTIONS = 50;
    private static final Class<?> PROGRAMS = load();

    private static Class<?> load() {
        try {
            return ClassFiles.byJavac(List.of(Source.of("leak/Holds.java")), "-g")
                    .woven()
                    .loader()
                    .loadClass("leak.Holds");
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<String> programs() {
        return Arrays.stream(PROGRAMS.getDeclaredMethods())
                .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .sorted();
    }

    @Test
    void thereAreSuchPrograms() {
        assertThat(programs()).hasSizeGreaterThan(8);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void whatIsNotUsedAgain_isCollectedWhileTheBlockWaits(String program) throws Exception {
        Trial trial = new Trial();
        Future<?> future = trial.start(program);
        Context cx = Context.of(() -> {});
        assertThat(future.poll(cx)).isSameAs(Poll.PENDING);
        trial.openGate();
        assertThat(future.poll(cx)).isSameAs(Poll.PENDING);
        trial.assertCollected();
        Reference.reachabilityFence(future);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void whatIsUsedAgain_isNotCollected(String program) throws Exception {
        Trial trial = new Trial();
        Future<?> future = trial.start(program);
        Context cx = Context.of(() -> {});
        for (int gates = 0; gates < 12; gates++) {
            System.gc();
            if (future.poll(cx) != Poll.PENDING) { // the program throws if it is gone
                return;
            }
            trial.openGate();
        }
        throw new AssertionError("still pending");
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aBlockThatHasEnded_keepsNothing(String program) throws Exception {
        Trial trial = new Trial();
        Future<?> future = trial.start(program);
        Context cx = Context.of(() -> {});
        while (future.poll(cx) == Poll.PENDING) {
            trial.openGate();
        }
        trial.assertCollected();
        Reference.reachabilityFence(future);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aBlockThatFailed_keepsNothing(String program) throws Exception {
        Trial trial = new Trial();
        Future<?> future = trial.start(program);
        Context cx = Context.of(() -> {});
        assertThat(future.poll(cx)).isSameAs(Poll.PENDING);
        trial.failGate();
        try {
            throw new AssertionError("did not fail: " + future.poll(cx));
        } catch (IllegalStateException failed) {
            assertThat(failed).hasMessage("the gate");
        }
        trial.assertCollected();
        Reference.reachabilityFence(future);
    }

    @ParameterizedTest
    @MethodSource("programs")
    void aBlockThatWasDropped_keepsNothing(String program) throws Exception {
        Trial trial = new Trial();
        Future<?> future = trial.start(program);
        Context cx = Context.of(() -> {});
        assertThat(future.poll(cx)).isSameAs(Poll.PENDING);
        assertThat(future.drop(cx)).isSameAs(Poll.CANCELLED);
        trial.assertCollected();
        Reference.reachabilityFence(future);
    }

    /// One run of a program, with an object to hold and gates to wait at.
    private static final class Trial {
        private final List<WeakReference<Object>> made = new ArrayList<>();
        private boolean[] open = new boolean[1];
        private boolean failing;

        Future<?> start(String program) throws ReflectiveOperationException {
            Supplier<Object> source = () -> {
                Object object = new Object();
                made.add(new WeakReference<>(object));
                return object;
            };
            Supplier<Future<?>> gates = () -> {
                boolean[] mine = open;
                return _ -> pollGate(mine);
            };
            return (Future<?>)
                    PROGRAMS.getMethod(program, Supplier.class, Supplier.class).invoke(null, source, gates);
        }

        private @Nullable Object pollGate(boolean[] mine) {
            if (failing) {
                throw new IllegalStateException("the gate");
            }
            return mine[0] ? null : Poll.PENDING;
        }

        void openGate() {
            open[0] = true;
            open = new boolean[1];
        }

        void failGate() {
            failing = true;
        }

        void assertCollected() throws InterruptedException {
            for (int i = 0; i < MOST_COLLECTIONS; i++) {
                System.gc();
                if (made.stream().allMatch(each -> each.refersTo(null))) {
                    return;
                }
            }
            throw new AssertionError("still reachable after " + MOST_COLLECTIONS + " collections");
        }
    }
}
