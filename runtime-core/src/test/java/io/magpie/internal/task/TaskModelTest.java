package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tasks under every interleaving of two runners, two wakers, an aborter and a joiner, over the real [TaskState].
///
/// What must hold: one runner at a time; as many entries as the rule says; a poll begins after every wake, and sees what
/// the waker wrote; the cancellation is delivered once; a joiner is told.
class TaskModelTest {

    enum Mutant {
        NONE,
        /// A wake during a poll is forgotten: `suspend` drops NOTIFIED.
        FORGETS_NOTIFIED,
        /// A wake is a read and a write.
        WAKE_IN_TWO_STEPS,
        /// An abort of an idle task does not submit it.
        ABORT_WITHOUT_SUBMIT,
        /// Completion is a read and a write.
        COMPLETE_IN_TWO_STEPS,
        /// The joiner looks before it registers, and not after.
        JOIN_WITHOUT_LOOK,
        /// A yielded task keeps no claim on its runner: a wake submits it a second time.
        YIELD_LETS_GO
    }

    @Test
    void oneRunnerAtATime_andNoWakeIsLost() {
        Explorer.Result result = Explorer.explore(new Model(Mutant.NONE));
        System.out.println("TaskModelTest: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result result = Explorer.explore(new Model(mutant));
        System.out.println("TaskModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    private record Model(Mutant mutant) implements Explorer.Model {

        private static final int WORD = 0;
        private static final int ENTRIES = 1;
        private static final int YIELDED = 2; // entries that are in the list of yields
        private static final int DATA = 3; // what wakers wrote: a bit each
        private static final int SEEN = 4; // what polls saw
        private static final int DELIVERIES = 5;
        private static final int POLLING = 6; // runners inside a poll
        private static final int JOINER = 7; // 0 start, 1 registered, 2 told, 3 looked
        private static final int PUSHED = 8; // the joiner's node is on the stack
        private static final int ABORTER = 9;
        private static final int WAKER = 10; // two of them: pc, word read
        private static final int RUNNER = 14; // two of them: pc, word read
        private static final int YIELDS_LEFT = 18;
        private static final int SIZE = 19;

        private static final int WAIT = 0;
        private static final int POLL = 1;
        private static final int DROP = 2;
        private static final int SUSPEND = 3;
        private static final int COMPLETE = 4;
        private static final int COMPLETE_STORE = 5;
        private static final int TELL = 6;

        @Override
        public long[] initial() {
            long[] state = new long[SIZE];
            state[WORD] = TaskState.INITIAL;
            state[ENTRIES] = 1;
            state[YIELDS_LEFT] = 1;
            return state;
        }

        @Override
        public void expand(long[] s, Explorer.Steps steps) {
            for (int i = 0; i < 2; i++) {
                waker(i, WAKER + 2 * i, s, steps);
                runner("runner " + i, RUNNER + 2 * i, s, steps);
            }
            if (s[ABORTER] == 0) {
                steps.step("nobody aborts", n -> n[ABORTER] = 1);
                steps.step("abort", n -> {
                    int word = (int) n[WORD];
                    n[WORD] = TaskState.abort(word);
                    if (TaskState.abortSubmits(word) && mutant != Mutant.ABORT_WITHOUT_SUBMIT) {
                        n[ENTRIES]++;
                    }
                    n[ABORTER] = 1;
                });
            }
            joiner(s, steps);
        }

        private void waker(int bit, int w, long[] s, Explorer.Steps steps) {
            switch ((int) s[w]) {
                case 0 ->
                    steps.step("waker " + bit + " writes", n -> {
                        n[DATA] |= 1L << bit;
                        n[w] = 1;
                    });
                case 1 ->
                    steps.step("waker " + bit + " wakes", n -> {
                        n[w + 1] = n[WORD];
                        if (mutant == Mutant.WAKE_IN_TWO_STEPS) {
                            n[w] = 2;
                        } else {
                            wake(n, w);
                        }
                    });
                case 2 -> steps.step("waker " + bit + " stores", n -> wake(n, w));
                default -> {}
            }
        }

        private void wake(long[] n, int w) {
            int word = (int) n[w + 1];
            n[WORD] = TaskState.wake(word);
            if (TaskState.wakeSubmits(word)) {
                n[ENTRIES]++;
            }
            n[w] = 3;
        }

        private void runner(String name, int r, long[] s, Explorer.Steps steps) {
            switch ((int) s[r]) {
                case WAIT -> {
                    if (s[ENTRIES] > 0) {
                        steps.step(name + " takes an entry", n -> {
                            n[ENTRIES]--;
                            begin(n, r, TaskState.start((int) n[WORD]));
                        });
                    }
                    if (s[YIELDED] > 0) {
                        steps.step(name + " takes up a yield", n -> {
                            n[YIELDED]--;
                            int word = (int) n[WORD];
                            begin(n, r, TaskState.resumeChanges(word) ? TaskState.resume(word) : word);
                        });
                    }
                }
                case POLL ->
                    steps.step(name + " polls", n -> {
                        n[SEEN] |= n[DATA];
                        n[r] = n[SEEN] == 3 ? COMPLETE : SUSPEND;
                    });
                case DROP ->
                    steps.step(name + " drops", n -> {
                        n[SEEN] = 3;
                        n[r] = COMPLETE;
                    });
                case SUSPEND -> {
                    steps.step(name + " suspends", n -> suspend(n, r));
                    if (s[YIELDS_LEFT] > 0) {
                        steps.step(name + " yields", n -> {
                            n[YIELDS_LEFT]--;
                            n[POLLING]--;
                            n[YIELDED]++;
                            n[r] = WAIT;
                            if (mutant == Mutant.YIELD_LETS_GO) {
                                n[WORD] &= ~TaskState.RUNNING;
                            }
                        });
                    }
                }
                case COMPLETE ->
                    steps.step(name + " completes", n -> {
                        n[r + 1] = n[WORD];
                        if (mutant == Mutant.COMPLETE_IN_TWO_STEPS) {
                            n[r] = COMPLETE_STORE;
                        } else {
                            complete(n, r);
                        }
                    });
                case COMPLETE_STORE -> steps.step(name + " stores COMPLETE", n -> complete(n, r));
                case TELL ->
                    steps.step(name + " takes the waiters", n -> {
                        if (n[PUSHED] == 1) {
                            n[JOINER] = 2;
                        }
                        n[PUSHED] = 2;
                        n[r] = WAIT;
                    });
                default -> throw new AssertionError();
            }
        }

        private void begin(long[] n, int r, int word) {
            boolean delivers = TaskState.isDelivered(word) && !TaskState.isDelivered((int) n[WORD]);
            n[WORD] = word;
            n[POLLING]++;
            if (delivers) {
                n[DELIVERIES]++;
            }
            n[r] = TaskState.isDelivered(word) ? DROP : POLL;
        }

        private void suspend(long[] n, int r) {
            int word = (int) n[WORD];
            n[WORD] = TaskState.suspend(word);
            switch (TaskState.suspended(word)) {
                case DELIVER -> {
                    n[DELIVERIES]++;
                    n[r] = DROP;
                    return;
                }
                case RESUBMIT -> {
                    if (mutant == Mutant.FORGETS_NOTIFIED) {
                        n[WORD] &= ~TaskState.NOTIFIED;
                    } else {
                        n[ENTRIES]++;
                    }
                }
                case IDLE -> {}
            }
            n[POLLING]--;
            n[r] = WAIT;
        }

        private void complete(long[] n, int r) {
            int word = (int) n[r + 1];
            n[WORD] = TaskState.complete(word);
            n[POLLING]--;
            n[r] = TaskState.hasJoinWaker(word) ? TELL : WAIT;
        }

        private void joiner(long[] s, Explorer.Steps steps) {
            switch ((int) s[JOINER]) {
                case 0 ->
                    steps.step("joiner pushes its node", n -> {
                        if (n[PUSHED] == 2) {
                            n[JOINER] = 2;
                            return;
                        }
                        n[PUSHED] = 1;
                        n[JOINER] = mutant == Mutant.JOIN_WITHOUT_LOOK ? 4 : 3;
                    });
                case 3 ->
                    steps.step("joiner registers and looks", n -> {
                        int word = (int) n[WORD];
                        n[WORD] = TaskState.joinRegister(word);
                        n[JOINER] = TaskState.isComplete(word) ? 2 : 1;
                    });
                case 4 ->
                    steps.step("joiner registers", n -> {
                        n[WORD] = TaskState.joinRegister((int) n[WORD]);
                        n[JOINER] = 1;
                    });
                default -> {}
            }
        }

        @Override
        public String violation(long[] s) {
            if (s[POLLING] > 1) {
                return "two runners poll";
            }
            if (s[DELIVERIES] > 1) {
                return "delivered twice";
            }
            if (s[ENTRIES] > 1) {
                return "two entries";
            }
            return null;
        }

        @Override
        public boolean isDone(long[] s) {
            // Everyone has done what they do: both wakes were seen or the task was cancelled, and the joiner was told.
            return TaskState.isComplete((int) s[WORD]) && s[JOINER] == 2 && s[SEEN] == 3;
        }
    }
}
