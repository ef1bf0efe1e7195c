/// What everything else may use: threads that know their runtime.
@NullMarked
package io.magpie.internal.util;

import org.jspecify.annotations.NullMarked;
