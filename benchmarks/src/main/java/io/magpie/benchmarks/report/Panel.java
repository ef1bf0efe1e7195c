package io.magpie.benchmarks.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One set of axes. What the scripts draw, as it goes into the page.
sealed interface Panel {

    /// A heading, where a figure has several; else empty.
    String label();

    /// A bar for each peer, with the baseline as a line.
    record Bars(String label, String unit, @Nullable Double baseline, List<Bar> bars) implements Panel {}

    /// One bar. Without value if the peer did not finish: then the note says why.
    ///
    /// @param floor the value that is wanted
    record Bar(
            String peer,
            String name,
            @Nullable Spread value,
            @Nullable Double ratio,
            @Nullable Double floor,
            @Nullable String note) {}

    /// A bar for each workload: Magpie's ratio to the baseline, from 1 to the left or right.
    record Ratios(String label, List<RatioBar> bars) implements Panel {}

    /// One ratio, with the one that is wanted.
    record RatioBar(String name, Spread value, @Nullable Double floor) {}

    /// A line for each peer.
    ///
    /// @param x what the points' first number is: `percentile`, or a setting such as `tasks`
    record Lines(String label, String x, String unit, List<Line> lines) implements Panel {}

    /// One line: pairs of x and y.
    ///
    /// @param pinned drawn dashed: measured on one processor
    record Line(String peer, String name, boolean pinned, List<double[]> points) {}
}
