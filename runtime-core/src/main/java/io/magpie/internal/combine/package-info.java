/// Combinators: futures made of futures that are polled by one task.
///
/// ## One engine
///
/// [Combination] runs the branches of `join`, `tryJoin` and `race`; which of the three it is, is a [Rule]. It knows two
/// ways to keep branches: [FewBranches] polls all of them on every poll, [ManyBranches] polls those that were woken.
///
/// | phase | entered | a poll | a drop |
/// |---|---|---|---|
/// | running | at the start | polls branches | → dropping |
/// | closing | a branch was decisive | drops the other branches again | the same |
/// | dropping | the owner called `drop` | is a bug | drops the branches again |
/// | finished | no branch is open | is a bug | answers `CANCELLED` |
///
/// The outcome is handed over only in the step that leaves no branch open. While closing, the combination keeps the
/// clean-up timeout: when that is over, all open branches are dropped a last time, and given up if they still wait. While
/// dropping, that is the owner's to do.
///
/// ## How a branch of many is woken
///
/// A [Branch] is the waker that its own future sees. It is *listed* or not (one word), and [WokenList] is a stack that
/// takes any number of pushers and one taker, with the waker of whoever polls the combinator beside it.
///
/// | step | who | action |
/// |---|---|---|
/// | wake | anyone | swap `listed` to 1; it was 0: push the branch, then read the poller's waker and wake it |
/// | aim | poller | store its waker |
/// | take | poller, after aim | swap the stack to empty |
/// | unlist | poller, just before it polls a taken branch | swap `listed` to 0 |
/// | retire | poller, when the branch has finished | leave `listed` at 1 for ever |
///
/// - Who swapped `listed` from 0 to 1 owns the branch's `next` until it is on the stack; then the poller owns it until
///   it unlists the branch. So a branch is on the stack once at most, and nothing is freed, so there is no ABA problem.
/// - *No wake is lost.* A wake that finds 1 is covered by the one that wrote it: the branch will be polled after the
///   unlist that follows, and the unlist, being a swap, sees what this waker wrote. A wake during the poll of the
///   branch comes after the unlist, so it lists the branch again.
/// - *The latest waker wins.* aim → take and push → read of the waker: both write one word and then access the other's
///   with volatile strength. A push that this take misses therefore reads the waker this poll has aimed.
@NullMarked
package io.magpie.internal.combine;

import org.jspecify.annotations.NullMarked;
