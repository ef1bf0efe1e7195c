/// The work-stealing scheduler.
@NullMarked
package io.magpie.internal.scheduler.multi;

import org.jspecify.annotations.NullMarked;
