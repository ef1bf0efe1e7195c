/// The front door: the runtime, its builder, and `Async`, the static methods that programs import.
@CheckReturnValue
@NullMarked
package io.magpie;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
