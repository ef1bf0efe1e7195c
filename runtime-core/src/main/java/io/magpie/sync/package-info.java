/// Channels, locks and permits whose waiters are tasks, not threads.
///
/// | type | what it passes |
/// |---|---|
/// | [Oneshot] | one value, once |
/// | [Channel] | many values, from any number of senders to one receiver; bounded or unbounded |
/// | [Semaphore] | permits, first come, first served |
/// | [Mutex] | the right to be the only one |
/// | [Notify] | a wake-up without a value |
///
/// Whatever waits is a future, inert until polled. It keeps the leaf contract of [io.magpie.future.Future]: what was
/// handed to a waiter that is then dropped goes to the next waiter, in order. All types may be used by any number of
/// tasks and threads, of any runtime or of none, unless a method says otherwise. Threads outside a runtime have the
/// `blocking…` methods. Acquiring, sending to a bounded channel and receiving take one operation of the poll's budget;
/// waiting for a [Notify] and sending to an unbounded channel take none.
///
/// Source: the semantics of Tokio's `sync` module; the mutex follows Go's `sync.Mutex`.
/*
 * PROTOCOLS
 *
 * Access modes: V volatile or a read-modify-write, R/A release/acquire, O opaque, P plain. "Dekker" = both sides
 * write, then read the other's word; all four accesses are V.
 *
 * 1. Combiner: one at a time, and nobody waits.
 *
 *    A structure with waiters (Permits, Notify) is sequential code. Whoever wants to apply an operation enters; if
 *    somebody is inside, he leaves the operation in the inbox and goes on: the one inside applies it before he leaves.
 *    So a thread that is descheduled inside delays wake-ups, but stops no thread.
 *
 *    inbox: null (nobody inside) | BUSY (somebody inside) | LOOK_AGAIN (inside; settle once more) | operations, newest
 *    first (inside; to be applied, oldest first).
 *
 *    | step     | who             | word                      | then                                           |
 *    |----------|-----------------|---------------------------|------------------------------------------------|
 *    | enter    | anyone          | CAS null -> BUSY          | inside: apply, then leave                      |
 *    | submit   | refused enter   | CAS x -> operation(x)     | go on; it will be applied                      |
 *    | lookAgain| anyone          | CAS null -> BUSY          | inside: leave (which settles)                  |
 *    |          |                 | CAS BUSY -> LOOK_AGAIN    | go on                                          |
 *    |          |                 | LOOK_AGAIN, operations: - | go on: who is inside has yet to settle         |
 *    | leave    | the one inside  | settle; CAS BUSY -> null  | wake everyone handed something; done           |
 *    |          |                 | refused: swap -> BUSY     | apply the operations, oldest first; leave again|
 *
 *    All of them V: what was done inside is seen by whoever enters next, and what a submitter wrote before is seen by
 *    whoever applies. The order of the CASes is the order of the operations. Wakers are called outside only.
 *    Everything a waiter is handed is written inside: `outcome` is set once, R, read A by the poller, who then sees all
 *    that came before. A waiter is linked, unlinked and given a new waker inside only: no hand-over can miss a waker.
 *    The wake of a waiter that is terminal (handed its outcome) is chained through the waiter itself: nothing is
 *    allocated. A submitter that has no waiter to leave in the inbox allocates a small object; only a collision of two
 *    threads in the same few instructions does that.
 *
 *    Who owns what in a Waiter: `link` the inbox, then the one inside, then the one who wakes; `previous`, `next`,
 *    `waker` and flags about queueing: the one inside; `finished`, `latest`: the poller.
 *
 * 2. Permits (Semaphore, Mutex, bounded Channel).
 *
 *    word: permits << 3 | CLOSED 4 | STRICT 2 | POKE 1.
 *    STRICT: nobody takes a permit past the queue. POKE: whoever releases must have the queue looked at (lookAgain).
 *
 *    | step      | condition                       | word                    | then                                |
 *    |-----------|---------------------------------|-------------------------|-------------------------------------|
 *    | take(n)   | not CLOSED, not STRICT, n there | CAS -n                  | has them                            |
 *    | wait      | refused                         | -                       | submit itself: appended, settle     |
 *    | release(n)|                                 | CAS +n                  | POKE: lookAgain                     |
 *    | settle    | CLOSED                          | -                       | fail all                            |
 *    | (inside)  | no waiter                       | CAS without POKE, STRICT|                                     |
 *    |           | head insists, n there           | CAS -n                  | hand over to the head; settle on    |
 *    |           | head insists, too few           | CAS with POKE, STRICT   |                                     |
 *    |           | head is patient, n there        | CAS without POKE, STRICT| nudge the head, once: it will take  |
 *    |           | head is patient, too few        | CAS with POKE, not      |                                     |
 *    |           |                                 | STRICT; nudged: no POKE |                                     |
 *    | withdraw  | still waiting                   | -                       | unlink, settle (the next may go)    |
 *    | (inside)  | was handed permits              | CAS +n                  | settle                              |
 *    | close     |                                 | CAS with CLOSED         | lookAgain                           |
 *
 *    Everybody insists, but the waiters of an ordinary Mutex, which are patient until they were passed over for 1 ms.
 *    A nudge is no permit: the nudged poll takes by itself (`take`, then `withdraw`), or says that it failed (`retry`,
 *    inside: the nudge is used up, settle again). A hand-over leaves the mark (outcome) that the poll consumes.
 *    Before it waits, and before it retries, whoever wants the lock of an ordinary Mutex may `take` several times, with
 *    pauses in between (Spinning). That changes nothing here.
 *    No release is lost: POKE and permits are one word, so either the release sees POKE, or settle sees the permits.
 *
 * 3. Notify.
 *
 *    Inside: `stored` (one permit), the queue, `applied` (the last notifyWaiters that reached the queue). `calls` (V)
 *    counts calls of notifyWaiters; a Notified remembers `calls` from its creation. It is complete as soon as `calls`
 *    has moved on, whether it was reached or not, so all of them are at the same moment. One that finds out by itself
 *    withdraws from the queue and keeps what it was handed meanwhile: that came first. A notifyWaiters that met
 *    somebody inside is counted before it reaches the queue. So `one` first does what was counted when it was called:
 *    else it could choose a waiter that is complete already, while one created since waits on for ever. What is counted
 *    later comes later, as the caller of both expects.
 *
 *    | operation (inside) | effect                                                                           |
 *    |--------------------|----------------------------------------------------------------------------------|
 *    | register(w)        | w.call < applied: ALL. stored: ONE, no longer stored. Else appended                |
 *    | one / last         | all(calls at its call); hand to the oldest / newest; nobody there: stored                |
 *    | all(call)          | call > applied: applied = call; hand ALL to everyone created before               |
 *    | withdraw, dropped  | waiting: unlink. ONE or LAST, not consumed: passed on the same way                 |
 *
 *    Shortcuts. While nobody is inside, the inbox says more than null, and the two usual steps are one CAS each:
 *
 *    inbox: null (nobody waits, no permit) | STORED (nobody waits, the permit) | w (only w waits, no permit; w.idle) |
 *    QUEUED (somebody is in the list). All of them mean that nobody is inside. Who enters moves w to the list, as
 *    `register(w)` does, and w.idle is false from then on.
 *
 *    | shortcut      | condition                    | inbox               | then                                     |
 *    |---------------|------------------------------|---------------------|------------------------------------------|
 *    | register(w)   | null                         | CAS null -> w       | look at `calls` again, as always         |
 *    |               | STORED                       | CAS STORED -> null  | ONE; if w is complete by `calls`: ALL,   |
 *    |               |                              |                     | and `one` again: the permit is another's |
 *    | one           | null, STORED                 | CAS -> STORED       | a CAS in both cases: it publishes        |
 *    |               | w, created since the calls   | CAS w -> null       | w is TAKEN: outcome ONE, then its waker  |
 *    |               | counted when `one` was called|                     |                                          |
 *
 *    TAKEN and not told yet: w is in no list, waits by its state, and w.idle is true, which nobody but the one inside can
 *    tell from being in the inbox. So any operation on w that runs inside (new waker, withdraw, abandon) and finds w.idle
 *    sets the outcome itself; both set the same. A new waker is then woken by the one inside: the notifier may know only
 *    the old one, and the poll that brought the new one may have ended.
 *
 * 4. Oneshot. `cell` is decided once: CAS null -> value (send), SENDER_GONE or RECEIVER_GONE, by whichever end comes
 *    first. The winner then reads (V) the other end's waker slot, and wakes. Who waits: writes its slot (V), then
 *    reads the cell (V) again: Dekker. It may skip both if the slot has its waker: a decision made since reads it.
 *
 * 5. Channel = Permits (one for each place) + SegmentQueue (the slots) + the receiver's waker.
 *
 *    One word decides everything. Above the permits, the word of Permits has RECEIVER_WAITS, and counts the slots that
 *    were ever claimed (modulo 2^29; `head` counts those that were read, so the difference is the number of messages).
 *
 *    | step         | who      | condition                  | word                        | then                        |
 *    |--------------|----------|----------------------------|-----------------------------|-----------------------------|
 *    | send         | a sender | as `take(1)`               | CAS -1, claim, not WAITS    | write the slot; WAITS: wake |
 *    | push         | who has a place | -                   | CAS claim, not WAITS        | the same                    |
 *    | free(n)      | receiver | n messages read            | +n                          | POKE: lookAgain             |
 *    | await        | receiver | nothing claimed, no end    | waker R; then CAS WAITS     | sleep                       |
 *    |              |          | else                       | -                           | look at the slots again     |
 *    | give back(n) | who has a place | unused              | CAS +n; CLOSED: not WAITS   | POKE: lookAgain; WAITS: wake|
 *    | close        | anyone   | not CLOSED                 | CAS CLOSED, not WAITS       | lookAgain; WAITS: wake      |
 *
 *    Whoever clears RECEIVER_WAITS wakes, once what the receiver is to see is there. So there is no Dekker: `await`
 *    changes the same word, and is refused if a slot was claimed. A waker stays in its place from message to message; one
 *    that is already there, with RECEIVER_WAITS set, needs no step at all. Another one does, even if the bit is set
 *    already: it is published by the CAS. A sender that cleared the bit before may find either: the new one has been
 *    refused, or has seen the claim.
 *    Of an unbounded channel only reserved places are counted: sends need no permit, but refuse on CLOSED.
 *
 *    Slots: a sender reads the segment hint (V), claims an index, finds its segment by walking on from the hint, and
 *    writes its slot (R). The hint only ever moves to a segment of which an index has been claimed; so, read before the
 *    claim, it is never past the claimed index. Each slot is used once. The one receiver reads its slot (A) and then
 *    writes `head`. Claimed but unwritten: the sender is between two instructions; the slot is waited for by spinning and
 *    yielding, and never slept on.
 *    A consumed segment's `next` is cut, lest dead segments keep young ones alive; a sender that walks into the cut
 *    starts again from the receiver's segment, which is never past a slot that is not written.
 *
 *    End: CLOSED and all permits are back, and, if unbounded, no claimed slot is unread. In a bounded channel a permit
 *    returns when its message was received, or unused; a reserved place of an unbounded one is claimed before its permit
 *    returns. So there will be no message after that.
 */
@CheckReturnValue
@NullMarked
package io.magpie.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
