package io.magpie.internal.scheduler.current;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Who drives, step by step: two threads in `blockOn` and one that waits for a shutdown and may be interrupted at any
/// time. The root of the first is woken from outside, that of the second by tasks, so only while somebody drives. What
/// must hold: nobody sleeps for ever beside a free seat.
class DriverSeatModelTest {

    enum Mutant {
        NONE,
        /// Who leaves wakes nobody.
        LEAVES_SILENTLY,
        /// Who leaves looks for who is enlisted, and lets go then.
        LOOKS_BEFORE_LETTING_GO,
        /// Who enlists does not look at the seat again.
        NO_SECOND_LOOK,
        /// Who enlists looks first.
        LOOKS_BEFORE_ENLISTING,
        /// Who was interrupted goes its way and passes nothing on.
        INTERRUPTED_PASSES_NOTHING_ON
    }

    @Test
    void nobodySleeps_besideAFreeSeat() {
        Explorer.Result result = Explorer.explore(new Model(Mutant.NONE));
        System.out.println("DriverSeatModelTest: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result result = Explorer.explore(new Model(mutant));
        System.out.println("DriverSeatModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    private record Model(Mutant mutant) implements Explorer.Model {

        private static final int THREADS = 3;

        /// Waits for the shutdown instead of a root.
        private static final int CLOSER = 2;

        /// The thread that drives, plus 1.
        private static final int DRIVING = 0;

        /// Those enlisted, as base-4 digits, the oldest lowest, each plus 1.
        private static final int WAITING = 1;

        private static final int OUTSIDE = 2;
        private static final int FIRST = 3;

        private static final int PC = 0;
        private static final int TOKEN = 1;

        /// The root is ready; of the closer: it was interrupted.
        private static final int READY = 2;

        /// What was seen: the first of those enlisted plus 1, or whether the seat was free.
        private static final int SEEN = 3;

        private static final int SIZE = 4;

        private static final int TRY = 0;
        private static final int LOOK_AT_ROOT = 1;
        private static final int ENLIST = 2;
        private static final int LOOK_AT_SEAT = 3;
        private static final int LOOK_AT_ROOT_AGAIN = 4;
        private static final int ASLEEP = 5;
        private static final int DELIST = 6;
        private static final int DRIVE = 7;
        private static final int LEAVE = 8;
        private static final int PEEK = 9;
        private static final int IS_FREE = 10;
        private static final int UNPARK = 11;
        private static final int GONE = 12;

        @Override
        public long[] initial() {
            return new long[FIRST + THREADS * SIZE];
        }

        @Override
        public void expand(long[] s, Explorer.Steps steps) {
            for (int t = 0; t < THREADS; t++) {
                thread(t, FIRST + t * SIZE, "thread " + t, s, steps);
            }
            if (s[OUTSIDE] == 0) {
                steps.step("the first root is woken", n -> {
                    n[OUTSIDE]++;
                    wake(n, 0);
                });
            } else if (s[OUTSIDE] == 1) {
                steps.step("the closer is interrupted", n -> {
                    n[OUTSIDE]++;
                    wake(n, CLOSER);
                });
            }
        }

        private void thread(int me, int t, String name, long[] s, Explorer.Steps steps) {
            switch ((int) s[t + PC]) {
                case TRY ->
                    steps.step(name + " tries to take the seat", n -> {
                        if (me == CLOSER && n[t + READY] == 1) {
                            n[t + PC] = mutant == Mutant.INTERRUPTED_PASSES_NOTHING_ON ? GONE : PEEK;
                        } else if (n[DRIVING] == 0) {
                            n[DRIVING] = me + 1;
                            n[t + PC] = DRIVE;
                        } else {
                            n[t + PC] = LOOK_AT_ROOT;
                        }
                    });
                case LOOK_AT_ROOT ->
                    steps.step(name + " looks whether its root is ready", n -> {
                        if (me != CLOSER && n[t + READY] == 1) {
                            // It ends, on a thread that does not drive and is not enlisted.
                            n[t + PC] = GONE;
                        } else {
                            n[t + PC] = mutant == Mutant.LOOKS_BEFORE_ENLISTING ? LOOK_AT_SEAT : ENLIST;
                        }
                    });
                case ENLIST ->
                    steps.step(name + " enlists", n -> {
                        n[WAITING] += (me + 1L) << (2 * enlisted(n));
                        n[t + PC] = switch (mutant) {
                            case NO_SECOND_LOOK -> LOOK_AT_ROOT_AGAIN;
                            case LOOKS_BEFORE_ENLISTING -> n[t + SEEN] == 1 ? DELIST : LOOK_AT_ROOT_AGAIN;
                            default -> LOOK_AT_SEAT;
                        };
                        n[t + SEEN] = 0;
                    });
                case LOOK_AT_SEAT ->
                    steps.step(name + " looks at the seat", n -> {
                        boolean free = n[DRIVING] == 0;
                        if (mutant == Mutant.LOOKS_BEFORE_ENLISTING) {
                            n[t + SEEN] = free ? 1 : 0;
                            n[t + PC] = ENLIST;
                        } else {
                            n[t + PC] = free ? DELIST : LOOK_AT_ROOT_AGAIN;
                        }
                    });
                case LOOK_AT_ROOT_AGAIN ->
                    steps.step(
                            name + " looks at its root again",
                            n -> n[t + PC] = me != CLOSER && n[t + READY] == 1 ? DELIST : ASLEEP);
                case ASLEEP -> {
                    if (s[t + TOKEN] == 1) {
                        steps.step(name + " takes its token", n -> {
                            n[t + TOKEN] = 0;
                            n[t + PC] = DELIST;
                        });
                    }
                }
                case DELIST ->
                    steps.step(name + " delists", n -> {
                        delist(n, me);
                        n[t + PC] = TRY;
                    });
                case DRIVE -> {
                    if (s[FIRST + SIZE + READY] == 0) {
                        steps.step(name + " runs a task that wakes the second root", n -> wake(n, 1));
                    }
                    if (s[t + READY] == 1) {
                        boolean looksFirst = mutant == Mutant.LOOKS_BEFORE_LETTING_GO;
                        steps.step(name + " has driven enough", n -> n[t + PC] = looksFirst ? PEEK : LEAVE);
                    }
                }
                case LEAVE ->
                    steps.step(name + " lets go of the seat", n -> {
                        n[DRIVING] = 0;
                        n[t + PC] = switch (mutant) {
                            case LEAVES_SILENTLY -> GONE;
                            case LOOKS_BEFORE_LETTING_GO -> n[t + SEEN] == 0 ? GONE : UNPARK;
                            default -> PEEK;
                        };
                    });
                case PEEK ->
                    steps.step(name + " looks who is enlisted", n -> {
                        n[t + SEEN] = n[WAITING] & 3;
                        if (n[DRIVING] == me + 1) {
                            n[t + PC] = LEAVE; // the mutant
                        } else {
                            n[t + PC] = n[t + SEEN] == 0 ? GONE : IS_FREE;
                        }
                    });
                case IS_FREE ->
                    steps.step(
                            name + " looks whether the seat is free", n -> n[t + PC] = n[DRIVING] == 0 ? UNPARK : GONE);
                case UNPARK ->
                    steps.step(name + " gives a token", n -> {
                        n[FIRST + (int) (n[t + SEEN] - 1) * SIZE + TOKEN] = 1;
                        n[t + PC] = GONE;
                    });
                default -> {}
            }
        }

        private static void wake(long[] n, int thread) {
            n[FIRST + thread * SIZE + READY] = 1;
            n[FIRST + thread * SIZE + TOKEN] = 1;
        }

        private static int enlisted(long[] n) {
            int count = 0;
            for (long rest = n[WAITING]; rest != 0; rest >>= 2) {
                count++;
            }
            return count;
        }

        private static void delist(long[] n, int me) {
            long left = 0;
            int count = 0;
            for (long rest = n[WAITING]; rest != 0; rest >>= 2) {
                if ((rest & 3) != me + 1) {
                    left |= (rest & 3) << (2 * count++);
                }
            }
            n[WAITING] = left;
        }

        @Override
        public String violation(long[] s) {
            return null;
        }

        @Override
        public boolean isDone(long[] s) {
            return List.of(0, 1, CLOSER).stream().allMatch(t -> s[FIRST + t * SIZE + PC] == GONE);
        }
    }
}
