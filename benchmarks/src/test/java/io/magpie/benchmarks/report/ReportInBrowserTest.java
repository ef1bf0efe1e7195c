package io.magpie.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.magpie.benchmarks.results.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page of a made-up run in a real browser; skipped where there is none.
class ReportInBrowserTest {

    private static final String FIRST_CHART = "document.querySelector('canvas').toDataURL()";

    private static final String PAINTED = """
            [...document.querySelectorAll("canvas")].every(canvas => {
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              return pixels.some(channel => channel !== 0);
            })""";

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static Path page;

    @BeforeAll
    static void openTheBrowser() throws Exception {
        assumeThat(Browser.program())
                .as("a Chromium on the PATH, or named by CHROMIUM: without one the page is not looked at")
                .isPresent();
        browser = Browser.start(Browser.program().orElseThrow());
        page = folder.resolve("report.html");
        Report.write(SampleRun.run(), page);
    }

    @AfterAll
    static void closeTheBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void everyPanelHasAChart_andTheConsoleIsSilent() throws Exception {
        browser.open(page, 1_200, 900, 1, false);
        int panels = panels();
        assertThat(text("document.documentElement.dataset.charts")).isEqualTo(Integer.toString(panels));
        assertThat(number("document.querySelectorAll('canvas').length")).isEqualTo(panels);
        assertThat(browser.evaluate(PAINTED).getAsBoolean())
                .as("each canvas is painted")
                .isTrue();
        assertThat(text("document.title"))
                .as("no text of the run became a script")
                .startsWith("Magpie");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aPhoneShowsAllOfItsWidthAndNoMore() throws Exception {
        browser.open(page, 375, 812, 1, false);
        assertThat(number("document.documentElement.scrollWidth")).isEqualTo(375);
        assertThat(browser.evaluate("""
                [...document.querySelectorAll("h1, h2, h3, p, dd, canvas, button, figure")]
                  .filter(element => element.getBoundingClientRect().right > 376 && !element.closest("nav, .scroll"))
                  .map(element => element.outerHTML.slice(0, 80))""").getAsJsonArray()).isEmpty();
    }

    @Test
    void darkIsWhatTheSystemSays_untilTheSwitchSaysOtherwise() throws Exception {
        browser.open(page, 1_200, 900, 1, false);
        String light = background();
        assertThat(brightness(light)).isGreaterThan(200);

        browser.open(page, 1_200, 900, 1, true);
        String dark = background();
        assertThat(brightness(dark)).isLessThan(60);
        String drawn = text(FIRST_CHART);

        browser.evaluate("document.getElementById('theme').click()");
        assertThat(text("document.getElementById('theme').textContent")).isEqualTo("Theme: light");
        assertThat(background()).isEqualTo(light);
        assertThat(text(FIRST_CHART)).as("the charts follow").isNotEqualTo(drawn);
        assertThat(text("document.documentElement.dataset.charts")).isEqualTo(Integer.toString(panels()));

        browser.evaluate("document.getElementById('theme').click(); document.getElementById('theme').click()");
        assertThat(background()).as("the system again").isEqualTo(dark);
    }

    @Test
    void textIsLegibleOnItsGround() throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            browser.open(page, 1_200, 900, 1, dark);
            for (String color : List.of("text", "muted", "accent", "goal")) {
                assertThat(number("""
                        (() => {
                          const light = color => Theme.color(color).match(/[\\d.]+/g).slice(0, 3)
                            .map(part => part / 255).map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                            .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0);
                          const [a, b] = [light("%s"), light("card")].sort((a, b) => b - a);
                          return (a + 0.05) / (b + 0.05);
                        })()""".formatted(color)))
                        .as("contrast of %s, dark: %s", color, dark)
                        .isGreaterThan(4.5);
            }
        }
    }

    /// What cannot be drawn on its axis is written at the end of it.
    @Test
    void aRatioBeyondTheAxis_andASizeBelowZero_areWritten() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (Row row : SampleRun.run().rows()) {
            double value = switch (row.workload() + " " + row.peer()) {
                case "W2_yield_many magpie" -> 4_000;
                case "W2_yield_many virtual-threads" -> 20;
                case "W11b_idle_memory magpie" -> -7;
                default -> Double.NaN;
            };
            rows.add(Double.isNaN(value) ? row : row.unfinished("").with(Map.of(Row.VALUE, value), null));
        }
        Path odd = folder.resolve("odd.html");
        Report.write(SampleRun.run().with(rows), odd);
        browser.open(odd, 1_200, 900, 1, false);
        String written = browser.evaluate("""
                (() => {
                  const texts = [], fill = CanvasRenderingContext2D.prototype.fillText;
                  CanvasRenderingContext2D.prototype.fillText = function (text, x, ...rest) {
                    if (isFinite(x)) texts.push(this.canvas.closest("figure").id + ": " + text);
                    return fill.call(this, text, x, ...rest);
                  };
                  document.getElementById("theme").click(); // draws all again
                  return texts.join("|");
                })()""").getAsString();
        assertThat(written).contains("overview: 200×").contains("w11b-idle-memory: -7.00 B");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void picturesAreTakenOfTheMainCharts() throws Exception {
        int count = Pictures.take(page, folder.resolve("pictures"), List.of("overview"));
        assertThat(count).isEqualTo(2);
        assertThat(folder.resolve("pictures/overview-light.png")).isNotEmptyFile();
        assertThat(Files.readAllBytes(folder.resolve("pictures/overview-dark.png")))
                .isNotEqualTo(Files.readAllBytes(folder.resolve("pictures/overview-light.png")));
    }

    private static int panels() {
        List<Figure> figures = new ArrayList<>(Overview.of(SampleRun.run()));
        Sections.of(SampleRun.run()).forEach(section -> figures.addAll(section.figures()));
        return figures.stream().mapToInt(figure -> figure.panels().size()).sum();
    }

    private static String background() throws Exception {
        return text("getComputedStyle(document.body).backgroundColor");
    }

    private static double brightness(String color) {
        String[] parts = color.replaceAll("[^0-9,.]", "").split(",", -1);
        return (Double.parseDouble(parts[0]) + Double.parseDouble(parts[1]) + Double.parseDouble(parts[2])) / 3;
    }

    private static String text(String expression) throws Exception {
        return browser.evaluate(expression).getAsString();
    }

    private static double number(String expression) throws Exception {
        return browser.evaluate(expression).getAsDouble();
    }
}
