package io.magpie.internal.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tasks under every interleaving of two runners, two wakers, an aborter and a joiner, over the real [TaskState].
///
/// What must hold: one runner at a time; one entry while the task is scheduled; a poll begins after every wake, and sees
/// what the waker wrote; the cancellation is not forgotten, and delivered once; a joiner is told.
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
        /// The word of a task that yields says that nobody has it: a wake submits it a second time.
        YIELD_LETS_GO,
        /// A poll begins with a read and a write.
        BEGIN_IN_TWO_STEPS,
        /// A wake of a task that waits on a queue does nothing, and so does one of a task that is polled.
        WAKE_OF_SCHEDULED_IS_DROPPED
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
        private static final int ENTRIES = 1; // on queues, and among the yields
        private static final int DATA = 2; // what wakers wrote: a bit each
        private static final int SEEN = 3; // what polls saw
        private static final int DELIVERIES = 4;
        private static final int POLLING = 5; // runners inside a poll
        private static final int JOINER = 6; // 0 start, 1 registered, 2 told, 3 looked
        private static final int PUSHED = 7; // the joiner's node is on the stack
        private static final int ABORTER = 8; // 0 start, 1 done, 2 done and in time
        private static final int WAKER = 9; // two of them: pc, word read
        private static final int RUNNER = 13; // two of them: pc, word read
        private static final int YIELDS_LEFT = 17;
        private static final int SIZE = 18;

        private static final int WAIT = 0;
        private static final int POLL = 1;
        private static final int DROP = 2;
        private static final int SUSPEND = 3;
        private static final int COMPLETE = 4;
        private static final int COMPLETE_STORE = 5;
        private static final int TELL = 6;
        private static final int BEGIN = 7;
        private static final int BEGIN_STORE = 8;

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
                    n[ABORTER] = n[WORD] == word ? 1 : 2;
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
            if (TaskState.isScheduled(word) && mutant == Mutant.WAKE_OF_SCHEDULED_IS_DROPPED) {
                n[w] = 3;
                return;
            }
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
                            n[POLLING]++;
                            n[r] = BEGIN;
                        });
                    }
                }
                case BEGIN ->
                    steps.step(name + " begins", n -> {
                        int word = (int) n[WORD];
                        n[r + 1] = word;
                        if (TaskState.beginChanges(word) && mutant == Mutant.BEGIN_IN_TWO_STEPS) {
                            n[r] = BEGIN_STORE;
                        } else {
                            begin(n, r, TaskState.beginChanges(word) ? TaskState.begin(word) : word);
                        }
                    });
                case BEGIN_STORE ->
                    steps.step(name + " stores what it began with", n -> begin(n, r, TaskState.begin((int) n[r + 1])));
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
                            n[ENTRIES]++;
                            n[r] = WAIT;
                            if (mutant == Mutant.YIELD_LETS_GO) {
                                n[WORD] &= ~TaskState.SCHEDULED;
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
            boolean delivers = TaskState.isDelivered(word) && !TaskState.isDelivered((int) n[r + 1]);
            n[WORD] = word;
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
                        n[WORD] &= ~TaskState.SCHEDULED;
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
            if (s[ENTRIES] + s[POLLING] > 1) {
                return "two entries";
            }
            if (s[ABORTER] == 2 && (s[WORD] & TaskState.CANCELLED) == 0) {
                return "the cancellation is forgotten";
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
