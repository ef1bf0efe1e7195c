package io.magpie.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
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
                .isEqualTo(
                        "Magpie costs less than virtual threads in 1 of 2 rows, and reaches the ratio set for it in 1"
                                + " of 2.");
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
    void quantitiesKeepThreeDigits() {
        assertThat(Wording.quantity(64.62, "ns/op")).isEqualTo("64.6 ns");
        assertThat(Wording.quantity(3.6, "µs CPU/request")).isEqualTo("3.60 µs");
        assertThat(Wording.quantity(2_013_772, "ns late")).isEqualTo("2.01 ms");
        assertThat(Wording.quantity(9_011_709_559.0, "ns late")).isEqualTo("9.01 s");
        assertThat(Wording.quantity(128, "bytes/task")).isEqualTo("128 B");
        assertThat(Wording.quantity(0.034, "")).isEqualTo("0.034");
        assertThat(Wording.quantity(0.000312, "")).isEqualTo("0.00031");
    }

    static Run run(Row... rows) {
        return new Run(
                Run.FORMAT, "./run bench", "2026-11-22T10:00:00Z", Map.of("cpu", "some", "jdk", "25"), List.of(rows));
    }

    static Row row(String peer, String cpus, @Nullable Double floor, double... values) {
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
