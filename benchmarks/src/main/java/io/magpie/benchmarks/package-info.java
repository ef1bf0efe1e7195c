/// What the numbers in the documentation were measured with: each workload on Magpie and on virtual threads, side by
/// side in one run.
///
/// `./run bench` prints the tables; the JMH classes measure the same workloads with JMH's care, and bytes per operation
/// with `-prof gc`.
@NullMarked
package io.magpie.benchmarks;

import org.jspecify.annotations.NullMarked;
