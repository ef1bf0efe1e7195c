/// The work-stealing scheduler. Read `Worker.run` first.
///
/// ## What there is
///
/// | | what | protocol |
/// |---|---|---|
/// | [Worker] | a thread, with queue, LIFO slot, timers and token that others may reach | here |
/// | [MultiThreadScheduler] | the shared words and queues; the doors for other threads | here |
/// | [Roster], [RootDriver] | who the workers are; the roots of `blockOn` | here |
/// | [Search] | what a worker does that has nothing | `io.magpie.internal.park` |
/// | [Listing] | a worker's part in the registry of tasks, and in the shutdown | `io.magpie.internal.task` |
/// | [Parking], [Sentinel] | how a worker sleeps; what one sleeper looks after | `io.magpie.internal.park` |
/// | [Dispatch] | events and timers, and what they wake | here, `io.magpie.internal.time` |
/// | [WakePolicy] | when a push or a tick wakes a helper | its own documentation |
/// | [Company], [CompanyTrial], [Sharing] | whether workers help each other, or keep apart | their own documentation |
/// | [Spares], [Duty] | stand-ins for workers that block in place | `io.magpie.internal.park`, [Duty] |
///
/// ## Nothing waits behind a stuck worker
///
/// A slot's *consumer* side belongs to everyone, its *producer* side to one thread for that thread's life. Everything a
/// worker holds can be taken without its help: the ring and its overflow, the LIFO slot (once it is old), the timers (by
/// taking the wheel's lock), the driver (whose lock is never held in user code). Only the task that is being polled
/// cannot be taken; what wakes it meanwhile sets a bit.
///
/// ## The life of a worker
///
/// 1. *Maintain*: a tick every 1 to 64 polls reads the clock, fires timers and asks the [WakePolicy]; the injection queue
///    is looked at every 8 polls, the driver every 61 or 250 µs, but not before the tasks of its last batch have run.
/// 2. *Next*: the LIFO slot, three times in a row at most, then the queue. When that is empty, or 256 tasks
///    were taken from it, one that yielded, after a look at the driver.
/// 3. *Search*, when there is nothing: the injection queue; half of another worker's queue, for which it counts as
///    searching in the idle word. **A searching worker runs no user code**: it leaves the search first, and the last to
///    leave wakes a successor if there is more, because a push wakes nobody while somebody searches. With `spin`, a
///    worker that searches looks again for a while before it parks.
/// 4. *Park*: the step into the idle word gives up the search; if nobody searches after it, the parker looks at every
///    queue once more, whether it had searched or not. Then it sleeps in the driver, if that is free, or on its token.
///    It wakes up *claimed* (somebody took its bit out of the word: it searches now) or *by itself* (event, timer).
///
/// Once in 65,536 polls a worker replaces what it stores tasks in, so that it stays young for the collector: its context,
/// its rings and LIFO slot, its list of tasks (`docs/decisions/old-objects.md`).
///
/// ## Waking a helper
///
/// A push of a worker wakes a helper only when the [WakePolicy] says so; a push from outside always does. To wake is:
/// full fence, look at the idle word, claim a sleeper by CAS if nobody searches, give it its token. The fence pairs with
/// the CAS of the parker's step, after which the parker reads the queues' indices: one of both sees the other.
///
/// While workers keep apart, thieves and parkers pass over what a worker has that looks around and has not called for
/// help: that worker runs it. Nothing is lost by it: whatever makes a queue stealable again (a call, a long poll, the end of
/// being apart) is seen by the worker's next tick, by the next search, or by the sentinel.
///
/// ## Shutdown
///
/// The registry of tasks is closed, then every task is aborted: its future is dropped on a worker, and its clean-up
/// runs there. A worker leaves when it has nothing to do, the registry is closed and empty; whoever empties it gives
/// everyone a token. The last to leave closes the timers and the driver.
@NullMarked
package io.magpie.internal.scheduler.multi;

import org.jspecify.annotations.NullMarked;
