/// Tasks: the state word, the object that is runnable, waker and join handle at once, and the registry of all tasks.
///
/// ## The word
///
/// A task has one `int` of named bits, [TaskState]. It begins as NOTIFIED, because a spawned task is put on a queue at
/// once.
///
/// | bit | set by | means |
/// |---|---|---|
/// | RUNNING | `start` | a runner has the task: it polls, or the task waits in a list of yields |
/// | COMPLETE | `complete` | the outcome is final; later bits mean nothing |
/// | NOTIFIED | `wake`, `abort` | to be polled (again) |
/// | CANCELLED | `abort` | somebody wants it cancelled |
/// | DELIVERED | `start`, `resume`, `suspend` | the cancellation was handed to the future: it is dropped, not polled |
/// | JOIN_WAKER | `joinRegister` | the stack of waiters was used |
/// | CLAIMED | `claim`, `joinRegister` | somebody looks at the outcome |
/// | DETACHED | `detach` | nobody will look at the outcome |
///
/// ## The entry
///
/// Except for a task that yielded: `NOTIFIED ∧ ¬RUNNING ∧ ¬COMPLETE` if and only if exactly one *entry* of the task
/// exists, in a queue, in a thief's hand, or about to be pushed by the one whose transition said *submit*. Only the
/// holder of the entry may `start` the task. A task that yielded stays RUNNING while its entry waits among the yields;
/// the holder of that entry is the next runner and calls `resume`.
///
/// ## Who may touch what
///
/// | field | idle | RUNNING | COMPLETE |
/// |---|---|---|---|
/// | `payload` (plain): the future, then the value or a [Failure] | nobody | the runner | anyone reads, after a volatile read of COMPLETE |
/// | `reason` | CAS from null by an aborter *before* its `abort`; losers keep the first | same | same |
/// | `waiters` | CAS push by any waiter; the completer takes all, once | same | closed |
/// | `ownedNext`, `ownedPrevious`, `shard` | under the lock of the registry's shard | same | same |
/// | `details` | CAS from null by anyone | same | same |
///
/// 1. A runner's plain accesses are ordered by `suspend` (RMW) → `wake` (RMW) → push (release) / pop (acquire) → `start`
///    (RMW); for a yield by push/pop alone.
/// 2. What a waker's thread wrote before `wake` (RMW) is visible after `start` (RMW). Therefore **`wake` never skips its
///    RMW**, not even when a plain look shows NOTIFIED: the runner may clear the bit and poll while the waker's data is
///    still in its store buffer.
/// 3. The future is replaced by the outcome *before* the `complete` RMW, so what the future captured is unreachable from
///    the task when completion is visible.
/// 4. A waiter pushes its node, *then* sets JOIN_WAKER (RMW), *then* looks at COMPLETE. The completer sets COMPLETE
///    (RMW), and if the old word has JOIN_WAKER, takes the stack and closes it. One of both sees the other. A waiter that
///    finds JOIN_WAKER set reads the word (volatile) after its push: if COMPLETE is not there yet, the completer's take
///    comes later than the push.
/// 5. `reason` is there before CANCELLED is: the runner that sees CANCELLED finds a reason.
/// 6. Shutdown is `abort` of every task; nothing takes a task out of a queue without running it, so `start` never meets
///    COMPLETE.
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
/// - All other tasks are in [OwnedTasks]: a list, a count and a closed flag under a short lock. Those that a stand-in
///   spawns are among them, because a stand-in may end.
///
/// **Closing.** `closed` is set, then every task listed is aborted. A worker reads `closed` before it lists a task, and
/// may miss it, and the closer may miss that task, or others whose list changes under its eyes. Therefore each worker
/// aborts its own list once itself, when it has seen `closed` in its loop (*acknowledge*); what it spawns after that is
/// refused, in its program order. So every task is aborted by the closer, by its worker, or refused; also if the worker
/// is stuck, whose list then does not change. Workers leave when they have acknowledged, and the registry is empty.
/// Whoever completes the last task after it has seen `closed` tells all workers; between its count and its look at the
/// others' counts stands a full fence, so of two who are last at once one sees both. Whoever has not seen `closed` finds
/// the registry empty when it parks, leaves, and tells the others then.
///
/// **What is kept.** A task that was completed by a thief stays reachable until its worker collects it: at its next tick,
/// before it sleeps, and when 256 have gathered. Its future is gone already; its value is not.
@NullMarked
package io.magpie.internal.task;

import org.jspecify.annotations.NullMarked;
