/// How costs grow: with the number of tasks, from 1 to 1,000,000, and with the number of workers, from 1 to 16.
///
/// Where there are fewer processors than workers, the times are those of the processors there are; then the counters tell
/// what is the machine's and what is the scheduler's. `docs/benchmarks/scaling.md` is the model that they confirm.
@NullMarked
package io.magpie.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
