/// What async blocks cost: each workload as a woven block, as a future written by hand, with combinators, on a virtual
/// thread, and as blocks that were not woven and run on a continuation.
@NullMarked
package io.magpie.benchmarks.weaving;

import org.jspecify.annotations.NullMarked;
