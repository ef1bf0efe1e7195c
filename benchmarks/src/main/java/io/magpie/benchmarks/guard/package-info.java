/// The guard: what an operation allocates, and how often the scheduler turns for it, compared with recorded values.
///
/// Never times: a guard runs on busy machines. Allocation and counters are the same there as anywhere, because everything
/// that could make them vary is switched off. One worker, so that nobody steals; a budget without a clock; and a JVM of its
/// own that compiles with C1 only, which never removes an allocation: what it counts is what the code says, whether the
/// optimizing compiler would have noticed or not, and however far it has come. So these are upper bounds of what
/// `./run bench` shows.
///
/// | | what |
/// |---|---|
/// | [GuardedOperation] | the operations |
/// | [Guard] | measures them, in a JVM of its own |
/// | [Recorded] | the recorded values, `benchmarks/guard.properties`, and what is a regression |
@NullMarked
package io.magpie.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
