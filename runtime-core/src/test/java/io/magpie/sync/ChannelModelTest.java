package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A channel with two places under every interleaving of a sender, the owner of a reserved place who sends or gives it
/// back, a closer, and a receiver that moves to another task once, over the real [PermitWord].
///
/// What must hold: the receiver gets each message that was sent, once, and then the end; it never sleeps through either;
/// only its last waker counts.
class ChannelModelTest {

    enum Mutant {
        NONE,
        /// The receiver waits without looking whether a slot was claimed since it looked.
        AWAITS_BLINDLY,
        /// The receiver says that it waits, and then leaves its waker.
        WAKER_AFTER_THE_WORD,
        /// A place that is given back to a closed channel wakes nobody.
        RETURN_WAKES_NOBODY,
        /// Closing wakes nobody.
        CLOSE_WAKES_NOBODY,
        /// A claim is a read and a write.
        CLAIM_IN_TWO_STEPS
    }

    @Test
    void everyMessageAndTheEndReachTheReceiver() {
        Explorer.Result result = Explorer.explore(new Model(Mutant.NONE));
        System.out.println("ChannelModelTest: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result result = Explorer.explore(new Model(mutant));
        System.out.println("ChannelModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    private record Model(Mutant mutant) implements Explorer.Model {

        private static final int BOUND = 2;

        /// The first index: the claims are about to wrap around.
        private static final int FIRST = PermitWord.MAX_CLAIMED;

        private static final int WORD = 0;
        private static final int HEAD = 1;
        private static final int WRITTEN = 2; // slots that hold a message: a bit each
        private static final int WAKER = 3; // the receiver's slot: 0, or task 1 or 2
        private static final int WOKEN = 4; // which tasks were woken and have not polled since: a bit each
        private static final int SENT = 5; // sends that have succeeded
        private static final int RECEIVER = 6;
        private static final int TASK = 7; // which task polls, or polled last
        private static final int RECEIVED = 8;
        private static final int SENDER = 9; // pc, index claimed, whether to wake
        private static final int OWNER = 12; // the same
        private static final int CLOSER = 15;
        private static final int STORED = 16; // what a sender that claims in two steps has read
        private static final int SIZE = 17;

        // The receiver.
        private static final int LOOK = 0;
        private static final int LEAVE_WAKER = 1;
        private static final int AWAIT = 2;
        private static final int ASLEEP = 3;
        private static final int GIVE_BACK = 4;
        private static final int LOOK_AGAIN = 5;
        private static final int ENDED = 6;
        private static final int LATE_WAKER = 7;

        // Who sends.
        private static final int CLAIM = 0;
        private static final int WRITE = 1;
        private static final int WAKE = 2;
        private static final int DONE = 3;
        private static final int STORE = 4;

        @Override
        public long[] initial() {
            long[] state = new long[SIZE];
            // One place is reserved.
            state[WORD] = PermitWord.minus(PermitWord.of(BOUND), 1);
            state[WORD] += FIRST * PermitWord.claim(0);
            state[HEAD] = FIRST;
            state[TASK] = 1;
            return state;
        }

        @Override
        public void expand(long[] s, Explorer.Steps steps) {
            receiver(s, steps);
            sender("sender", SENDER, false, s, steps);
            sender("owner", OWNER, true, s, steps);
            closer(s, steps);
        }

        private void receiver(long[] s, Explorer.Steps steps) {
            switch ((int) s[RECEIVER]) {
                case LOOK, LOOK_AGAIN ->
                    steps.step("receiver looks", n -> {
                        if ((n[WRITTEN] & slot(n[HEAD])) != 0) {
                            n[WRITTEN] &= ~slot(n[HEAD]);
                            n[HEAD]++;
                            n[RECEIVER] = GIVE_BACK;
                        } else if (n[RECEIVER] == LOOK) {
                            n[RECEIVER] = mutant == Mutant.WAKER_AFTER_THE_WORD ? AWAIT : LEAVE_WAKER;
                        } else {
                            n[RECEIVER] = hasEnded(n) ? ENDED : LOOK; // a claimed slot: it defers, and polls again
                        }
                    });
                case GIVE_BACK ->
                    steps.step("receiver frees the place", n -> {
                        n[WORD] += PermitWord.plus(0, 1);
                        n[RECEIVED]++;
                        n[RECEIVER] = LOOK;
                    });
                case LEAVE_WAKER ->
                    steps.step("receiver leaves its waker", n -> {
                        n[WAKER] = n[TASK];
                        n[RECEIVER] = AWAIT;
                    });
                case AWAIT -> steps.step("receiver awaits", n -> await(n));
                case LATE_WAKER ->
                    steps.step("receiver leaves its waker, late", n -> {
                        n[WAKER] = n[TASK];
                        n[RECEIVER] = ASLEEP;
                    });
                case ASLEEP -> {
                    if ((s[WOKEN] & s[TASK]) != 0) {
                        steps.step("receiver is woken", n -> {
                            n[WOKEN] = 0;
                            n[RECEIVER] = LOOK;
                        });
                    }
                    if (s[TASK] == 1) {
                        steps.step("receiver moves to another task", n -> {
                            n[TASK] = 2;
                            n[RECEIVER] = LOOK;
                        });
                    }
                }
                case ENDED -> {}
                default -> throw new AssertionError();
            }
        }

        private static long slot(long index) {
            return 1L << (index - FIRST);
        }

        private void await(long[] n) {
            long word = n[WORD];
            if (mutant != Mutant.AWAITS_BLINDLY && (PermitWord.claimedSince(n[HEAD], word) > 0 || hasEnded(n))) {
                n[RECEIVER] = LOOK_AGAIN;
                return;
            }
            n[WORD] = PermitWord.await(word);
            n[RECEIVER] = mutant == Mutant.WAKER_AFTER_THE_WORD ? LATE_WAKER : ASLEEP;
        }

        private static boolean hasEnded(long[] n) {
            return PermitWord.isClosed(n[WORD]) && PermitWord.permits(n[WORD]) == BOUND;
        }

        private void sender(String name, int p, boolean reserved, long[] s, Explorer.Steps steps) {
            switch ((int) s[p]) {
                case CLAIM -> {
                    if (!reserved && PermitWord.isClosed(s[WORD])) {
                        steps.step(name + " is refused", n -> n[p] = DONE);
                    }
                    if (!reserved && PermitWord.admits(s[WORD], 1)) {
                        steps.step(
                                name + " takes a place and claims",
                                n -> claim(n, p, PermitWord.claim(PermitWord.minus(n[WORD], 1))));
                    }
                    if (reserved) {
                        steps.step(name + " claims", n -> claim(n, p, PermitWord.claim(n[WORD])));
                        steps.step(name + " gives the place back", n -> {
                            long word = n[WORD];
                            n[WORD] = PermitWord.plus(word, 1);
                            n[p + 2] = PermitWord.plusWakes(word) && mutant != Mutant.RETURN_WAKES_NOBODY ? 1 : 0;
                            n[p] = WAKE;
                        });
                    }
                }
                case STORE ->
                    steps.step(name + " stores the claim", n -> {
                        n[WORD] = n[STORED];
                        n[p] = WRITE;
                    });
                case WRITE ->
                    steps.step(name + " writes", n -> {
                        if ((n[WRITTEN] & slot(n[p + 1])) != 0) {
                            throw new AssertionError("two messages in a slot");
                        }
                        n[WRITTEN] |= slot(n[p + 1]);
                        n[SENT]++;
                        n[p] = WAKE;
                    });
                case WAKE ->
                    steps.step(name + " wakes whom it must", n -> {
                        if (n[p + 2] == 1) {
                            n[WOKEN] |= n[WAKER];
                        }
                        n[p] = DONE;
                    });
                default -> {}
            }
        }

        private void claim(long[] n, int p, long next) {
            long word = n[WORD];
            n[p + 1] = n[HEAD] + PermitWord.claimedSince(n[HEAD], word);
            n[p + 2] = PermitWord.receiverWaits(word) ? 1 : 0;
            if (mutant == Mutant.CLAIM_IN_TWO_STEPS && p == SENDER) {
                n[STORED] = next;
                n[p] = STORE;
            } else {
                n[WORD] = next;
                n[p] = WRITE;
            }
        }

        private void closer(long[] s, Explorer.Steps steps) {
            switch ((int) s[CLOSER]) {
                case 0 ->
                    steps.step("closer closes", n -> {
                        n[CLOSER] = PermitWord.receiverWaits(n[WORD]) && mutant != Mutant.CLOSE_WAKES_NOBODY ? 1 : 2;
                        n[WORD] = PermitWord.close(n[WORD]);
                    });
                case 1 ->
                    steps.step("closer wakes", n -> {
                        n[WOKEN] |= n[WAKER];
                        n[CLOSER] = 2;
                    });
                default -> {}
            }
        }

        @Override
        public String violation(long[] s) {
            int messages = PermitWord.claimedSince(s[HEAD], s[WORD]);
            if (messages + PermitWord.permits(s[WORD]) > BOUND) {
                return "more places than there are";
            }
            if (s[RECEIVED] > s[SENT]) {
                return "received what was not sent";
            }
            return null;
        }

        @Override
        public boolean isDone(long[] s) {
            return s[RECEIVER] == ENDED && s[RECEIVED] == s[SENT];
        }
    }
}
