package io.magpie.benchmarks.report;

import com.google.gson.Gson;
import com.samskivert.mustache.Mustache;
import io.magpie.benchmarks.results.Run;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// The report: one page that needs nothing but itself.
///
/// What it shows is computed in Java. The page carries it twice: as text and tables, escaped by the template, and as JSON
/// for the scripts, in which Gson writes `<` as `\u003c`, so that no figure's text can end the element.
public final class Report {

    /// In this order; each builds on those before.
    private static final List<String> SCRIPTS =
            List.of("theme.js", "numbers.js", "axes.js", "marks.js", "bars.js", "ratios.js", "lines.js", "page.js");

    private Report() {}

    /// Writes the page of a run.
    ///
    /// @param run what was measured; may be unfinished
    /// @param file where to; folders are made
    /// @throws IOException if it cannot be written
    public static void write(Run run, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, page(run));
    }

    /// The page of a run.
    ///
    /// @param run what was measured
    /// @return HTML
    public static String page(Run run) {
        List<Section> sections = Sections.of(run);
        List<Figure> overview = Overview.of(run);
        List<Figure> figures = new ArrayList<>(overview);
        sections.forEach(section -> figures.addAll(section.figures()));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("command", run.command());
        page.put("started", run.started().replaceFirst("T", " ").replaceFirst("\\..*|Z$", ""));
        page.put("machine", machine(run));
        page.put("verdict", Overview.verdict(run));
        page.put("overview", overview);
        page.put("sections", sections);
        page.put("listing", Listing.of(run));
        page.put("licence", ChartLibrary.licence());
        page.put("style", Resource.read("style.css"));
        page.put("library", Resource.inline(ChartLibrary.code(), "Chart.js"));
        page.put("scripts", SCRIPTS.stream().map(Resource::script).collect(Collectors.joining("\n")));
        page.put("figures", new Gson().toJson(figures));
        return Mustache.compiler()
                .withLoader(partial -> new StringReader(Resource.read(partial + ".html")))
                .compile(Resource.read("page.html"))
                .execute(page);
    }

    private static List<Fact> machine(Run run) {
        return run.machine().entrySet().stream()
                .map(fact -> new Fact(fact.getKey().toLowerCase(Locale.ROOT), fact.getValue()))
                .toList();
    }

    /// A property of the machine.
    record Fact(String name, String value) {}
}
