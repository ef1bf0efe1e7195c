package io.magpie.internal.park;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The protocol of notify, search and park, step by step, over the real [IdleState]: workers that run, steal and
/// sleep, and threads that push from outside.
///
/// With *blocking* tasks, each of which ends only when all have started, "no task waits behind a stuck worker"
/// becomes "the model ends".
class IdleModelTest {

    enum Mutant {
        NONE,
        /// Tokio's rule: only the last searcher looks again after it parked.
        ONLY_SEARCHERS_RECHECK,
        /// Nobody looks again.
        NO_RECHECK,
        /// The last look comes before the step that parks.
        RECHECK_BEFORE_PARK,
        /// A pusher notifies before it pushes.
        NOTIFY_BEFORE_PUSH,
        /// Going to sleep ignores a token that is there.
        TOKEN_NOT_STICKY,
        /// The last searcher that found work wakes no successor.
        SILENT_LAST_SEARCHER,
        /// A claim does not count the claimed as searching.
        CLAIM_UNCOUNTED,
        /// A searching worker runs its task before it stops searching.
        RUNS_WHILE_SEARCHING
    }

    @Test
    void oneWorker_losesNoTask() {
        holds(new Model(Mutant.NONE, 1, 2, 0, false, 1));
    }

    @Test
    void twoWorkers_loseNoTask_pushedFromOutside() {
        holds(new Model(Mutant.NONE, 2, 2, 0, false, 0));
    }

    @Test
    void twoWorkers_leaveNothingBehindAStuckOne_pushedFromOutside() {
        holds(new Model(Mutant.NONE, 2, 2, 0, true, 0));
    }

    @Test
    void twoWorkers_leaveNothingBehindAStuckOne_pushedByTheStuckOne() {
        holds(new Model(Mutant.NONE, 2, 1, 1, true, 1));
    }

    @Test
    @Tag("long")
    void threeWorkers_leaveNothingBehindStuckOnes() {
        holds(new Model(Mutant.NONE, 3, 2, 1, true, 0));
    }

    @Test
    @Tag("long")
    void twoWorkers_thatAlsoWakeUpByThemselves_leaveNothingBehind() {
        holds(new Model(Mutant.NONE, 2, 2, 0, true, 2));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result outside = Explorer.explore(new Model(mutant, 2, 2, 0, true, 0));
        Explorer.Result result = outside.holds() ? Explorer.explore(new Model(mutant, 2, 1, 1, true, 0)) : outside;
        System.out.println("IdleModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    private static void holds(Model model) {
        Explorer.Result result = Explorer.explore(model);
        System.out.println("IdleModelTest: " + model + ": " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    /// A model of `workers`, of which the first task spawns `spawned` others locally.
    ///
    /// @param pushers threads that push one task each from outside
    /// @param blocking whether a task ends only when all have started
    /// @param events how often a sleeper wakes up by itself
    private record Model(Mutant mutant, int workers, int pushers, int spawned, boolean blocking, int events)
            implements Explorer.Model {

        private static final int IDLE = 0;
        private static final int INJECT = 1;
        private static final int STARTED = 2;
        private static final int EVENTS = 3;
        private static final int PUSHER = 4; // pc, slot claimed
        private static final int PUSHER_SIZE = 2;

        // A worker's.
        private static final int PC = 0;
        private static final int QUEUE = 1;
        private static final int TOKEN = 2;
        private static final int SEARCHING = 3;
        private static final int PARKED = 4; // from its park until it noticed that it is awake
        private static final int AT = 5; // queue looked at; slot claimed; tasks to spawn
        private static final int RETURN = 6; // where notify goes on
        private static final int CHILDREN = 7;
        private static final int SIZE = 8;

        // Program counters.
        private static final int LOOK_OWN = 0;
        private static final int LOOK_INJECT = 1;
        private static final int TRY_SEARCH = 2;
        private static final int SEARCH = 3;
        private static final int FOUND = 4;
        private static final int NOTIFY = 5;
        private static final int UNPARK = 6;
        private static final int RUN = 7;
        private static final int SPAWN = 8;
        private static final int FINISH = 9;
        private static final int PARK = 10;
        private static final int RECHECK = 11;
        private static final int SLEEP = 12;
        private static final int ASLEEP = 13;
        private static final int WOKEN = 14;
        private static final int LEAVE = 15;
        private static final int STOP_SEARCH_LATE = 16;
        private static final int SPAWN_LATE = 17;
        private static final int LAST_LOOK = 18;

        private int total() {
            return pushers + spawned;
        }

        private int worker(int w) {
            return PUSHER + pushers * PUSHER_SIZE + w * SIZE;
        }

        @Override
        public long[] initial() {
            long[] s = new long[worker(workers)];
            s[EVENTS] = events;
            return s;
        }

        @Override
        public void expand(long[] state, Explorer.Steps steps) {
            for (int p = 0; p < pushers; p++) {
                pusher(PUSHER + p * PUSHER_SIZE, "pusher " + p, state, steps);
            }
            for (int w = 0; w < workers; w++) {
                worker(w, worker(w), "worker " + w, state, steps);
            }
        }

        private void pusher(int p, String name, long[] s, Explorer.Steps steps) {
            boolean notifyFirst = mutant == Mutant.NOTIFY_BEFORE_PUSH;
            switch ((int) s[p]) {
                case 0 ->
                    steps.step(name + (notifyFirst ? " notifies" : " pushes"), n -> {
                        if (notifyFirst) {
                            n[p] = claim(n, p + 1) ? 1 : 2;
                        } else {
                            n[INJECT]++;
                            n[p] = 1;
                        }
                    });
                case 1 ->
                    steps.step(name + (notifyFirst ? " unparks" : " notifies"), n -> {
                        if (notifyFirst) {
                            unpark(n, p + 1);
                            n[p] = 2;
                        } else {
                            n[p] = claim(n, p + 1) ? 2 : 3;
                        }
                    });
                case 2 ->
                    steps.step(name + (notifyFirst ? " pushes" : " unparks"), n -> {
                        if (notifyFirst) {
                            n[INJECT]++;
                        } else {
                            unpark(n, p + 1);
                        }
                        n[p] = 3;
                    });
                default -> {}
            }
        }

        private void worker(int slot, int w, String name, long[] s, Explorer.Steps steps) {
            switch ((int) s[w + PC]) {
                case LOOK_OWN ->
                    steps.step(name + " looks at its queue", n -> {
                        n[w + PC] = take(n, w + QUEUE) ? RUN : LOOK_INJECT;
                    });
                case LOOK_INJECT ->
                    steps.step(name + " looks at the injected", n -> {
                        n[w + PC] = take(n, INJECT) ? RUN : TRY_SEARCH;
                    });
                case TRY_SEARCH ->
                    steps.step(name + " tries to search", n -> {
                        long next = IdleState.trySearch(n[IDLE], workers);
                        n[w + SEARCHING] = next == n[IDLE] ? 0 : 1;
                        n[w + PC] = next != n[IDLE] ? SEARCH : lookBeforeParking();
                        n[IDLE] = next;
                    });
                case SEARCH ->
                    steps.step(name + " searches queue " + s[w + AT], n -> {
                        if (take(n, queue((int) n[w + AT]))) {
                            n[w + AT] = 0;
                            n[w + PC] = mutant == Mutant.RUNS_WHILE_SEARCHING ? RUN : FOUND;
                        } else if (n[w + AT]++ == workers) {
                            n[w + AT] = 0;
                            n[w + PC] = lookBeforeParking();
                        }
                    });
                case FOUND ->
                    steps.step(name + " found work", n -> {
                        n[IDLE] = IdleState.stopSearch(n[IDLE]);
                        n[w + SEARCHING] = 0;
                        boolean last = IdleState.mustRecheck(n[IDLE]);
                        n[w + PC] = last && mutant != Mutant.SILENT_LAST_SEARCHER ? LAST_LOOK : RUN;
                    });
                case LAST_LOOK ->
                    steps.step(name + " looks behind itself at " + s[w + AT], n -> {
                        if (n[queue((int) n[w + AT])] > 0) {
                            n[w + AT] = 0;
                            n[w + RETURN] = RUN;
                            n[w + PC] = NOTIFY;
                        } else if (n[w + AT]++ == workers) {
                            n[w + AT] = 0;
                            n[w + PC] = RUN;
                        }
                    });
                case NOTIFY ->
                    steps.step(name + " notifies", n -> {
                        if (claim(n, w + AT)) {
                            n[w + PC] = UNPARK;
                        } else {
                            goOn(n, w);
                        }
                    });
                case UNPARK ->
                    steps.step(name + " unparks " + s[w + AT], n -> {
                        unpark(n, w + AT);
                        goOn(n, w);
                    });
                case RUN ->
                    steps.step(name + " starts a task", n -> {
                        n[w + CHILDREN] = n[STARTED]++ == 0 ? spawned : 0;
                        n[w + PC] = next(n, w);
                    });
                case SPAWN ->
                    steps.step(name + " pushes a task", n -> {
                        n[w + CHILDREN]--;
                        if (mutant == Mutant.NOTIFY_BEFORE_PUSH) {
                            n[w + RETURN] = SPAWN_LATE;
                        } else {
                            n[w + QUEUE]++;
                            n[w + RETURN] = next(n, w);
                        }
                        n[w + PC] = NOTIFY;
                    });
                case SPAWN_LATE ->
                    steps.step(name + " pushes a task late", n -> {
                        n[w + QUEUE]++;
                        n[w + PC] = next(n, w);
                    });
                case FINISH -> {
                    if (!blocking || s[STARTED] == total()) {
                        steps.step(name + " ends a task", n -> {
                            n[w + PC] = n[w + SEARCHING] == 1 ? STOP_SEARCH_LATE : LOOK_OWN;
                        });
                    }
                }
                case STOP_SEARCH_LATE ->
                    steps.step(name + " stops searching late", n -> {
                        n[IDLE] = IdleState.stopSearch(n[IDLE]);
                        n[w + SEARCHING] = 0;
                        n[w + PC] = LOOK_OWN;
                    });
                case PARK -> steps.step(name + " parks", n -> park(slot, w, n));
                case RECHECK ->
                    steps.step(name + " looks again at " + s[w + AT], n -> {
                        if (n[queue((int) n[w + AT])] > 0) {
                            n[w + AT] = 0;
                            n[w + RETURN] = mutant == Mutant.RECHECK_BEFORE_PARK ? PARK : SLEEP;
                            n[w + PC] = NOTIFY;
                        } else if (n[w + AT]++ == workers) {
                            n[w + AT] = 0;
                            n[w + PC] = mutant == Mutant.RECHECK_BEFORE_PARK ? PARK : SLEEP;
                        }
                    });
                case SLEEP ->
                    steps.step(name + " goes to sleep", n -> {
                        if (ParkState.maySleep((int) n[w + TOKEN]) || mutant == Mutant.TOKEN_NOT_STICKY) {
                            n[w + TOKEN] = ParkState.THREAD;
                            n[w + PC] = ASLEEP;
                        } else {
                            n[w + TOKEN] = ParkState.EMPTY;
                            n[w + PC] = WOKEN;
                        }
                    });
                case ASLEEP -> {
                    if (s[w + TOKEN] == ParkState.NOTIFIED) {
                        steps.step(name + " takes its token", n -> {
                            n[w + TOKEN] = ParkState.EMPTY;
                            n[w + PC] = WOKEN;
                        });
                    }
                    if (s[EVENTS] > 0) {
                        steps.step(name + " gets an event", n -> {
                            n[EVENTS]--;
                            n[w + TOKEN] = ParkState.EMPTY;
                            n[w + PC] = LEAVE;
                        });
                    }
                }
                case WOKEN ->
                    steps.step(name + " looks at its bit", n -> {
                        if (IdleState.isParked(n[IDLE], slot)) {
                            n[w + PC] = SLEEP;
                        } else {
                            awakeSearching(n, w);
                        }
                    });
                case LEAVE ->
                    steps.step(name + " leaves", n -> {
                        long next = IdleState.leave(n[IDLE], slot);
                        if (next == n[IDLE]) {
                            awakeSearching(n, w);
                            return;
                        }
                        n[IDLE] = next;
                        n[w + PARKED] = 0;
                        n[w + RETURN] = LOOK_OWN;
                        n[w + PC] = NOTIFY;
                    });
                default -> throw new IllegalStateException("no such step: " + s[w + PC]);
            }
        }

        private int lookBeforeParking() {
            return mutant == Mutant.RECHECK_BEFORE_PARK ? RECHECK : PARK;
        }

        private void park(int slot, int w, long[] n) {
            boolean wasSearching = n[w + SEARCHING] == 1;
            n[IDLE] = IdleState.park(n[IDLE], slot, wasSearching, false);
            n[w + SEARCHING] = 0;
            n[w + PARKED] = 1;
            boolean recheck = switch (mutant) {
                case NO_RECHECK, RECHECK_BEFORE_PARK -> false;
                case ONLY_SEARCHERS_RECHECK -> wasSearching && IdleState.mustRecheck(n[IDLE]);
                default -> IdleState.mustRecheck(n[IDLE]);
            };
            n[w + PC] = recheck ? RECHECK : SLEEP;
        }

        private static void awakeSearching(long[] n, int w) {
            n[w + PARKED] = 0;
            n[w + SEARCHING] = 1;
            n[w + PC] = SEARCH;
        }

        private static int next(long[] n, int w) {
            return n[w + CHILDREN] > 0 ? SPAWN : FINISH;
        }

        private static void goOn(long[] n, int w) {
            n[w + AT] = 0;
            n[w + PC] = n[w + RETURN];
            n[w + RETURN] = 0;
        }

        /// The variable that counts queue `at`: the injected, then each worker's.
        private int queue(int at) {
            return at == 0 ? INJECT : worker(at - 1) + QUEUE;
        }

        private static boolean take(long[] n, int queue) {
            if (n[queue] == 0) {
                return false;
            }
            n[queue]--;
            return true;
        }

        private boolean claim(long[] n, int into) {
            if (!IdleState.wantsNotify(n[IDLE])) {
                return false;
            }
            int slot = IdleState.choose(n[IDLE], 0);
            n[IDLE] = IdleState.claim(n[IDLE], slot);
            if (mutant == Mutant.CLAIM_UNCOUNTED) {
                n[IDLE] = IdleState.stopSearch(n[IDLE]);
            }
            n[into] = slot;
            return true;
        }

        private void unpark(long[] n, int from) {
            n[worker((int) n[from]) + TOKEN] = ParkState.NOTIFIED;
            n[from] = 0;
        }

        @Override
        public String violation(long[] s) {
            int counted = 0;
            for (int w = 0; w < workers; w++) {
                counted += (int) s[worker(w) + SEARCHING];
                if (s[worker(w) + PARKED] == 1 && !IdleState.isParked(s[IDLE], w)) {
                    counted++;
                }
            }
            return counted == IdleState.searching(s[IDLE]) ? null : "searching should be " + counted;
        }

        @Override
        public boolean isDone(long[] s) {
            boolean done = s[STARTED] == total() && s[INJECT] == 0;
            for (int w = 0; w < workers; w++) {
                done &= s[worker(w) + PC] == ASLEEP && s[worker(w) + QUEUE] == 0;
            }
            return done;
        }
    }
}
