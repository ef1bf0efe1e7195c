package io.magpie.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The protocol of a scope, access by access, over the real [ScopeWord]: two threads that each spawn a child, the two
/// tasks, and the poller, whose body has returned. Either the children end by themselves, or the poller cancels the
/// scope and they end only if somebody aborts them.
class ScopeModelTest {

    enum Mutant {
        NONE,
        /// A wake that finds ARRIVED wakes nobody: "the poller will see it anyway".
        ARRIVED_WAKES_NOBODY,
        /// The poller keeps a child by a look and a store.
        KEEP_IN_TWO_STEPS,
        /// The poller takes, and aims its waker after that.
        TAKE_BEFORE_AIM,
        /// A child is counted after its task was spawned.
        SPAWN_BEFORE_ENTER,
        /// The poller looks for a count of zero, and stores the end.
        END_IN_TWO_STEPS,
        /// A spawner does not look whether the scope was cancelled meanwhile.
        NO_LOOK_AFTER_PUSH,
        /// The poller takes, and cancels after that.
        TAKE_BEFORE_CANCEL,
        /// A child is registered with its task before it is on the stack.
        REGISTER_BEFORE_PUSH,
        /// A spawner that finds its task complete does not wake the child.
        NO_WAKE_IF_COMPLETE
    }

    @Test
    void noEndIsMissed_andNoChildOutlivesTheScope() {
        check(new Model(Mutant.NONE, false));
    }

    @Test
    void noChildEscapesACancel() {
        check(new Model(Mutant.NONE, true));
    }

    private static void check(Model model) {
        Explorer.Result result = Explorer.explore(model);
        System.out.println("ScopeModelTest: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result ending = Explorer.explore(new Model(mutant, false));
        Explorer.Result cancelling = Explorer.explore(new Model(mutant, true));
        System.out.println("ScopeModelTest: " + mutant + ": " + ending.problem() + "; " + cancelling.problem());
        assertThat(ending.holds() && cancelling.holds()).isFalse();
    }

    /// @param cancels whether the poller cancels the scope in its first poll
    private record Model(Mutant mutant, boolean cancels) implements Explorer.Model {

        private static final int CHILDREN = 2;

        // Shared.
        private static final int WORD = 0;
        private static final int STACK = 1; // a bit for each child that is on it
        private static final int AIMED = 2;
        private static final int NOTIFIED = 3; // the poller's task is to be polled
        // The poller.
        private static final int POLLER = 4; // pc
        private static final int TAKEN = 5; // bits: in the poller's hand
        private static final int LINKED = 6; // bits: in the list of kept children
        private static final int CANCELLED = 7; // it has cancelled
        // Per child.
        private static final int CHILD = 8;
        private static final int SPAWNER = 0; // pc
        private static final int STATE = 1; // Child.ARRIVED, KEPT, ENDED
        private static final int TASK = 2; // 0 none, 1 runs, 2 complete
        private static final int ABORTED = 3;
        private static final int REGISTERED = 4; // 1 registered, 2 the completer has seen that
        private static final int WAKER = 5; // pc of whoever wakes: the completer
        private static final int CHILD_SIZE = 6;

        private static final int DONE = 99;

        @Override
        public long[] initial() {
            long[] s = new long[CHILD + CHILDREN * CHILD_SIZE];
            s[WORD] = ScopeWord.INITIAL;
            s[NOTIFIED] = 1; // its first poll
            return s;
        }

        @Override
        public void expand(long[] s, Explorer.Steps steps) {
            poller(s, steps);
            for (int c = 0; c < CHILDREN; c++) {
                spawner(c, s, steps);
                task(c, s, steps);
                waker(c, s, steps);
            }
        }

        // ---- a thread that spawns child c

        private void spawner(int c, long[] s, Explorer.Steps steps) {
            int at = CHILD + c * CHILD_SIZE;
            switch ((int) s[at + SPAWNER]) {
                case 0 ->
                    steps.step("spawner " + c + " enters", n -> {
                        if (mutant == Mutant.SPAWN_BEFORE_ENTER) {
                            boolean open = ScopeWord.isOpen((int) n[WORD]);
                            n[at + SPAWNER] = open ? 1 : DONE;
                            return;
                        }
                        n[at + SPAWNER] = enter(n) ? 1 : DONE;
                    });
                case 1 ->
                    steps.step("spawner " + c + " spawns", n -> {
                        n[at + TASK] = 1;
                        n[at + SPAWNER] = mutant == Mutant.SPAWN_BEFORE_ENTER ? 2 : 3;
                    });
                case 2 ->
                    steps.step("spawner " + c + " enters late", n -> {
                        enter(n);
                        n[at + SPAWNER] = 3;
                    });
                case 3 ->
                    steps.step("spawner " + c + " pushes", n -> {
                        if (mutant == Mutant.REGISTER_BEFORE_PUSH) {
                            register(at, n);
                        } else {
                            n[STACK] |= 1L << c;
                        }
                        n[at + SPAWNER] = 4;
                    });
                case 4 ->
                    steps.step("spawner " + c + " registers", n -> {
                        if (mutant == Mutant.REGISTER_BEFORE_PUSH) {
                            n[STACK] |= 1L << c;
                        } else {
                            register(at, n);
                        }
                        boolean wake = n[at + TASK] == 2 && n[at + REGISTERED] != 2;
                        n[at + SPAWNER] = wake && mutant != Mutant.NO_WAKE_IF_COMPLETE ? 5 : 6;
                    });
                case 5 ->
                    steps.step("spawner " + c + " wakes the child itself", n -> {
                        n[at + WAKER] = 1;
                        n[at + SPAWNER] = 6;
                    });
                case 6 ->
                    steps.step("spawner " + c + " looks at the word", n -> {
                        if (ScopeWord.isCancelled((int) n[WORD]) && mutant != Mutant.NO_LOOK_AFTER_PUSH) {
                            n[at + ABORTED] = 1;
                        }
                        n[at + SPAWNER] = DONE;
                    });
                default -> {}
            }
        }

        private static boolean enter(long[] n) {
            int next = ScopeWord.enter((int) n[WORD]);
            boolean entered = next != n[WORD];
            n[WORD] = next;
            return entered;
        }

        private static void register(int at, long[] n) {
            n[at + REGISTERED] = 1;
        }

        // ---- the task of child c

        private void task(int c, long[] s, Explorer.Steps steps) {
            int at = CHILD + c * CHILD_SIZE;
            if (s[at + TASK] == 1 && (!cancels || s[at + ABORTED] == 1)) {
                steps.step("task " + c + " completes", n -> {
                    n[at + TASK] = 2;
                    if (n[at + REGISTERED] == 1) {
                        n[at + REGISTERED] = 2;
                        n[at + WAKER] = 1;
                    }
                });
            }
        }

        private void waker(int c, long[] s, Explorer.Steps steps) {
            int at = CHILD + c * CHILD_SIZE;
            switch ((int) s[at + WAKER]) {
                case 1 ->
                    steps.step("waker " + c + " swaps", n -> {
                        long found = n[at + STATE];
                        n[at + STATE] = Child.ENDED;
                        n[at + WAKER] = found == Child.KEPT ? 2 : found == Child.ARRIVED ? 3 : DONE;
                        if (found == Child.ARRIVED && mutant == Mutant.ARRIVED_WAKES_NOBODY) {
                            n[at + WAKER] = DONE;
                        }
                    });
                case 2 ->
                    steps.step("waker " + c + " pushes", n -> {
                        if ((n[STACK] & 1L << c) != 0) {
                            throw new AssertionError("child " + c + " is on the stack twice");
                        }
                        n[STACK] |= 1L << c;
                        n[at + WAKER] = 3;
                    });
                case 3 ->
                    steps.step("waker " + c + " wakes the poller", n -> {
                        n[NOTIFIED] |= n[AIMED];
                        n[at + WAKER] = DONE;
                    });
                default -> {}
            }
        }

        // ---- the poller

        private void poller(long[] s, Explorer.Steps steps) {
            boolean takesFirst = mutant == Mutant.TAKE_BEFORE_AIM;
            switch ((int) s[POLLER]) {
                case 0 -> {
                    if (s[NOTIFIED] == 1) {
                        steps.step("poll", n -> {
                            n[NOTIFIED] = 0;
                            n[POLLER] = takesFirst ? 2 : 1;
                        });
                    }
                }
                case 1 ->
                    steps.step("poller aims", n -> {
                        n[AIMED] = 1;
                        n[POLLER] = takesFirst ? 3 : 2;
                    });
                case 2 ->
                    steps.step("poller takes", n -> {
                        take(n);
                        n[POLLER] = takesFirst ? 1 : 3;
                    });
                case 3, 8 -> settle(s, steps);
                case 4 -> {
                    if (cancels && s[CANCELLED] == 0) {
                        if (mutant == Mutant.TAKE_BEFORE_CANCEL) {
                            steps.step("poller takes before it cancels", n -> {
                                take(n);
                                n[POLLER] = 6;
                            });
                        } else {
                            cancel(steps, 7);
                        }
                    } else {
                        end(steps);
                    }
                }
                case 5 ->
                    steps.step("poller stores the end", n -> {
                        n[WORD] = ScopeWord.ENDED;
                        n[POLLER] = DONE;
                    });
                case 6 -> cancel(steps, 8);
                case 7 ->
                    steps.step("poller takes after it has cancelled", n -> {
                        take(n);
                        n[POLLER] = 8;
                    });
                case 9 ->
                    steps.step("poller aborts those it keeps", n -> {
                        for (int c = 0; c < CHILDREN; c++) {
                            if ((n[LINKED] & 1L << c) != 0) {
                                n[CHILD + c * CHILD_SIZE + ABORTED] = 1;
                            }
                        }
                        n[POLLER] = 4;
                    });
                case 20, 21 -> storeKept(s, steps);
                default -> {}
            }
        }

        private static void take(long[] n) {
            n[TAKEN] |= n[STACK];
            n[STACK] = 0;
        }

        private static void cancel(Explorer.Steps steps, int then) {
            steps.step("poller cancels", n -> {
                n[WORD] = ScopeWord.cancel((int) n[WORD]);
                n[CANCELLED] = 1;
                n[POLLER] = then;
            });
        }

        /// Settles one child in the poller's hand; goes on when there is none.
        private void settle(long[] s, Explorer.Steps steps) {
            boolean inCancel = s[POLLER] == 8;
            if (s[TAKEN] == 0) {
                steps.step("poller has settled all", n -> n[POLLER] = inCancel ? 9 : 4);
                return;
            }
            int c = Long.numberOfTrailingZeros(s[TAKEN]);
            int at = CHILD + c * CHILD_SIZE;
            steps.step("poller keeps " + c, n -> {
                if (n[at + STATE] != Child.ARRIVED) {
                    n[TAKEN] &= ~(1L << c);
                    n[LINKED] &= ~(1L << c);
                    n[WORD] = ScopeWord.leave((int) n[WORD]);
                    return;
                }
                if (mutant == Mutant.KEEP_IN_TWO_STEPS) {
                    n[POLLER] = inCancel ? 21 : 20;
                    return;
                }
                n[at + STATE] = Child.KEPT;
                n[TAKEN] &= ~(1L << c);
                n[LINKED] |= 1L << c;
            });
        }

        private static void storeKept(long[] s, Explorer.Steps steps) {
            boolean inCancel = s[POLLER] == 21;
            int c = Long.numberOfTrailingZeros(s[TAKEN]);
            steps.step("poller stores that it keeps " + c, n -> {
                n[CHILD + c * CHILD_SIZE + STATE] = Child.KEPT;
                n[TAKEN] &= ~(1L << c);
                n[LINKED] |= 1L << c;
                n[POLLER] = inCancel ? 8 : 3;
            });
        }

        private void end(Explorer.Steps steps) {
            steps.step("poller tries to end", n -> {
                int next = ScopeWord.end((int) n[WORD]);
                if (next == n[WORD]) {
                    n[POLLER] = 0;
                } else if (mutant == Mutant.END_IN_TWO_STEPS) {
                    n[POLLER] = 5;
                } else {
                    n[WORD] = next;
                    n[POLLER] = DONE;
                }
            });
        }

        @Override
        public String violation(long[] s) {
            if (s[POLLER] == DONE) {
                for (int c = 0; c < CHILDREN; c++) {
                    if (s[CHILD + c * CHILD_SIZE + TASK] == 1) {
                        return "child " + c + " outlives its scope";
                    }
                }
            }
            return null;
        }

        @Override
        public boolean isDone(long[] s) {
            boolean done = s[POLLER] == DONE;
            for (int c = 0; c < CHILDREN; c++) {
                done &= s[CHILD + c * CHILD_SIZE + SPAWNER] == DONE;
            }
            return done;
        }
    }
}
