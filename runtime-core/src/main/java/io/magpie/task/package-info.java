/// A spawned future as its owner sees it: handles, outcomes and cancellation.
@CheckReturnValue
@NullMarked
package io.magpie.task;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
