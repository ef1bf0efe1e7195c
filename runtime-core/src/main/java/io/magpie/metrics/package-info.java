/// Counters and snapshots of what a runtime is doing.
@CheckReturnValue
@NullMarked
package io.magpie.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
