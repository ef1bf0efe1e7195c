/// What the demo and the benchmarks measure with: a load client and two servers to compare, each a process of its own.
///
/// A parent process starts them with [io.magpie.examples.load.ChildJvm] and talks to them in lines: it writes commands
/// to their standard input and reads answers of the form `name key=value …` ([io.magpie.examples.load.Facts]). A child
/// ends when its standard input does, so none outlives its parent.
@NullMarked
package io.magpie.examples.load;

import org.jspecify.annotations.NullMarked;
