package io.magpie.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.magpie.RuntimeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps the documents true: what they quote is compiled, what they link to is there, what they name exists.
///
/// A block of Java in the README or the guide stands below `<!-- snippet: File.java#region -->` and is the text of that
/// region of a source of this module; or below `<!-- not compiled: why -->`.
class DocsTest {

    private static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    private static final Pattern JAVA_BLOCK = Pattern.compile("(?m)(.*)\\n```java\\n((?s:.*?))\\n```$");
    private static final Pattern SNIPPET = Pattern.compile("<!-- snippet: (\\w+\\.java)#(\\w+) -->");
    private static final Pattern NOT_COMPILED = Pattern.compile("<!-- not compiled: .+ -->");
    private static final Pattern REGION =
            Pattern.compile("(?m)^ *// @start region=\"(\\w+)\"\\n((?s:.*?))\\n *// @end$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern TEST_NAME =
            Pattern.compile("`(\\w+(?:Test|Stress|Contract))(?:[#.](\\w+))?(?:\\(\\))?`");

    /// A row of a table that begins with a class and its field.
    private static final Pattern FIELD = Pattern.compile("(?m)^\\| `([A-Z]\\w+)\\.(\\w+)");

    @Test
    void everyJavaBlock_isTheTextOfItsSource() {
        Map<String, String> regions = regions();
        for (Path page : quotingPages()) {
            JAVA_BLOCK.matcher(read(page)).results().forEach(block -> {
                String marker = block.group(1);
                var snippet = SNIPPET.matcher(marker);
                if (snippet.matches()) {
                    assertThat(block.group(2))
                            .as("%s, %s", ROOT.relativize(page), marker)
                            .isEqualTo(regions.get(snippet.group(1) + "#" + snippet.group(2)));
                } else if (!NOT_COMPILED.matcher(marker).matches()) {
                    fail("%s: a block of Java below \"%s\" has no marker", ROOT.relativize(page), marker);
                }
            });
        }
    }

    @Test
    void everyRegionOfTheGuidesPrograms_isQuoted() {
        String pages =
                String.join("\n", quotingPages().stream().map(DocsTest::read).toList());
        for (Path source : files("examples/src/main/java/io/magpie/examples/guide", ".java")) {
            REGION.matcher(read(source))
                    .results()
                    .forEach(region -> assertThat(pages)
                            .contains("<!-- snippet: " + source.getFileName() + "#" + region.group(1) + " -->"));
        }
    }

    @Test
    void everyLink_leadsSomewhere() {
        for (Path page : pages()) {
            LINK.matcher(read(page))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !target.startsWith("http"))
                    .forEach(target -> assertThat(page.getParent().resolve(target))
                            .as("a link of %s", ROOT.relativize(page))
                            .exists());
        }
    }

    @Test
    void everyTestThatADocumentNames_exists() {
        Map<String, String> sources = new HashMap<>();
        for (Path source : files("", ".java")) {
            sources.merge(source.getFileName().toString().replace(".java", ""), read(source), String::concat);
        }
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult name : TEST_NAME.matcher(read(page)).results().toList()) {
                String source = sources.get(name.group(1));
                if (source == null || (name.group(2) != null && !source.contains(name.group(2)))) {
                    missing.add(ROOT.relativize(page) + ": " + name.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFieldOfTheSynchronizationTable_exists() {
        List<String> sources = files("", ".java").stream().map(DocsTest::read).toList();
        List<MatchResult> fields = FIELD.matcher(read(ROOT.resolve("docs/synchronization.md")))
                .results()
                .toList();
        assertThat(fields)
                .hasSizeGreaterThan(50)
                .allSatisfy(field -> assertThat(sources)
                        .as("the source of %s", field.group())
                        .anyMatch(source ->
                                source.contains("class " + field.group(1)) && source.contains(field.group(2))));
    }

    @Test
    void everyKnobOfTheBuilder_isInTheGuide() {
        String guide = read(ROOT.resolve("docs/guide/tuning.md"));
        Set<String> knobs = new HashSet<>();
        Arrays.stream(RuntimeBuilder.class.getMethods())
                .filter(method -> method.getReturnType() == RuntimeBuilder.class)
                .map(Method::getName)
                .forEach(knobs::add);
        assertThat(knobs)
                .hasSizeGreaterThan(10)
                .allSatisfy(knob -> assertThat(guide).containsPattern("`" + knob + "[(`]"));
    }

    // ---- the files

    /// The pages whose Java is compiled.
    private static List<Path> quotingPages() {
        List<Path> pages = new ArrayList<>(files("docs/guide", ".md"));
        assertThat(pages).isNotEmpty();
        pages.add(ROOT.resolve("README.md"));
        return pages;
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(files("docs", ".md"));
        for (String page : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            pages.add(ROOT.resolve(page));
        }
        return pages;
    }

    /// The regions of the sources of this module, without their common indent, by file and name.
    private static Map<String, String> regions() {
        Map<String, String> regions = new HashMap<>();
        for (Path source : files("examples/src", ".java")) {
            REGION.matcher(read(source))
                    .results()
                    .forEach(region -> regions.put(
                            source.getFileName() + "#" + region.group(1),
                            region.group(2).stripIndent().strip()));
        }
        return regions;
    }

    private static List<Path> files(String folder, String suffix) {
        try (Stream<Path> all = Files.walk(ROOT.resolve(folder))) {
            return all.filter(file ->
                            file.toString().endsWith(suffix) && !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
