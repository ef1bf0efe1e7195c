/// How workers sleep and are woken, who is looked after by whom, and how many run.
///
/// Three words and one per worker; each changes by pure functions ([IdleState], [ParkState], [CrewState]) that
/// tests explore exhaustively, applied by CAS in the class without `State`.
///
/// ## Slots
///
/// A worker has a slot, a number from 0. A slot has one bit in the idle word, a [Parker], and queues. Slots of
/// spare workers come after those of the others.
///
/// ## The idle word: who sleeps, who searches
///
/// `parked` bit per slot, `searching` count, `sentinel` slot or none. One word, so no two counters can disagree.
///
/// | step | atomic action | then |
/// |---|---|---|
/// | notify | fence; searching = 0 and parked not empty: clear a bit, searching+1 | unpark that slot |
/// | trySearch | 2·searching < workers: searching+1 | look everywhere; refused: park |
/// | foundWork | searching-1 | nobody searches now: **look at all queues again**, found, or no sentinel: notify; only then
/// run user code |
/// | park | own bit set; searching-1 if mine; the sentinel's role if free | nobody searches now: **look at all queues
/// again**, found: notify |
/// | woken by token | none | bit still set: stale token, sleep again; clear: I am searching |
/// | leave (event, timer, found something as sentinel) | own bit cleared, role given up if mine | see [Idle.Leave] |
/// | cool down | whole word as observed, all asleep, role mine: role to none | sleep for good |
/// | retire | searching-1 if mine | as for park |
///
/// Rules:
///
/// 1. `searching` = slots that search + claims whose slot has not yet noticed. A claimed worker is *born searching*.
/// 2. A searching worker never runs user code: a stuck searcher would silence every notify.
/// 3. After a push and a notify one of these holds for ever after: the element was taken; somebody who searches has not
///    made his last look; nobody sleeps.
/// 4. Whoever's park leaves nobody searching looks again, whether he searched or not: the last searcher may have left
///    before this worker's bit was set, and found nobody to wake.
/// 5. The role of *sentinel* belongs to a sleeper who wakes up every millisecond to look after the workers that run.
/// With everybody asleep it is given up ([Idle#coolDown]); the first to leave then wakes one more worker, who finds
/// nothing, parks and takes the role. Thus: somebody in user code and somebody asleep imply that somebody searches,
/// is being woken, or is sentinel.
///
/// ## Push and park (Dekker)
///
/// push (release), full fence, read of the idle word ‖ CAS of the idle word (park), read of the queues' indices.
/// Either the pusher sees the sleeper, or the sleeper sees the element. Release and acquire alone allow both to
/// miss.
///
/// ## Token and poller
///
/// Each [Parker] has a token: `EMPTY`, `POLL`, `THREAD`, `NOTIFIED`. Unparking swaps `NOTIFIED` in, always, and
/// then wakes what the old state names. A wake-up is sticky: parking on `NOTIFIED` returns at once. Returning from
/// the system's wait says nothing; only the token and the own bit do.
///
/// Every poll of a poller stands behind its [PollerLock], timeout 0 included: a second poller would harvest the
/// wake-up of a worker that sleeps in the first. `POLL` is published only by the lock's holder. The holder polls,
/// swaps the token, unlocks, and only then runs user code.
///
/// ## Crew: how many run
///
/// `crew` = {spare slots in use, count of stuck workers}, and `life[slot]` = OK or STUCK(sequence number of the
/// poll).
///
/// | step | action |
/// |---|---|
/// | mark | crew: stuck+1; **then** life CAS OK to STUCK(seq); refused: stuck-1; the poll has ended meanwhile: life CAS back to OK, and stuck-1 if that succeeds |
/// | replace | fewer spares than stuck, and a spare slot is free: its bit set; start its thread |
/// | return | life CAS STUCK to OK: stuck-1 |
/// | retire (a spare, before it parks) | more spares than stuck: its bit cleared |
///
/// A mark is counted before `life` shows it, and un-counted by the one whose CAS takes it off, so the count is
/// never too low. It may be too high for a moment, while a second observer learns that it came second: a spare may
/// start that retires at once. Runnable = workers + spares - stuck is computed, never stored. A mark seen one poll
/// late, or of an older poll, is taken off all the same.
@NullMarked
package io.magpie.internal.park;

import org.jspecify.annotations.NullMarked;
