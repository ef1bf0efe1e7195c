/// The driver of `./run bench`: what is measured in which order, by which processes, and what is shown meanwhile.
///
/// A [Suite] plans [Experiment]s for a [Selection]: peers side by side, in one setting. The [Driver] lets the peers of an
/// experiment take turns, round by round, each [Trial] in processes of its own, and writes what is known after each round.
/// To add rows, write a suite and name it in [Suites].
@NullMarked
package io.magpie.benchmarks.driver;

import org.jspecify.annotations.NullMarked;
