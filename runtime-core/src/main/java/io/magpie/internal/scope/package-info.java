/// Scopes: a body that one task polls, and children that run elsewhere and never outlive it.
///
/// ## Phases
///
/// [ScopeFuture] is polled by one task, the *owner's*. It alone decides: children that have ended are settled in its
/// polls, and only there does a failure cancel anything.
///
/// | phase | entered | a poll | a drop |
/// |---|---|---|---|
/// | new | at the start | makes the body → open | → finished; nothing ever ran |
/// | open | the first poll | settles children, polls the body | → cancelling |
/// | cancelling | a policy, or the owner, has decided | settles children, drops the body again | the same |
/// | finished | the body and every child have ended | is a bug | answers `CANCELLED` |
///
/// A poll settles the children *before* it polls the body. So the failure of a child reaches the body as its own
/// cancellation; only a failure that comes during the poll may be seen by an await of the child's handle first.
///
/// ## Who owns what
///
/// A child's task wakes its [Child] when it has ended: after its outcome is final, so a scope that has settled all its
/// children leaves no task behind. [Children] has three shared words: the *word* ([ScopeWord]: open, cancelled or ended,
/// and the number of children that were let in and are not settled), the *stack* of children with news, and the
/// *poller*, the waker of the owner's task. The list of kept children is the poller's own.
///
/// | step | who | action |
/// |---|---|---|
/// | enter | spawner, before the spawn | CAS the word: one child more; refused if it is not open |
/// | arrive | spawner, after the spawn | push the child as ARRIVED, wake nobody; then register it with its task; then read the word, and abort the child if it says cancelled |
/// | wake | who completes the task; also the spawner, if the task was complete | swap the child's state to ENDED; it was KEPT: push it; it was KEPT or ARRIVED: read the poller and wake it |
/// | aim | poller | store its waker |
/// | take | poller, after aim | swap the stack to empty |
/// | keep | poller, for each child taken | CAS ARRIVED to KEPT; refused: the child has ended, settle it |
/// | leave | poller, for each child settled | CAS the word: one child less |
/// | cancel | poller | CAS the word to cancelled; then take; then abort all kept |
/// | end | poller, after the body has ended | CAS the word from no children to ended |
///
/// - *A child is on the stack once at most.* It is pushed as ARRIVED, and again only by the wake that found KEPT; the
///   poller keeps it after it was taken. Nothing is freed, so there is no ABA problem.
/// - *No end is missed.* aim → take and push → read of the poller: both sides write one word and then access the
///   other's, with volatile strength. A push that a take misses wakes the poller it aimed. A wake that finds ARRIVED
///   pushes nothing: the child is on the stack, because the task learnt of it only after the push, or it was taken and is
///   about to be kept, and then `keep` fails.
/// - *No child escapes a cancel.* cancel → take, and push → read of the word: the poller finds the child or the spawner
///   finds the cancellation. Both may; a second abort does nothing.
/// - *No child escapes the end.* It is counted before its task exists. The end is a CAS from a count of zero, so a spawner
///   was let in before and is counted, or is refused.
/// - *Nothing blocks.* A child that arrives wakes nobody: the poller needs to know of it when it ends, when the scope is
///   cancelled, and not before.
@NullMarked
package io.magpie.internal.scope;

import org.jspecify.annotations.NullMarked;
