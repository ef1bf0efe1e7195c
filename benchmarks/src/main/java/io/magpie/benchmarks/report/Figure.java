package io.magpie.benchmarks.report;

import java.util.List;

/// A chart with its caption.
///
/// @param id unique in the page, and the name of its picture
/// @param kind `bars`, `ratios`, `curves` or `growth`
/// @param title what was measured
/// @param subtitle which workload, in which setting, in which unit
/// @param alt what the chart shows, in words
/// @param panels one or more
record Figure(String id, String kind, String title, String subtitle, String alt, List<Panel> panels) {}
