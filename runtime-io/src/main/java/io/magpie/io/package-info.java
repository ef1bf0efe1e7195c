/// Sockets, files and byte streams that await instead of blocking.
@CheckReturnValue
@NullMarked
package io.magpie.io;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
