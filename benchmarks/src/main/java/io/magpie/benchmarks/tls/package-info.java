/// The servers and the client of the encrypted echo, each the `main` of a process of its own.
@CheckReturnValue
@NullMarked
package io.magpie.benchmarks.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
