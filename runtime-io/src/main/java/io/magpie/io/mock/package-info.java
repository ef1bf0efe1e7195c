/// A stream that plays a script, for tests of code that reads and writes streams.
///
/// It is here, not in `runtime-testkit`, because it needs nothing of that, and nothing but what this module has. So
/// tests need neither another artifact nor JUnit, and the testkit no I/O.
@CheckReturnValue
@NullMarked
package io.magpie.io.mock;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
