/// What a benchmark run says: one page with charts, pictures of them, and how two runs differ.
///
/// | | what |
/// |---|---|
/// | [Report] | the page: template, style and scripts are resources beside this class, all inlined |
/// | [Section], [Figure], [Panel] | what the page shows, computed here; the scripts only draw |
/// | [Listing] | the table of everything |
/// | [Browser], [Pictures] | a headless browser, and pictures of the charts made with it |
/// | [Comparison] | what changed between two runs beyond noise |
@NullMarked
package io.magpie.benchmarks.report;

import org.jspecify.annotations.NullMarked;
