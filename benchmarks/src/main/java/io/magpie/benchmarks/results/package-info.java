/// What a benchmark run found, as records and as JSON: written while the run goes on, read by the report, the comparison
/// and the guard.
///
/// A [Run] has a [Row] for each workload, setting and peer; a row has a map of figures for each round. Peers alternate in
/// one run, so round i of one peer and round i of another were measured one right after the other: a [Ratio] pairs them.
@NullMarked
package io.magpie.benchmarks.results;

import org.jspecify.annotations.NullMarked;
