/// Readiness, wakers, and the backends that feed them.
///
/// ## Protocol
///
/// One object per socket, never reused: a [io.magpie.io.internal.ScheduledIo] with a readiness word and two slots.
/// A backend extends it with what it needs to have an event reported again; nothing above it knows which backend
/// it is.
///
/// The word (`int`): bits 0–5 readiness, bit 8 SHUTDOWN, bits 9–31 a tick. Its transitions are the pure functions
/// of [io.magpie.io.internal.Readiness], applied by CAS.
///
/// | step | who | action |
/// |---|---|---|
/// | deliver | a poller | one CAS: bits united, tick + 1; *then* take the slots concerned and wake |
/// | clear | the task | after a read or write that found nothing more: remove the bits iff the tick is still that of the word it acted on |
/// | wait | the task | ready → go; else write the slot, *then* read the word again; still nothing → arm, pending |
/// | shut down | owner or poller | SHUTDOWN into the word, then take both slots and wake |
///
/// Bits and tick change in one CAS. Two separate operations lose an edge: between them a task clears with the old
/// tick what has just been set, and the wake that follows finds a reader that sees nothing.
///
/// *Slot, then word* against *word, then slot* is a Dekker pair: all four accesses are volatile, or both sides
/// might miss each other and the reader sleeps for ever.
///
/// A slot holds one reference, changed in one operation:
///
/// | in the slot | comes there | leaves it |
/// |---|---|---|
/// | nothing | | |
/// | a bare waker, of a hand-written future | when that waits; the latest wins | when a poller takes it |
/// | a [io.magpie.io.internal.SocketFuture] | when it waits for the first time | when it has finished or was dropped, by its own hand |
///
/// A future stays there although it was woken: pollers take its waker, not itself. So a second one that comes between the
/// wake and the poll, while there is something to read or room to write, finds it and fails. Else it would take bytes out
/// of the middle of the first one's `readExactly`, or put its own into the middle of a `writeAll`. Everybody looks at the
/// slot before the word; it lies beside it.
///
/// ## The NIO backend
///
/// One selector per poller. It is level-triggered, and the design rests on that: *interest in reading stays armed*
/// while the socket is open. A task that was woken reads before the next select, clears the bit after a short
/// read, and waits; data that comes later is reported by the next select. So a request costs one select event, one
/// read, one write, and no change of a key.
///
/// - An event for a socket whose readable bit is still set is *stale*: its task has not read yet. The first few are
///   ignored, then the next in a row drops the interest (two `epoll_ctl`, but no spinning on what nobody reads). The
///   order is: drop, *then* deliver. So a dropped interest is followed by a set bit, hence by a clear, and who waits
///   after the clear sees that the interest is gone and arms it again.
/// - Interest in writing, connecting is armed when a task waits for it, and dropped by its event.
/// - Arming changes the key, then looks whether a thread is polling; that thread says so before it
///   selects: a Dekker pair again. Either the thread applies the change as it enters, or it is woken to apply it.
/// - A selector frees the descriptor of a closed channel during a select only. `close` therefore cancels the key and runs
///   a select of its own, that waits for nothing and drops what it finds (level-triggered: the next select finds it
///   again). A thread that polls is woken for that and does not wait again while somebody is closing.
/// - Such a select swallows a wake-up meant for the polling thread. So a wake-up is a flag of ours
///   ([io.magpie.io.internal.SelectGate]), read under the lock that covers every select; the selector's own wake-up only
///   ends a wait.
@NullMarked
package io.magpie.io.internal;

import org.jspecify.annotations.NullMarked;
