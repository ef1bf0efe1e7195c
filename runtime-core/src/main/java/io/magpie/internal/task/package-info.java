/// Tasks: the state word, the object that is runnable, waker and join handle at once, and the registry of all tasks.
///
/// ## The word
///
/// A task has one `int` of named bits, [TaskState]. It begins as SCHEDULED, because a spawned task is put on a queue at
/// once.
///
/// | bit | set by | means |
/// |---|---|---|
/// | SCHEDULED | `wake`, `abort` | somebody has the task: it is on a queue, or a runner polls it |
/// | COMPLETE | `complete` | the outcome is final; later bits mean nothing |
/// | NOTIFIED | `wake` | woken while it was scheduled |
/// | CANCELLED | `abort` | somebody wants it cancelled |
/// | DELIVERED | `begin`, `suspend` | the cancellation was handed to the future: it is dropped, not polled |
/// | JOIN_WAKER | `joinRegister` | the stack of waiters was used |
///
/// ## The entry
///
/// While a task is SCHEDULED there is exactly one *entry* of it: in a queue, in a thief's hand, about to be pushed by the
/// one whose transition said *submit*, or with the runner that polls. Only the holder of the entry may `begin` a poll. `suspend` ends the entry, if nobody has woken the task meanwhile; if somebody has, the runner keeps
/// the entry, and puts it at the back of its queue. A yield keeps it, too, and changes nothing in the word.
///
/// One bit for "on a queue" and "being polled", because no decision needs to tell them apart. So the usual `begin` is a
/// look at the word, not a read-modify-write. The decision is recorded in `docs/decisions/scheduled-bit.md`.
///
/// ## Who may touch what
///
/// | field | idle | SCHEDULED | COMPLETE |
/// |---|---|---|---|
/// | `payload` (plain): the future, then the value or a [Failure] | nobody | the holder of the entry | anyone reads, after a volatile read of COMPLETE |
/// | `reason` | CAS from null by an aborter *before* its `abort`; losers keep the first | same | same |
/// | `waiters` | CAS push by any waiter; the completer takes all, once | same | closed |
/// | `ownedNext`, `ownedPrevious`, `shard` | under the lock of the registry's shard | same | same |
/// | `details` | CAS from null by anyone | same | same |
/// | `detached` (opaque), from false to true | anyone, if it is read afterwards as rule 7 says | same | same |
///
/// 1. A runner's plain accesses are ordered by `suspend` (RMW) → `wake` (RMW) → push (release) / pop (acquire); while the
///    task stays scheduled (a yield, a resubmit) by push/pop alone. So every queue publishes what it passes on.
/// 2. What a waker's thread wrote before `wake` (RMW) is visible to a poll that begins later: a wake that submits is
///    ordered by the queue; one that finds SCHEDULED sets NOTIFIED, which `begin` (volatile read, then RMW) or `suspend`
///    (RMW) finds. Therefore **`wake` never skips its RMW**, not even when a plain look shows NOTIFIED: the runner may
///    clear the bit and poll while the waker's data is still in its store buffer.
/// 3. The future is replaced by the outcome *before* the `complete` RMW, so what the future captured is unreachable from
///    the task when completion is visible.
/// 4. A waiter pushes its node, *then* sets JOIN_WAKER (RMW), *then* looks at COMPLETE. The completer sets COMPLETE
///    (RMW), and if the old word has JOIN_WAKER, takes the stack and closes it. One of both sees the other. A waiter that
///    finds JOIN_WAKER set reads the word (volatile) after its push: if COMPLETE is not there yet, the completer's take
///    comes later than the push.
/// 5. `reason` is there before CANCELLED is: the runner that sees CANCELLED finds a reason.
/// 6. Shutdown is `abort` of every task; nothing takes a task out of a queue without running it, so `begin` never meets
///    COMPLETE.
/// 7. Who detaches a task sets `detached`, *then* looks at COMPLETE, **without a fence in between**: a read-modify-write
///    at each spawn, for a race that only a task can lose which fails in that same instant on another processor. Who
///    completes a task that failed sets COMPLETE (RMW), *then* reads `detached`. So both may miss the other, and therefore
///    whoever waits for unseen failures looks at `detached` once more, a millisecond later, when the store has long
///    arrived. If it were later still, the failure is reported like any other: when the task is collected, or at close.
///    Whoever finds a failure of a detached task reports it; `Failure.seen` lets one of them.
///
/// 8. A failure counts as seen by those who wait when the task completes: each node of a waiter is taken by a swap, by
///    the completer or by the waiter who gives up. If the completer finds nobody, the failure is unseen. A waiter who gives
///    up and finds its node taken, or no node, watches a failure that is still unseen itself.
///
/// ## The registry
///
/// [TaskRegistry] knows every task that is alive. A spawn lists the task before it schedules it; a completion takes it
/// off as its last step.
///
/// - A worker's own spawns are on the list of that worker, [WorkerTasks], which it alone changes: no lock, no
///   read-modify-write. A task that was stolen is given back on a stack when it completes. `linked` and `completed` have
///   one writer each; tasks alive are the sum of the one less the sum of the other. Read completions first: then equal
///   sums mean that there was a moment without tasks.
/// - A task spawned from outside is *admitted*: counted, and put on the injection queue. The worker that pulls it there
///   lists it as if it were its own. One word has the count of all that were ever admitted, and the flag that ends
///   admission: so what was admitted will be pulled, and keeps the workers until then.
/// - All other tasks are in [OwnedTasks]: a list, a count and a closed flag under a short lock. Those that a stand-in
///   spawns or pulls are among them, because a stand-in may end.
///
/// **Closing.** `closed` is set, then every task listed is aborted. A worker reads `closed` before it lists a task, and
/// may miss it, and the closer may miss that task, or others whose list changes under its eyes. Therefore each worker
/// aborts its own list once itself, when it has seen `closed` in its loop (*acknowledge*); what it spawns after that is
/// refused, in its program order. So every task is aborted by the closer, by its worker, or refused; also if the worker
/// is stuck, whose list then does not change. What waits in the injection queue is listed by the closer, so that a report
/// names it; whoever pulls an admitted task after his acknowledgement aborts it. Workers leave when they have acknowledged, and the registry is empty.
/// Whoever completes the last task after it has seen `closed` tells all workers; between its count and its look at the
/// others' counts stands a full fence, so of two who are last at once one sees both. Whoever has not seen `closed` finds
/// the registry empty when it parks, leaves, and tells the others then.
///
/// **What is kept.** A task that was completed by a thief stays reachable until its worker collects it: at its next tick,
/// before it sleeps, and when 256 have gathered. Its future is gone already; its value is not.
@NullMarked
package io.magpie.internal.task;

import org.jspecify.annotations.NullMarked;
