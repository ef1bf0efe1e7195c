/// What a driver or a thread pool implements to plug into the runtime.
@CheckReturnValue
@NullMarked
package io.magpie.spi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
