/// Sleeps, deadlines and intervals.
@NullMarked
package io.magpie.time;

import org.jspecify.annotations.NullMarked;
