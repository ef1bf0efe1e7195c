/// Sleeps, deadlines and intervals, on a clock that tests can stop.
///
/// Timed futures are inert, as all are: their time starts with the first poll, unless they are given a
/// [io.magpie.time.TimeMark]. They must be polled by a runtime, whose timers they use, and stay with that runtime.
/// `io.magpie.Async` has short names for all of them: `sleep`, `timeout`, `interval`.
@CheckReturnValue
@NullMarked
package io.magpie.time;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
