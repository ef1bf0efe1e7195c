package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.weaving.proofs.ClassFiles.Source;
import io.magpie.examples.weaving.proofs.Debugger.Stop;
import io.magpie.weaver.Weaver;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a person sees in a debugger: the program stops after an await, and its locals are there.
class DebuggerTest {

    private static final Source SOURCE = Source.of("debug/Program.java");
    private static final ClassFiles UNWOVEN = ClassFiles.byJavac(List.of(SOURCE), "-g");
    private static final String PROGRAM = "debug.Program";

    private static final int AWAITS = SOURCE.line("// awaits");
    private static final int AFTER_AWAIT = SOURCE.line("// after the await");
    private static final int IN_LOOP = SOURCE.line("// in the loop");
    private static final int IN_CATCH = SOURCE.line("// in the catch");
    private static final int RETURNS = SOURCE.line("// returns");

    @TempDir
    private @Nullable Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void afterAnAwait_theLiveLocalsHaveTheirValues(int pendings) throws Exception {
        try (Debugger debugger = launch(UNWOVEN.woven(), pendings, Set.of(AFTER_AWAIT, IN_LOOP, IN_CATCH, RETURNS))) {
            assertThat(debugger.resume()).satisfies(stop -> {
                assertThat(stop.line()).isEqualTo(AFTER_AWAIT);
                assertThat(stop.locals())
                        .containsEntry("text", "\"t10\"")
                        .containsEntry("second", "20")
                        .containsEntry("factor", "3")
                        .containsEntry("name", "\"captured\"")
                        .containsKey("p");
            });
            for (String half : List.of("0.5", "1.5")) {
                assertThat(debugger.resume()).satisfies(stop -> {
                    assertThat(stop.line()).isEqualTo(IN_LOOP);
                    assertThat(stop.locals()).containsEntry("half", half).containsKeys("i", "both", "name", "factor");
                });
            }
            assertThat(debugger.resume()).satisfies(stop -> {
                assertThat(stop.line()).isEqualTo(IN_CATCH);
                assertThat(stop.locals())
                        .containsEntry("both", "\"t10200.51.5\"")
                        .hasEntrySatisfying("e", value -> assertThat(value).contains("IllegalStateException"));
            });
            assertThat(debugger.resume()).satisfies(stop -> {
                assertThat(stop.line()).isEqualTo(RETURNS);
                assertThat(stop.locals()).containsEntry("both", "\"t10200.51.5thrown\"");
            });
            assertThat(debugger.resume()).isNull();
        }
    }

    /// A dead local is not shown, rather than with a value that it does not have.
    @Test
    void afterASuspension_deadLocalsAreNotShown_unlessTheyAreKept() throws Exception {
        try (Debugger debugger = launch(UNWOVEN.woven(), 1, Set.of(AFTER_AWAIT))) {
            assertThat(debugger.resume())
                    .satisfies(stop ->
                            assertThat(stop.locals()).doesNotContainKey("first").doesNotContainKey("finished"));
        }
        try (Debugger debugger = launch(UNWOVEN.woven(Weaver::keepingLocals), 1, Set.of(AFTER_AWAIT))) {
            assertThat(debugger.resume())
                    .satisfies(stop -> assertThat(stop.locals())
                            .containsEntry("first", "10")
                            .containsEntry("finished", "70")
                            .containsEntry("text", "\"t10\"")
                            .containsEntry("second", "20")
                            .containsKeys("p", "factor", "name"));
        }
    }

    @Test
    void aStepOverAnAwaitThatIsReady_endsOnTheNextLine() throws Exception {
        try (Debugger debugger = launch(UNWOVEN.woven(), 0, Set.of(AWAITS))) {
            Stop stop = debugger.resume();
            assertThat(stop).isNotNull();
            Stop next = debugger.stepOver(stop);
            assertThat(next.location().declaringType().name()).isEqualTo(PROGRAM);
            assertThat(next.line()).isEqualTo(AFTER_AWAIT);
            assertThat(next.locals()).containsEntry("second", "20");
        }
    }

    /// The block returns to its poller, so the step ends there, as at a return; a stop on the next line is reached.
    @Test
    void aStepOverAnAwaitThatIsPending_leavesTheBlock_andTheNextLineStops() throws Exception {
        try (Debugger debugger = launch(UNWOVEN.woven(), 1, Set.of(AWAITS, AFTER_AWAIT))) {
            Stop stop = debugger.resume();
            assertThat(stop).isNotNull();
            assertThat(debugger.stepOver(stop).location().declaringType().name())
                    .isNotEqualTo(PROGRAM);
            for (stop = debugger.resume(); stop != null && stop.line() == AWAITS; ) {
                stop = debugger.resume(); // resuming passes the line of the await again
            }
            assertThat(stop).isNotNull();
            assertThat(stop.line()).isEqualTo(AFTER_AWAIT);
            assertThat(stop.locals()).containsEntry("second", "20");
        }
    }

    private Debugger launch(ClassFiles classes, int pendings, Set<Integer> lines) throws Exception {
        classes.writeTo(folder);
        return Debugger.launch(folder, PROGRAM, String.valueOf(pendings), lines);
    }
}
