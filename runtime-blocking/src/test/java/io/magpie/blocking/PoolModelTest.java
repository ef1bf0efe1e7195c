package io.magpie.blocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.blocking.PoolModel.Mutant;
import io.magpie.blocking.PoolModel.Setup;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// At rest, in every interleaving: each job ran once or was rejected for a reason, no permit, claim or arrival is left
/// over, the numbers in the word are those of the threads, and a closed pool has told so.
class PoolModelTest {
    static Stream<Setup> setups() {
        return Stream.of(
                Setup.of(1, 3),
                Setup.of(1, 3).withTimeOuts(),
                Setup.of(2, 3).withTimeOuts(),
                Setup.of(2, 3).withTimeOuts().arriving(2),
                Setup.of(2, 2).withTimeOuts().withClose(),
                Setup.of(2, 3).withClose(),
                Setup.of(1, 3).withTimeOuts().withClose().withFailingStarts(),
                Setup.of(2, 2).withFailingStarts(),
                Setup.of(2, 3).withBlockingJobs(),
                Setup.of(3, 3).withBlockingJobs().arriving(2),
                Setup.of(2, 2).withFollowUp().withTimeOuts(),
                Setup.of(2, 2).withFollowUp().withClose());
    }

    @ParameterizedTest
    @MethodSource("setups")
    void everyJobFindsAThread_andNothingIsLeftOver(Setup setup) {
        assertThat(PoolModel.explore(setup)).isGreaterThan(50);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void thePlantedFaultIsFound(Mutant mutant) {
        Setup setup = switch (mutant) {
            case NONE -> throw new AssertionError();
            case GO_IDLE_DECIDES_BEFORE_IT_COUNTS -> Setup.of(1, 2);
            case TIME_OUT_TAKES_THE_NODE_FIRST, TIME_OUT_TAKES_A_CLAIMED_UNIT, MET_CLAIM_IS_DROPPED ->
                Setup.of(2, 3).withTimeOuts();
            case ARRIVAL_DOES_NOT_SUMMON -> Setup.of(2, 2).withBlockingJobs();
            case PERMIT_BEFORE_JOB -> Setup.of(1, 2);
            case CLOSE_WAKES_NOBODY, CLOSE_KEEPS_THE_JOBS -> Setup.of(2, 2).withClose();
            case FAILED_START_STAYS_COUNTED, FAILED_START_STRANDS_THE_JOBS ->
                Setup.of(1, 2).withFailingStarts();
            case PASSED_PERMIT_STAYS_ARRIVING -> Setup.of(2, 2).withFollowUp();
        };
        assertThatThrownBy(() -> PoolModel.explore(setup.mutated(mutant))).isInstanceOf(PoolModel.Violation.class);
    }
}
