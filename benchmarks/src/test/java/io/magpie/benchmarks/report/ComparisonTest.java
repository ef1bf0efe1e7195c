package io.magpie.benchmarks.report;

import static io.magpie.benchmarks.report.ReportTest.row;
import static io.magpie.benchmarks.report.ReportTest.rowWanting;
import static io.magpie.benchmarks.report.ReportTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.benchmarks.report.Comparison.Verdict;
import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    @Test
    void aChangeLargerThanTheSpreadIsSeen_bothWays() {
        Run before = run(row("magpie", "all", null, 100, 102, 101));
        Run after = run(row("magpie", "all", null, 80, 82, 81));
        assertThat(verdict(before, after)).isEqualTo(Verdict.FASTER);
        assertThat(verdict(after, before)).isEqualTo(Verdict.SLOWER);
        assertThat(Comparison.of(before, after).rows().getFirst().change()).isBetween(0.80, 0.81);
    }

    @Test
    void rangesThatTouchAreNoise() {
        assertThat(verdict(
                        run(row("magpie", "all", null, 100, 101, 110)), run(row("magpie", "all", null, 80, 109, 81))))
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void rangesThatOverlapAreNoise_thoughTheMediansAreFarApart() {
        assertThat(verdict(
                        run(row("magpie", "all", null, 100, 100, 110)), run(row("magpie", "all", null, 109, 120, 120))))
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void aChangeWithinTheSpreadIsNoise_thoughTheRangesAreApart() {
        assertThat(verdict(
                        run(row("magpie", "all", null, 100, 119, 120)), run(row("magpie", "all", null, 121, 122, 123))))
                .isEqualTo(Verdict.SAME);
    }

    @Test
    void aSlowerMachineIsNotASlowerMagpie_becauseRatiosAreCompared() {
        Run before = run(row("magpie", "all", null, 100, 101, 102), row("virtual-threads", "all", null, 400, 404, 408));
        Run after = run(row("magpie", "all", null, 200, 202, 204), row("virtual-threads", "all", null, 800, 808, 816));
        Comparison comparison = Comparison.of(before, after);
        assertThat(comparison.rows().getFirst().verdict()).isEqualTo(Verdict.SAME);
        assertThat(comparison.rows().getFirst().toBaseline()).isTrue();
        assertThat(comparison.rows().getLast().verdict())
                .as("the baseline is judged by its figures")
                .isEqualTo(Verdict.SLOWER);
    }

    @Test
    void twoRoundsTellNothing() {
        assertThat(verdict(run(row("magpie", "all", null, 100, 101)), run(row("magpie", "all", null, 10, 11))))
                .isEqualTo(Verdict.TOO_FEW_ROUNDS);
    }

    @Test
    void rowsOfOneRunOnlyAreNamed() {
        Comparison comparison = Comparison.of(
                run(row("magpie", "all", null, 1, 1, 1), row("kotlin", "all", null, 1, 1, 1)),
                run(row("magpie", "all", null, 1, 1, 1), row("magpie", "one", null, 1, 1, 1)));
        assertThat(comparison.onlyBefore()).containsExactly("W2_yield, all cores, kotlin");
        assertThat(comparison.onlyAfter()).containsExactly("W2_yield, pinned to one core, magpie");
        assertThat(comparison.toString())
                .contains("only in the earlier run: W2_yield, all cores, kotlin")
                .contains("only in the later run: W2_yield, pinned to one core, magpie");
    }

    @Test
    void aRowThatFinishesNowIsNamed() {
        Row unfinished = row("magpie", "all", null).noted("DNF");
        assertThat(verdict(run(unfinished), run(row("magpie", "all", null, 1, 1, 1))))
                .isEqualTo(Verdict.UNFINISHED);
        assertThat(verdict(run(unfinished), run(unfinished))).isEqualTo(Verdict.SAME);
    }

    @Test
    void whetherFloorsAreMetIsSaid_byTheFloorsOfTheLaterRun() {
        Run before = run(row("magpie", "all", 0.1, 40, 41, 42), row("virtual-threads", "all", null, 100, 101, 102));
        Run after = run(
                row("magpie", "all", 0.35, 30, 31, 32),
                row("virtual-threads", "all", null, 100, 101, 102),
                rowWanting(new Floor.AtMost(20), "magpie", "one", 15, 16, 17));
        Comparison comparison = Comparison.of(before, after);
        assertThat(comparison.rows()).extracting(Comparison.Compared::goal).containsExactly("missed → met", "");
        assertThat(comparison.toString()).contains("missed → met").contains("the later run meets 1 of 1 floors");
        assertThat(Comparison.of(after, after).rows())
                .extracting(Comparison.Compared::goal)
                .containsExactly("met", "", "met");
    }

    @Test
    void aFloorThatIsMissedOnlyNowIsSaid() {
        Run before = run(rowWanting(new Floor.AtMost(20), "magpie", "one", 15, 16, 17));
        Run after = run(rowWanting(new Floor.AtMost(20), "magpie", "one").unfinished("DNF: killed after 20 s"));
        Comparison comparison = Comparison.of(before, after);
        assertThat(comparison.rows()).extracting(Comparison.Compared::goal).containsExactly("met → missed");
        assertThat(comparison.toString()).contains("the later run meets 0 of 1 floors");
    }

    @Test
    void anotherMachineOrJdkIsWarnedAbout() {
        Run before = run(row("magpie", "all", null, 1, 1, 1));
        Run after = new Run(
                Run.FORMAT, before.command(), before.started(), Map.of("cpu", "some", "jdk", "26"), before.rows());
        assertThat(Comparison.of(before, after).warnings())
                .containsExactly("another jdk: 25, then 26. Compare only the ratios to a baseline.");
        assertThat(Comparison.of(before, before).warnings()).isEmpty();
    }

    /// What the rule promises: runs of one and the same thing seldom look different, and a change well above the noise is
    /// seen. Both counted over made-up runs whose rounds scatter, and whose machine drifts from run to run.
    @Test
    void theRuleSeldomErrs() {
        Random random = new Random(42);
        int wrong = 0;
        int seen = 0;
        int trials = 2_000;
        for (int i = 0; i < trials; i++) {
            wrong += verdict(scattered(random, 1), scattered(random, 1)) != Verdict.SAME ? 1 : 0;
            seen += verdict(scattered(random, 1), scattered(random, 0.75)) == Verdict.FASTER ? 1 : 0;
        }
        assertThat((double) wrong / trials).isLessThan(0.01);
        assertThat((double) seen / trials).isGreaterThan(0.95);
    }

    /// Five rounds: the machine's speed of the day within 20 %, noise of each figure with a deviation of 3 %.
    private static Run scattered(Random random, double factor) {
        double machine = 0.9 + 0.2 * random.nextDouble();
        double[] ours = new double[5];
        double[] theirs = new double[5];
        for (int i = 0; i < ours.length; i++) {
            ours[i] = 100 * factor * machine * (1 + 0.03 * random.nextGaussian());
            theirs[i] = 400 * machine * (1 + 0.03 * random.nextGaussian());
        }
        return run(row("magpie", "all", null, ours), row("virtual-threads", "all", null, theirs));
    }

    private static Verdict verdict(Run before, Run after) {
        return Comparison.of(before, after).rows().getFirst().verdict();
    }
}
