package io.magpie.benchmarks.report;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Pictures of charts for a README: what a headless browser shows of the report, as PNG, in light and dark.
public final class Pictures {

    /// Wide enough for two panels, narrow enough for a README to show it without shrinking much.
    private static final int WIDTH = 1_000;

    private static final int HEIGHT = 1_400;
    private static final int SCALE = 2;

    private Pictures() {}

    /// Takes pictures of charts.
    ///
    /// @param page the report
    /// @param folder where to; made if it is not there; `ID-light.png` and `ID-dark.png`
    /// @param charts their ids in the page; the main ones if empty: the overview, memory, growth, and latency at 64
    /// @return how many files were written
    /// @throws IOException if there is no browser, or a chart is not in the page
    /// @throws InterruptedException if interrupted
    public static int take(Path page, Path folder, List<String> charts) throws IOException, InterruptedException {
        Path program = Browser.program()
                .orElseThrow(() -> new IOException(
                        "there is no Chromium on the PATH: install one (Debian: apt-get install chromium), or name it in"
                                + " the environment variable CHROMIUM"));
        Files.createDirectories(folder);
        int count = 0;
        try (Browser browser = Browser.start(program)) {
            for (boolean dark : new boolean[] {false, true}) {
                browser.open(page, WIDTH, HEIGHT, SCALE, dark);
                List<String> there = browser
                        .evaluate("[...document.querySelectorAll('figure')].map(f => f.id)")
                        .getAsJsonArray()
                        .asList()
                        .stream()
                        .map(JsonElement::getAsString)
                        .toList();
                for (String chart : charts.isEmpty()
                        ? there.stream().filter(Pictures::isMain).toList()
                        : charts) {
                    if (!there.contains(chart)) {
                        throw new IOException("the page has no chart '" + chart + "', only " + there);
                    }
                    Files.write(
                            folder.resolve(chart + (dark ? "-dark" : "-light") + ".png"), browser.picture("#" + chart));
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean isMain(String chart) {
        return chart.equals("overview")
                || chart.startsWith("w11b-")
                || chart.startsWith("idle-connections")
                || chart.startsWith("growth-")
                || (chart.startsWith("latency-") && chart.contains("-64-connections"));
    }
}
