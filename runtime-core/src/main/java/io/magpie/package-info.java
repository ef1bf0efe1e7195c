/// The front door: the runtime, its builder, and `Async`, the static methods that programs import.
@NullMarked
package io.magpie;

import org.jspecify.annotations.NullMarked;
