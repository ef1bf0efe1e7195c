package io.magpie.benchmarks.report;

import java.util.List;

/// Figures that belong together.
///
/// @param id of the section in the page
/// @param title its heading
/// @param note what a reader should know about all of them
/// @param figures one or more
record Section(String id, String title, String note, List<Figure> figures) {}
