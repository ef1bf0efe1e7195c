package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompanyTrialTest {

    private static final long EPOCH = 1_000;
    private static final long START = 7;
    private static final long WORK = 10_000;

    private final CompanyTrial trial = new CompanyTrial(START, EPOCH);
    private long now = START;
    private long work;

    @Test
    void aTrialBeginsTogether_andRests() {
        assertThat(trial.ends()).isEqualTo(START + CompanyTrial.SHORTEST_REST * EPOCH);
        trial.step(trial.ends() - 1, 0);
        assertThat(trial.ends()).isEqualTo(START + CompanyTrial.SHORTEST_REST * EPOCH);
        assertThat(trial.isApart()).isFalse();
        toEnd(0);
        assertThat(trial.isApart()).isTrue();
    }

    @Test
    void everySecondPairIsInReverseOrder() {
        toEnd(0);
        List<Boolean> apart = new ArrayList<>();
        for (int epoch = 0; epoch < 8; epoch++) {
            apart.add(trial.isApart());
            epoch(trial.isApart() ? 2 * WORK : WORK);
        }
        assertThat(apart).containsExactly(true, false, false, true, true, false, false, true);
    }

    @Test
    void whatIsDoneWhileTasksFindTheirPlaces_doesNotCount() {
        toEnd(0);
        for (int pair = 0; pair < CompanyTrial.UP; pair++) {
            for (int side = 0; side < 2; side++) {
                toEnd(trial.isApart() ? 0 : 100 * WORK);
                toEnd(trial.isApart() ? 2 * WORK : WORK);
            }
        }
        assertThat(trial.isSettled()).isTrue();
    }

    @Test
    void aPairIsWonByATenth() {
        toEnd(0);
        pairs(CompanyTrial.UP - 1, 11 * WORK / 10);
        assertThat(trial.isSettled()).isFalse();
        pairs(1, 11 * WORK / 10);
        assertThat(trial.isSettled()).isTrue();
        assertThat(trial.isApart()).isTrue();
    }

    @Test
    void lessIsLost_andTheRestIsHalfAsLongAgainEachTime() {
        long rest = CompanyTrial.SHORTEST_REST;
        for (int test = 0; test < 12; test++) {
            toEnd(0);
            pairs(CompanyTrial.DOWN, 11 * WORK / 10 - 1);
            assertThat(trial.isApart()).isFalse();
            assertThat(trial.ends() - now).isEqualTo(rest * EPOCH);
            rest = Math.min(rest * 3 / 2, CompanyTrial.LONGEST_REST);
        }
        assertThat(rest).isEqualTo(CompanyTrial.LONGEST_REST);
    }

    @Test
    void aRateCounts_notTheWorkOfALongerEpoch() {
        toEnd(0);
        for (int pair = 0; pair < CompanyTrial.DOWN; pair++) {
            for (int side = 0; side < 2; side++) {
                toEnd(0);
                int times = trial.isApart() ? 2 : 1;
                to(now + times * EPOCH, times * WORK);
            }
        }
        assertThat(trial.isApart()).isFalse();
        assertThat(trial.ends() - now).isEqualTo(CompanyTrial.SHORTEST_REST * EPOCH);
    }

    @Test
    void anEpochWithoutWork_orOfMoreThanTwiceItsTime_endsTheTest() {
        toEnd(0);
        epoch(CompanyTrial.LEAST_WORK - 1);
        assertThat(trial.isApart()).isFalse();
        assertThat(trial.ends() - now).isEqualTo(CompanyTrial.SHORTEST_REST * EPOCH);
        toEnd(0);
        toEnd(0);
        to(now + 2 * EPOCH + 1, WORK);
        assertThat(trial.isApart()).isFalse();
        assertThat(trial.ends() - now).isEqualTo(CompanyTrial.SHORTEST_REST * 3 / 2 * EPOCH);
    }

    @Test
    void aVerdictStandsTwiceAsLong_whenThreePairsConfirmIt() {
        settle();
        long verdict = CompanyTrial.SHORTEST_VERDICT;
        for (int i = 0; i < 5; i++) {
            assertThat(trial.isSettled()).isTrue();
            assertThat(trial.isApart()).isTrue();
            assertThat(trial.ends() - now).isEqualTo(verdict * EPOCH);
            verdict = Math.min(2 * verdict, CompanyTrial.LONGEST_VERDICT);
            toEnd(0);
            assertThat(trial.isSettled()).isFalse();
            pairs(CompanyTrial.UP_AGAIN, 2 * WORK);
        }
        assertThat(verdict).isEqualTo(CompanyTrial.LONGEST_VERDICT);
    }

    @Test
    void aVerdictThatIsNotConfirmed_endsInAShortRest_andTheNextOneIsShort() {
        toEnd(0);
        pairs(CompanyTrial.DOWN, WORK);
        settle();
        toEnd(0);
        pairs(CompanyTrial.DOWN, WORK);
        assertThat(trial.isApart()).isFalse();
        assertThat(trial.ends() - now).isEqualTo(CompanyTrial.SHORTEST_REST * EPOCH);
        settle();
        assertThat(trial.ends() - now).isEqualTo(CompanyTrial.SHORTEST_VERDICT * EPOCH);
    }

    /// All tests of fourteen pairs, against a walk that is counted in the plainest way.
    @Test
    void everyTestEndsWhereItsWalkDoes() {
        int pairs = 14;
        for (int outcomes = 0; outcomes < 1 << pairs; outcomes++) {
            CompanyTrialTest one = new CompanyTrialTest();
            one.toEnd(0);
            int at = 0;
            for (int pair = 0; pair < pairs && at > -CompanyTrial.DOWN && at < CompanyTrial.UP; pair++) {
                boolean won = (outcomes >> pair & 1) == 1;
                one.pairs(1, won ? 2 * WORK : WORK);
                at += won ? 1 : -1;
            }
            assertThat(one.trial.isSettled()).isEqualTo(at == CompanyTrial.UP);
            assertThat(one.isTesting()).isEqualTo(at > -CompanyTrial.DOWN && at < CompanyTrial.UP);
        }
    }

    /// The odds that the class states.
    @Test
    void ofTestsThatChanceDecides_oneOfFortyIsSettled() {
        Random random = new Random(1);
        int tests = 40_000;
        int settled = 0;
        for (int i = 0; i < tests; i++) {
            CompanyTrialTest one = new CompanyTrialTest();
            one.toEnd(0);
            while (one.isTesting()) {
                one.pairs(1, random.nextInt(100) < 42 ? 2 * WORK : WORK);
            }
            settled += one.trial.isSettled() ? 1 : 0;
        }
        assertThat(settled).isBetween(tests / 45, tests / 35);
    }

    private boolean isTesting() {
        return trial.ends() - now <= EPOCH;
    }

    private void settle() {
        toEnd(0);
        pairs(CompanyTrial.UP, 2 * WORK);
        assertThat(trial.isSettled()).isTrue();
    }

    /// Pairs in which so much is done apart, and `WORK` together.
    private void pairs(int pairs, long doneApart) {
        for (int epoch = 0; epoch < 2 * pairs; epoch++) {
            epoch(trial.isApart() ? doneApart : WORK);
        }
    }

    private void epoch(long done) {
        toEnd(done / 2); // while it settles
        toEnd(done);
    }

    private void toEnd(long done) {
        to(trial.ends(), done);
    }

    private void to(long then, long done) {
        now = then;
        work += done;
        trial.step(now, work);
    }
}
