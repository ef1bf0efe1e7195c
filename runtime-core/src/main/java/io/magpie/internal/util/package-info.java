/// What everything else may use: threads that know their runtime, and the check that a future is polled once only.
@NullMarked
package io.magpie.internal.util;

import org.jspecify.annotations.NullMarked;
