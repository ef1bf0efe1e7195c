/// Timers: the clock, the wheel of each worker, and the entries in it.
///
/// ## For the worker
///
/// - One [TimerWheel] a worker slot, made with the runtime's [Clock] and a callback that unparks the slot's worker.
///   It is what `cx.service(Timers.class)` gives to futures polled on that worker. A thread without a slot (a
///   `blockOn` of the multi-thread runtime) gives any worker's wheel: all methods may be called from any thread.
/// - One [WakeBatch] a thread, with the [WakeSink] that puts tasks on this thread's queue.
/// - On a tick: `wheel.advance(now, batch)`; without anything due it is one read. For a stuck worker, another one
///   calls the same with its own batch.
/// - To park: `long until = wheel.prepareToPark(now)`. [TimerWheel#WORK_NOW]: call `advance` instead. Otherwise park
///   for `until - now` nanoseconds at most, and call `unparked()` after it. The callback may come at any time, also
///   from inside `prepareToPark` on the same thread, so it must set a token that a later park sees.
/// - A sentinel looks at `nextDeadline()`, and at `size()` to see whether an orphan is empty.
/// - At shutdown `close()`: the futures that wait are woken and fail, as do later ones.
/// - A [PausableClock] that is paused and idle is moved with `clock.advanceTo(until)`, `until` from `prepareToPark`.
///   Threads tell their clock to code without a context by being a [CurrentClock.Carrier], or with
///   [CurrentClock#bind].
///
/// ## Protocol
///
/// *Lock holder* is whoever got the wheel's try-lock: any thread. It runs no user code.
///
/// | field | written by | read by |
/// |---|---|---|
/// | entry `word` | the poller; the lock holder (fire, shut down); see *One word* | anyone |
/// | entry `waker` | the poller sets; whoever fired it takes | both |
/// | entry `queued` | the poller sets; the lock holder clears | both |
/// | entry `nextPending` | who set `queued` | the lock holder, before it clears `queued` |
/// | entry `home` | the poller, before the entry is shared | the poller |
/// | entry `slot`, `next`, `previous`; slots | the lock holder | the lock holder |
/// | `pending` | pollers push; the lock holder takes all | anyone |
/// | `nextTick`, `size` | the lock holder | anyone, as a hint |
/// | `parkedUntil` | the home: to sleep, under the lock; awake, without | the lock holder |
///
/// *One word*: while it is armed, both change it by compare-and-set, but the poller that is the lock holder stores; what
/// is not armed the poller alone changes.
///
/// Steps of the poller:
///
/// - *Arm, reset to earlier*: change the word, then *place*.
/// - *Cancel*: if the lock is free, change the word by a store, *settle* and *release*; else change it by
///   compare-and-set, then *enqueue*. What is not armed is cancelled by a store: nobody else changes it.
/// - *Reset to later*: change the word. Who finds the entry at its old place links it anew.
/// - *Place*: if the lock is free, *settle* and *release*; else *enqueue*.
/// - *Enqueue*: set `queued`; if it was clear, push, then *try the lock once more*, and release.
///
/// Steps of the lock holder:
///
/// - *Settle*: read the word. Unlink the entry if it is linked; link it at its tick if it is armed.
/// - *Cascade*, when the wheel comes to a slot of a higher level: link its entries anew, each at the tick of its word.
/// - *Drain*: take `pending`; for each, read `nextPending`, **then** clear `queued`, **then** settle.
/// - *Expire*: take out what is due. Armed for a later tick: link it anew. Else compare-and-set to fired, and take
///   the waker into the batch, which is delivered after the release.
/// - *Release*: drain; unlock, **then** look at `pending`: if it is not empty, try the lock again. Unpark the home if
///   something was linked that is earlier than `parkedUntil`.
/// - *Park* (home): lock, drain, `parkedUntil` = next tick, release.
///
/// Why it is safe:
///
/// - *Never early, never by an old deadline*: an entry fires at tick ≤ now only, its tick is the deadline rounded up,
///   and the compare-and-set that fires it contains the tick. Fire, reset and cancel meet in that one word. Who
///   cancels by a store has the lock, and only its holder fires.
/// - *An entry that is armed for the first time is seen armed, and with its waker*, though both are plain stores: nobody
///   else knows the entry before its poller has the lock or has pushed it, and whoever meets it later took the lock, or
///   the list, after that.
/// - *No entry is stranded in `pending`*. The pusher pushes, then tries the lock; the holder unlocks, then reads
///   `pending`. All four are volatile: either the pusher gets the lock, or the holder sees the entry. So a non-empty
///   list means that somebody is about to drain it, and nobody has to look there first.
/// - *An entry that is queued already is seen by its new word*. The poller changes the word, then sets `queued`; the
///   drainer clears `queued`, then reads the word. Either the drainer reads the new word, or the poller pushes again.
/// - *The home does not oversleep*. `parkedUntil` is set under the lock; who links something later holds the lock
///   after that, and compares. That may be the parking home itself: its own callback then makes the park return at
///   once.
/// - *No wake is lost*. The poller sets the waker, then reads the word; who fires changes the word, then takes the
///   waker.
///
/// An entry stays with the wheel it was first armed on, its home, also when its task moves to another worker: between
/// the clearing of `queued` and the reading of the word nobody can tell that the old wheel is done with it.
///
/// Differs from the usual scheme (Tokio, Kotlin) in that the list's pusher tries the lock again after the push, as in
/// flat combining; without it, every parker and every unlock would need another check of `parkedUntil`.
@NullMarked
package io.magpie.internal.time;

import org.jspecify.annotations.NullMarked;
