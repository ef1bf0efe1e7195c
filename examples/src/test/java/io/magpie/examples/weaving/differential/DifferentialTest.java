package io.magpie.examples.weaving.differential;

import io.magpie.examples.Seed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random programs behave the same as plain Java, woven, and unwoven on a continuation: the same trace, result,
/// exceptions and closings, also when they are dropped at any suspension.
///
/// A failing program is shrunk and printed; `-Dmagpie.test.seed=…` repeats it, `-Dmagpie.test.programs=…` sets how many
/// programs there are.
@Timeout(3_000)
class DifferentialTest {

    private static final int PROGRAMS = Integer.getInteger("magpie.test.programs", 1_000);

    @Test
    void programs_behaveTheSame_asPlainJava_woven_andOnAContinuation() {
        compare(Seed.chosen(), PROGRAMS);
    }

    @Test
    @Tag("weaving")
    void manyPrograms_behaveTheSame_asPlainJava_woven_andOnAContinuation() {
        compare(Seed.drawn(), 20 * PROGRAMS);
    }

    private static void compare(long seed, int programs) {
        Long given = Long.getLong("magpie.test.seed");
        Differential differential = new Differential(Mode.WOVEN, Mode.KEEPING_LOCALS, Mode.CONTINUATION);
        differential.run(given != null ? given : seed, given != null ? 1 : programs);
        System.out.println("DifferentialTest: " + differential);
    }
}
