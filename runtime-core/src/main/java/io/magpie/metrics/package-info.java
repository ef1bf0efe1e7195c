/// Counters and snapshots of what a runtime is doing.
@NullMarked
package io.magpie.metrics;

import org.jspecify.annotations.NullMarked;
