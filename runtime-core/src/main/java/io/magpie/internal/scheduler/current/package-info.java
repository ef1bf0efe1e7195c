/// The current-thread scheduler: one core, driven by whichever thread is in `blockOn`.
///
/// ## Who drives
///
/// The *core* (queue, timers, poller) belongs to one thread at a time, the *driver*, which has the [DriverSeat]: it takes
/// the word `driving` from null to itself by CAS and gives it back by a volatile write. A thread in `blockOn` that finds
/// the seat taken polls its own root only, and sleeps on its own token until its root is woken or the seat is left;
/// whoever leaves wakes one such thread, so tasks go on as long as anybody is in `blockOn`.
///
/// | field | who |
/// |---|---|
/// | `queue`, `yields`, the context, counters | the driver (plain; handed over by the seat) |
/// | `injected` | any thread pushes, the driver takes |
/// | `parker` | the driver sleeps, any thread unparks |
/// | `seat` | any thread in `blockOn`, or waiting for a shutdown |
///
/// A wake from another thread pushes to `injected` and then unparks. The driver looks at `injected`, then sleeps: the
/// token that came in between makes it return at once, so none is lost.
///
/// A thread that leaves the seat first lets go of `driving` and then looks for who is enlisted; a thread that waits first
/// enlists and then looks at `driving`. All four are volatile, so one of both sees the other.
///
/// A thread that was woken does one of two things next: it tries to take the seat, or it passes on (wakes the first of
/// those enlisted). If it finds the seat taken, whoever has it leaves later, and looks for who is enlisted then. A thread
/// in `blockOn` never passes on: after each sleep it tries. One that waits for a shutdown may be interrupted, or its time
/// is up, and passes on.
@NullMarked
package io.magpie.internal.scheduler.current;

import org.jspecify.annotations.NullMarked;
