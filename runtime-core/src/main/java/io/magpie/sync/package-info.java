/// Channels, locks and permits whose waiters are tasks, not threads.
@NullMarked
package io.magpie.sync;

import org.jspecify.annotations.NullMarked;
