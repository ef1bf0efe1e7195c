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
 *    No release is lost: POKE and permits are one word, so either the release sees POKE, or settle sees the permits.
 *
 * 3. Notify.
 *
 *    Inside: `stored` (one permit), the queue, `applied` (the last notifyWaiters that reached the queue). `calls` (V)
 *    counts calls of notifyWaiters; a Notified remembers `calls` from its creation. It is complete as soon as `calls`
 *    has moved on, whether it was reached or not, so all of them are at the same moment. One that finds out by itself
 *    withdraws from the queue and keeps what it was handed meanwhile: that came first.
 *
 *    | operation (inside) | effect                                                                           |
 *    |--------------------|----------------------------------------------------------------------------------|
 *    | register(w)        | w.call < applied: ALL. stored: ONE, no longer stored. Else appended                |
 *    | one / last         | hand to the oldest / newest; nobody there: stored                                |
 *    | all(call)          | applied = call; hand ALL to everyone created before                              |
 *    | withdraw, dropped  | waiting: unlink. ONE or LAST, not consumed: passed on the same way                 |
 *
 * 4. Oneshot. `cell` is decided once: CAS null -> value (send), SENDER_GONE or RECEIVER_GONE, by whichever end comes
 *    first. The winner then reads (V) the other end's waker slot, and wakes. Who waits: writes its slot (V), then
 *    reads the cell (V) again: Dekker. It may skip both if the slot has its waker: a decision made since reads it.
 *
 * 5. Channel = Permits (one for each place) + SegmentQueue + the receiver's waker slot.
 *
 *    Queue: `tail` = index << 1 | CLOSED. A sender reads the segment hint (V), claims an index (RMW on `tail`), finds
 *    its segment by walking on from the hint, and writes its slot (R). The hint only ever moves to a segment of which
 *    an index has been claimed; so, read before the claim, it is never past the claimed index. Each slot is used once.
 *    The one receiver reads its slot (A) and then writes `head`. Claimed but unwritten: the sender is between two
 *    instructions.
 *    A consumed segment's `next` is cut, lest dead segments keep young ones alive; a sender that walks into the cut
 *    starts again from the receiver's segment, which is never past a slot that is not written.
 *
 *    Wake: sender: claim (RMW), slot, read waker slot (V). Receiver: waker slot (V), read `tail` (V). Dekker on `tail`,
 *    not on the slot: so a claimed slot is waited for by spinning and yielding, and never slept on.
 *
 *    End, bounded: CLOSED and all permits are back. A permit returns when its message was received, or unused; so then
 *    the queue is empty for ever. Unbounded: sends need no permit, but refuse on CLOSED of `tail`; reserved ones hold a
 *    permit of a count that never runs out. End: as bounded, and then `tail` CLOSED with `head` = index. The order of
 *    the two reads matters: a reserved send claims its index before its permit returns.
 *    Whatever returns a permit of a closed channel wakes the receiver.
 */
@NullMarked
package io.magpie.sync;

import org.jspecify.annotations.NullMarked;
