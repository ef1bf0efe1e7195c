/// Async blocks that were not woven, run on a continuation of the JDK: for IDEs, and to test the weaver against.
@NullMarked
package io.magpie.internal.unwoven;

import org.jspecify.annotations.NullMarked;
