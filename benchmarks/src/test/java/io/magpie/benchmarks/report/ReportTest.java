package io.magpie.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void textOfARunIsEscaped_inHtmlAndInJson() {
        String page = Report.page(SampleRun.run());
        assertThat(page).doesNotContain("<b>").doesNotContain("document.title='broken'</script>");
        assertThat(page).contains("&lt;/script&gt;&lt;script&gt;");
        assertThat(page.split("</script>", -1))
                .as("three scripts and what follows")
                .hasSize(4);
        assertThat(figures(page).toString()).contains("</script><script>");
    }

    @Test
    void thePageAsksForNothingElse() {
        String page = Report.page(SampleRun.run());
        assertThat(page).doesNotContainPattern("(?i)<(link|script|img|iframe)[^>]+(src|href)=\"(?!data:)");
        assertThat(page).doesNotContain("@import").doesNotContainPattern("url\\((?!data:)[\"']?http");
        assertThat(page).contains("The MIT License (MIT)");
    }

    @Test
    void everyRowIsInTheTable() {
        Run run = SampleRun.run();
        assertThat(Listing.of(run)).hasSameSizeAs(run.rows());
        assertThat(Report.page(run).split("<tr[ >]", -1)).hasSize(run.rows().size() + 2);
    }

    @Test
    void everyFigureHasItsPlace_underAnIdOfItsOwn() {
        String page = Report.page(SampleRun.run());
        Set<String> ids = new HashSet<>();
        for (JsonElement figure : figures(page).getAsJsonArray()) {
            String id = figure.getAsJsonObject().get("id").getAsString();
            assertThat(ids.add(id)).as("%s is unique", id).isTrue();
            assertThat(page).contains("<figure id=\"" + id + "\"");
        }
    }

    @Test
    void theBaselineAndTheGoalAreThoseOfTheSameProcessors() {
        Run run = run(
                row("magpie", "all", 0.5, 10),
                row("virtual-threads", "all", null, 100),
                row("magpie", "one", 0.25, 8),
                row("virtual-threads", "one", null, 40));
        Figure figure = Sections.of(run).getFirst().figures().getFirst();
        assertThat(figure.panels()).hasSize(2);
        Panel.Bars all = (Panel.Bars) figure.panels().getFirst();
        Panel.Bars one = (Panel.Bars) figure.panels().getLast();
        assertThat(all.baseline()).isEqualTo(100);
        assertThat(all.bars().getFirst().floor()).isEqualTo(50);
        assertThat(all.bars().getFirst().ratio()).isEqualTo(0.1);
        assertThat(one.baseline()).isEqualTo(40);
        assertThat(one.bars().getFirst().floor()).isEqualTo(10);
        assertThat(one.bars().getLast().ratio()).as("of the baseline itself").isNull();
    }

    @Test
    void aPeerThatDidNotFinishHasABarWithoutValue_thatSaysWhy() {
        Run run = run(
                row("magpie", "all", null, 10),
                row("virtual-threads", "all", null).noted("DNF: not served for 60 s"));
        Panel.Bars bars = (Panel.Bars)
                Sections.of(run).getFirst().figures().getFirst().panels().getFirst();
        assertThat(bars.bars().getLast().value()).isNull();
        assertThat(bars.bars().getLast().note()).isEqualTo("DNF: not served for 60 s");
        assertThat(bars.baseline()).isNull();
        assertThat(Report.page(run)).contains("DNF: not served for 60 s");
    }

    @Test
    void theVerdictCountsGoals() {
        Run run = run(
                row("magpie", "all", 0.5, 10),
                row("virtual-threads", "all", null, 100),
                row("magpie", "one", 0.25, 80),
                row("virtual-threads", "one", null, 40));
        assertThat(Overview.verdict(run))
                .isEqualTo("Magpie costs less than virtual threads in 1 of 2 rows, and reaches the goal set for it in 1"
                        + " of 2.");
    }

    @Test
    void theTableForDocumentsSaysWhatIsMet() {
        Run run = run(
                row("magpie", "all", 0.5, 10, 12, 14),
                row("magpie-by-hand", "all", 0.5, 9, 9, 9),
                row("virtual-threads", "all", null, 100, 100, 100),
                row("magpie", "one", 0.25, 80),
                row("magpie-fair", "one", 3.0, 90),
                row("virtual-threads", "one", null, 40));
        assertThat(Quoted.of(run).lines().skip(4).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "| W2 yield | 12.0 ns | 100 ns | 0.120 (0.100–0.140) | 0.500 | met |",
                        "| W2 yield, pinned to one core | 80.0 ns | 40.0 ns | **2.00** | 0.250 | missed |",
                        "| W2 yield, pinned to one core (Magpie, fair) | 90.0 ns | 40.0 ns | **2.25** | 3.000 | met |");
        Run starved = run(
                rowWanting(new Floor.AtMost(300), "magpie", "all", 195),
                row("virtual-threads", "all", null).unfinished("DNF: killed after 10 s"));
        assertThat(Quoted.of(starved)).containsPattern("195 ns +[|] +never ends +[|] +[|] +300 ns +[|] +met");
    }

    @Test
    void aRunWithoutRowsStillMakesAPage() {
        assertThat(Report.page(run())).contains("Nothing in this run was measured beside a baseline.");
    }

    @Test
    void aGroupThatIsNotKnownIsShownAtTheEnd() {
        Run run = run(new Row(
                "W99",
                "news",
                "later",
                "magpie",
                Map.of("cpus", "all"),
                "ns/op",
                null,
                "",
                List.of(),
                List.of(Map.of("value", 1.0)),
                null,
                null));
        assertThat(Sections.of(run)).extracting(Section::id).containsExactly("more-later");
    }

    @Test
    void goalsThatAreNoRatiosAreDrawnAndCounted() {
        Run run = run(
                rowWanting(new Floor.AtMost(20), "magpie", "all", 10),
                row("virtual-threads", "all", null, 100),
                rowWanting(new Floor.LeastOfPeers(), "magpie", "one", 50),
                row("virtual-threads", "one", null, 80),
                row("kotlin", "one", null, 40));
        Figure figure = Sections.of(run).getFirst().figures().getFirst();
        Panel.Bars all = (Panel.Bars) figure.panels().getFirst();
        Panel.Bars one = (Panel.Bars) figure.panels().getLast();
        assertThat(all.bars().getFirst().floor()).isEqualTo(20);
        assertThat(one.bars().getFirst().floor()).as("what Kotlin takes").isEqualTo(40);
        assertThat(one.bars().getLast().floor())
                .as("of others nothing is wanted")
                .isNull();
        assertThat(Overview.of(run).getFirst().panels())
                .flatExtracting(panel -> ((Panel.Ratios) panel).bars())
                .extracting(Panel.RatioBar::floor)
                .containsExactly(0.2, 0.5);
        assertThat(Listing.of(run)).extracting(Listing::floor).contains("20.0 ns met", "least missed");
        assertThat(Overview.verdict(run)).endsWith("reaches the goal set for it in 1 of 2.");
    }

    @Test
    void aGoalIsCountedThoughTheBaselineDidNotFinish() {
        Run run = run(
                rowWanting(new Floor.AtMost(20), "magpie", "all", 10),
                row("virtual-threads", "all", null).unfinished("DNF: killed after 20 s"),
                row("magpie", "one", 0.5, 10),
                row("virtual-threads", "one", null, 100));
        assertThat(Overview.verdict(run))
                .isEqualTo("Magpie costs less than virtual threads in 1 of 1 rows, and reaches the goal set for it in 2"
                        + " of 2.");
    }

    static Run run(Row... rows) {
        return new Run(
                Run.FORMAT, "./run bench", "2026-11-22T10:00:00Z", Map.of("cpu", "some", "jdk", "25"), List.of(rows));
    }

    static Row row(String peer, String cpus, @Nullable Double ratio, double... values) {
        return rowWanting(ratio == null ? null : new Floor.ToBaseline(ratio), peer, cpus, values);
    }

    static Row rowWanting(@Nullable Floor floor, String peer, String cpus, double... values) {
        return new Row(
                "W2_yield",
                "yield",
                "tasks",
                peer,
                Map.of("cpus", cpus),
                "ns/op",
                floor,
                "virtual-threads",
                List.of(),
                java.util.Arrays.stream(values)
                        .mapToObj(value -> Map.of(Row.VALUE, value))
                        .toList(),
                null,
                null);
    }

    private static JsonElement figures(String page) {
        Matcher json =
                Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertThat(json.find()).isTrue();
        return JsonParser.parseString(json.group(1));
    }
}
