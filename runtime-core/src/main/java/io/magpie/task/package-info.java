/// A spawned future as its owner sees it: handles, outcomes and cancellation.
@NullMarked
package io.magpie.task;

import org.jspecify.annotations.NullMarked;
