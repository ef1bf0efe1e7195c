package io.magpie.internal.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Every interleaving of one timer's poller with two threads that advance the wheel and a clock, over the pure
/// transitions of [TimerWord] and the steps of the package's documentation.
///
/// The poller arms for tick 2, then resets or cancels, then polls again with another waker. Whatever happens, the
/// timer must not fire early or after a cancel, must be linked at its tick or before when all is quiet, nothing may
/// be left in the pending list, and whoever was not told by the poll must have been woken.
class TimerProtocolTest {

    private static final int LAST_TICK = 3;

    /// Advances of the first of the two threads; the second makes one.
    private static final int ADVANCES = Integer.getInteger("magpie.test.scale", 1) > 1 ? 2 : 1;

    private static final int UNLINKED = 0;

    enum Operation {
        NOTHING(-1),
        RESET_LATER(3),
        RESET_EARLIER(1),
        CANCEL(-1);

        final int tick;

        Operation(int tick) {
            this.tick = tick;
        }

        long apply(long word) {
            return this == NOTHING ? word : this == CANCEL ? TimerWord.cancelled(word) : TimerWord.reset(word, tick);
        }
    }

    /// What is broken on purpose.
    enum Mutant {
        NONE,
        WORD_READ_BEFORE_QUEUED_IS_CLEARED,
        NO_LOOK_AT_PENDING_AFTER_UNLOCK,
        NO_SECOND_TRY_AFTER_PUSH,
        FIRED_BY_STORE,
        RESET_BY_STORE,
        CANCELLED_BY_STORE_WITHOUT_THE_LOCK,
        NO_LOOK_AT_THE_WORD_AFTER_THE_WAKER,
        LATE_ENTRY_NOT_LINKED_ANEW,
    }

    @ParameterizedTest
    @EnumSource
    void everyInterleavingIsSafe(Operation operation) {
        assertThat(new Explorer(operation, Mutant.NONE).explore()).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void everyMutantIsCaught(Mutant mutant) {
        assertThatThrownBy(() -> {
                    for (Operation operation : Operation.values()) {
                        new Explorer(operation, mutant).explore();
                    }
                })
                .isInstanceOf(AssertionError.class);
    }

    /* A state is an array of ints: what is shared, then what each thread holds. */
    private static final int WORD = 0;
    private static final int QUEUED = 1;
    private static final int PENDING = 2;
    private static final int LINKED = 3; // tick + 1
    private static final int LOCK = 4;
    private static final int NOW = 5;
    private static final int WAKER = 6;
    private static final int TOLD = 7; // woken, or seen by a poll
    private static final int THREADS = 8;

    private static final int PC = 0;
    private static final int READ = 1; // the word as read
    private static final int DUE = 2; // the tick at which the entry was found
    private static final int TIME = 3; // the time of the advance; 0 for the poller, who fires nothing
    private static final int BATCH = 4;
    private static final int NEXT = 5; // what comes after placing; or advances left
    private static final int FIELDS = 6;

    private static final int POLLER = 0;

    private static final int ARM = 0;
    private static final int READ_WORD = 1;
    private static final int CHANGE = 2;
    private static final int SET_WAKER = 3;
    private static final int POLL_WORD = 4;
    private static final int CANCEL = 5;
    private static final int CANCEL_LOCK = 6;
    private static final int CANCEL_READ = 7;
    private static final int CANCEL_STORE = 8;
    private static final int PLACE = 10;
    private static final int PLACE_READ = 11;
    private static final int PLACE_SETTLE = 12;
    private static final int SET_QUEUED = 13;
    private static final int PUSH = 14;
    private static final int TRY_AGAIN = 15;
    private static final int ADVANCE = 20;
    private static final int DRAIN = 30;
    private static final int DRAIN_CLEAR = 31;
    private static final int DRAIN_READ = 32;
    private static final int DRAIN_SETTLE = 33;
    private static final int EXPIRE = 40;
    private static final int FIRE_READ = 41;
    private static final int FIRE = 42;
    private static final int LINK_ANEW = 43;
    private static final int TAKE_WAKER = 44;
    private static final int LAST_DRAIN = 49;
    private static final int UNLOCK = 50;
    private static final int LOOK_AGAIN = 51;
    private static final int LOCK_AGAIN = 52;
    private static final int DELIVER = 53;
    private static final int DONE = 99;

    private static final class Explorer {

        private final Operation operation;
        private final Mutant mutant;
        private final Set<String> seen = new HashSet<>();
        private final ArrayDeque<int[]> open = new ArrayDeque<>();

        Explorer(Operation operation, Mutant mutant) {
            this.operation = operation;
            this.mutant = mutant;
        }

        int explore() {
            int[] start = new int[THREADS + 3 * FIELDS];
            for (int thread = 1; thread <= 2; thread++) {
                start[at(thread, PC)] = ADVANCE;
                start[at(thread, NEXT)] = thread == 1 ? ADVANCES : 1;
            }
            visit(start);
            while (!open.isEmpty()) {
                int[] state = open.pop();
                boolean moved = false;
                for (int thread = 0; thread < 3; thread++) {
                    if (state[at(thread, PC)] != DONE) {
                        int[] next = state.clone();
                        step(next, thread);
                        visit(next);
                        moved = true;
                    }
                }
                if (state[NOW] < LAST_TICK) {
                    int[] next = state.clone();
                    next[NOW]++;
                    visit(next);
                } else if (!moved) {
                    checkQuiet(state);
                }
            }
            return seen.size();
        }

        private void visit(int[] state) {
            if (seen.add(new String(state, 0, state.length))) {
                open.push(state);
            }
        }

        private static int at(int thread, int field) {
            return THREADS + thread * FIELDS + field;
        }

        private void step(int[] s, int thread) {
            int pc = at(thread, PC);
            int read = at(thread, READ);
            switch (s[pc]) {
                case ARM -> {
                    s[WAKER] = 1;
                    s[WORD] = (int) TimerWord.armed(2);
                    s[at(thread, NEXT)] = operation == Operation.CANCEL ? CANCEL : READ_WORD;
                    s[pc] = PLACE;
                }
                case READ_WORD -> {
                    s[read] = s[WORD];
                    s[pc] = CHANGE;
                }
                case CHANGE -> change(s, thread);
                case CANCEL -> s[pc] = TimerWord.isArmed(s[WORD]) ? CANCEL_LOCK : DONE;
                case CANCEL_LOCK -> {
                    boolean alone = tryLock(s) || mutant == Mutant.CANCELLED_BY_STORE_WITHOUT_THE_LOCK;
                    s[at(thread, NEXT)] = DONE;
                    s[pc] = alone ? CANCEL_READ : READ_WORD;
                }
                case CANCEL_READ -> {
                    s[read] = s[WORD];
                    s[pc] = CANCEL_STORE;
                }
                case CANCEL_STORE -> {
                    s[WORD] = (int) TimerWord.cancelled(s[read]);
                    s[pc] = PLACE_READ;
                }
                case SET_WAKER -> {
                    s[WAKER] = 2;
                    s[pc] = mutant == Mutant.NO_LOOK_AT_THE_WORD_AFTER_THE_WAKER ? DONE : POLL_WORD;
                }
                case POLL_WORD -> {
                    if (TimerWord.state(s[WORD]) == TimerWord.FIRED) {
                        s[TOLD] = 1;
                    }
                    s[pc] = DONE;
                }
                case PLACE -> s[pc] = tryLock(s) ? PLACE_READ : SET_QUEUED;
                case PLACE_READ -> {
                    s[read] = s[WORD];
                    s[pc] = PLACE_SETTLE;
                }
                case PLACE_SETTLE -> {
                    settle(s, s[read]);
                    s[read] = 0;
                    s[pc] = LAST_DRAIN;
                }
                case SET_QUEUED -> {
                    s[pc] = s[QUEUED] == 1 ? s[at(thread, NEXT)] : PUSH;
                    s[QUEUED] = 1;
                }
                case PUSH -> {
                    s[PENDING] = 1;
                    s[pc] = mutant == Mutant.NO_SECOND_TRY_AFTER_PUSH ? s[at(thread, NEXT)] : TRY_AGAIN;
                }
                case TRY_AGAIN -> s[pc] = tryLock(s) ? LAST_DRAIN : s[at(thread, NEXT)];
                case ADVANCE -> {
                    s[at(thread, TIME)] = s[NOW];
                    if (tryLock(s)) {
                        s[pc] = DRAIN;
                    } else {
                        advanced(s, thread);
                    }
                }
                case DRAIN, LAST_DRAIN -> {
                    if (s[PENDING] == 0) {
                        s[pc] = s[pc] == DRAIN ? EXPIRE : UNLOCK;
                    } else {
                        s[PENDING] = 0;
                        // after the one entry has been settled, the list is looked at again
                        s[at(thread, DUE)] = s[pc];
                        s[pc] = mutant == Mutant.WORD_READ_BEFORE_QUEUED_IS_CLEARED ? DRAIN_READ : DRAIN_CLEAR;
                    }
                }
                case DRAIN_CLEAR -> {
                    s[QUEUED] = 0;
                    s[pc] = mutant == Mutant.WORD_READ_BEFORE_QUEUED_IS_CLEARED ? DRAIN_SETTLE : DRAIN_READ;
                }
                case DRAIN_READ -> {
                    s[read] = s[WORD];
                    s[pc] = mutant == Mutant.WORD_READ_BEFORE_QUEUED_IS_CLEARED ? DRAIN_CLEAR : DRAIN_SETTLE;
                }
                case DRAIN_SETTLE -> {
                    settle(s, s[read]);
                    s[read] = 0;
                    s[pc] = s[at(thread, DUE)];
                    s[at(thread, DUE)] = 0;
                }
                case EXPIRE -> {
                    boolean due = s[LINKED] != UNLINKED && s[LINKED] - 1 <= s[at(thread, TIME)];
                    s[at(thread, DUE)] = due ? s[LINKED] - 1 : 0;
                    s[LINKED] = due ? UNLINKED : s[LINKED];
                    s[pc] = due ? FIRE_READ : LAST_DRAIN;
                }
                case FIRE_READ -> {
                    s[read] = s[WORD];
                    s[pc] = FIRE;
                }
                case FIRE -> fire(s, thread);
                case LINK_ANEW -> {
                    if (mutant != Mutant.LATE_ENTRY_NOT_LINKED_ANEW) {
                        settle(s, s[WORD]);
                    }
                    s[pc] = EXPIRE;
                }
                case TAKE_WAKER -> {
                    s[at(thread, BATCH)] = Math.max(s[at(thread, BATCH)], s[WAKER]);
                    s[WAKER] = 0;
                    s[pc] = EXPIRE;
                }
                case UNLOCK -> {
                    s[LOCK] = 0;
                    s[pc] = mutant == Mutant.NO_LOOK_AT_PENDING_AFTER_UNLOCK ? DELIVER : LOOK_AGAIN;
                }
                case LOOK_AGAIN -> s[pc] = s[PENDING] == 0 ? DELIVER : LOCK_AGAIN;
                case LOCK_AGAIN -> s[pc] = tryLock(s) ? LAST_DRAIN : DELIVER;
                case DELIVER -> {
                    // the first poll was another task's: waking that is of no use any more
                    s[TOLD] |= s[at(thread, BATCH)] == 2 ? 1 : 0;
                    s[at(thread, BATCH)] = 0;
                    if (thread == POLLER) {
                        forget(s, thread);
                        s[pc] = s[at(thread, NEXT)];
                    } else {
                        advanced(s, thread);
                    }
                }
                default -> throw new AssertionError(s[pc]);
            }
        }

        private void change(int[] s, int thread) {
            long before = s[at(thread, READ)];
            if (s[WORD] != before && mutant != Mutant.RESET_BY_STORE) {
                s[at(thread, PC)] = READ_WORD;
                return;
            }
            long after = operation.apply(before);
            s[WORD] = (int) after;
            s[at(thread, NEXT)] = operation == Operation.CANCEL ? DONE : SET_WAKER;
            forget(s, thread);
            if (operation == Operation.CANCEL) {
                s[at(thread, PC)] = before == after ? DONE : SET_QUEUED;
            } else {
                s[at(thread, PC)] = TimerWord.mustPlace(before, after) ? PLACE : s[at(thread, NEXT)];
            }
        }

        private void fire(int[] s, int thread) {
            long before = s[at(thread, READ)];
            long after = TimerWord.fired(before, s[at(thread, DUE)]);
            if (before == after) {
                s[at(thread, PC)] = LINK_ANEW;
            } else if (s[WORD] == before || mutant == Mutant.FIRED_BY_STORE) {
                assertThat(TimerWord.isArmed(s[WORD]))
                        .as("fired what is not armed")
                        .isTrue();
                assertThat(TimerWord.tick(s[WORD])).as("early").isLessThanOrEqualTo(s[NOW]);
                s[WORD] = (int) after;
                s[at(thread, PC)] = TAKE_WAKER;
            } else {
                s[at(thread, PC)] = FIRE_READ;
            }
        }

        /// Clears what the thread will not read again, so that fewer states differ.
        private static void forget(int[] s, int thread) {
            s[at(thread, READ)] = 0;
            s[at(thread, DUE)] = 0;
            s[at(thread, TIME)] = 0;
        }

        private static boolean tryLock(int[] s) {
            boolean got = s[LOCK] == 0;
            s[LOCK] = 1;
            return got;
        }

        private static void settle(int[] s, long word) {
            int tick = (int) TimerWord.tick(word);
            s[LINKED] = TimerWord.isArmed(word) ? tick + 1 : UNLINKED;
        }

        private static void advanced(int[] s, int thread) {
            forget(s, thread);
            s[at(thread, NEXT)]--;
            s[at(thread, PC)] = s[at(thread, NEXT)] == 0 ? DONE : ADVANCE;
        }

        private void checkQuiet(int[] s) {
            assertThat(s[LOCK]).as("locked").isZero();
            assertThat(s[PENDING]).as("stranded").isZero();
            long word = s[WORD];
            if (TimerWord.isArmed(word)) {
                assertThat(s[LINKED]).as("not linked").isNotEqualTo(UNLINKED);
                assertThat(s[LINKED] - 1).as("late").isLessThanOrEqualTo((int) TimerWord.tick(word));
                assertThat(operation).isNotEqualTo(Operation.CANCEL);
                assertThat(s[WAKER]).as("nobody to wake").isNotZero();
            } else {
                assertThat(s[LINKED]).as("still linked").isEqualTo(UNLINKED);
            }
            if (TimerWord.state(word) == TimerWord.FIRED && operation != Operation.CANCEL) {
                assertThat(s[TOLD]).as("lost wake").isEqualTo(1);
            }
        }
    }
}
