/// The current-thread scheduler: one core, driven by whichever thread is in `blockOn`.
///
/// ## Who drives
///
/// The *core* (queue, timers, poller) belongs to one thread at a time, the *driver*: it takes the word `driving` from
/// null to itself by CAS and gives it back by a volatile write. A thread in `blockOn` that finds the core taken polls
/// its own root only, and sleeps on its own token until its root is woken or the core is given back; whoever gives the
/// core back wakes one such thread, so tasks go on as long as anybody is in `blockOn`.
///
/// | field | who |
/// |---|---|
/// | `queue`, `yields`, the context, counters | the driver (plain; handed over by `driving`) |
/// | `injected` | any thread pushes, the driver takes |
/// | `parker` | the driver sleeps, any thread unparks |
/// | `waiting` | any thread in `blockOn` |
///
/// A wake from another thread pushes to `injected` and then unparks. The driver looks at `injected`, then sleeps: the
/// token that came in between makes it return at once, so none is lost.
///
/// A thread that gives the core back first lets go of `driving` and then looks for waiting threads; a thread that waits
/// first enlists and then tries to take `driving`. Both are volatile, so one of both sees the other.
@NullMarked
package io.magpie.internal.scheduler.current;

import org.jspecify.annotations.NullMarked;
