/// What a future is: the inert plan, its poll, and the waker it leaves behind.
@CheckReturnValue
@NullMarked
package io.magpie.future;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
