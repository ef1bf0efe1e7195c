/// What both schedulers share: the settings, the interface to the front door, blocking jobs, the root of `blockOn`.
@NullMarked
package io.magpie.internal.scheduler;

import org.jspecify.annotations.NullMarked;
