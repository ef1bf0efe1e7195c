/// The queues that tasks wait in: one run queue per worker, one injection queue per runtime.
///
/// ## Who produces, who takes
///
/// | queue | producer | consumers |
/// |---|---|---|
/// | [LocalRunQueue] | its owner, for ever | its owner; thieves |
/// | [SegmentQueue] | its owner, for ever | any thread |
/// | [YieldQueue] | its owner, for ever | any thread |
/// | [InjectQueue] | any thread | any thread that gets its try-lock |
///
/// A consumer side belongs to everyone, because nothing may wait behind a stuck worker. A producer side never
/// changes hands: a replacement worker gets queues of its own.
///
/// ## The order that is kept
///
/// First in, first out. The only exceptions: a thief's batch goes behind what the thief already had; elements of a
/// refill that the ring refuses go to the back; the LIFO slot. Once something is in the overflow, pushes go behind
/// it. Those that yielded are in order among themselves, in a [YieldQueue]: a ring and an overflow of their own, from
/// which the owner takes when nothing else is ready, or when too many others had their turn.
///
/// ## Words
///
/// | word | written by | read by |
/// |---|---|---|
/// | `SegmentQueue.pushed` | owner, release, after the slot (and the link of a new segment) | takers, volatile |
/// | `Segment.head` | takers, CAS: claims | takers, volatile |
/// | `SegmentQueue.headSegment` | takers, CAS, when every slot of it is claimed | takers, volatile; never cached |
/// | `Segment.next` | owner once, release; unlinked by the taker that moved `headSegment` | takers, volatile |
/// | `RenewableRing.draining` | owner, before `ring`; to null once it is empty | anyone, after `ring` |
/// | `RenewableRing.ring` | owner | anyone |
/// | `LifoSlot.place` | owner, when it is empty | anyone |
/// | its element | owner: null to element; owner and thieves: element to null, CAS or swap | anyone |
/// | `InjectQueue.lock` | CAS 0 to 1, release to 0 | - |
///
/// A taker claims with one CAS and then empties slots that are its own: a slot is used once, so there is no ABA,
/// and a taker that is descheduled in between keeps nobody waiting. The ring (JCTools) reuses its slots: there the
/// owner finds such a slot occupied, and uses the overflow meanwhile.
///
/// ## Why rings are replaced
///
/// A reference stored in an object of the collector's old generation costs a fence and more (G1, up to JDK 25). So a worker
/// replaces its rings and its LIFO slot every few milliseconds (`LocalRunQueue.renew`): a producer side still never changes
/// hands, what was in the ring stays there, is taken first, and nothing is added to it any more.
@NullMarked
package io.magpie.internal.queue;

import org.jspecify.annotations.NullMarked;
