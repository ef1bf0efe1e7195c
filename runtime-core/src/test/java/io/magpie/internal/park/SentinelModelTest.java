package io.magpie.internal.park;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The sentinel's role, step by step, over the real [IdleState]. What must hold: if somebody is in user code and
/// somebody is asleep for good, then somebody searches, is being woken, is about to notify, or is sentinel.
class SentinelModelTest {

    enum Mutant {
        NONE,
        /// Who wakes up by itself never notifies.
        SILENT_LEAVE,
        /// The last searcher, who saw no more work, never notifies.
        SILENT_LAST_SEARCHER,
        /// The sentinel gives up its role without looking who is parked.
        COOLS_DOWN_WHILE_OTHERS_RUN,
        /// The sentinel looks first and gives up the role later, without a CAS of what it saw.
        COOLS_DOWN_BY_STORE,
        /// A claimed sentinel, or one that leaves, keeps the role.
        KEEPS_ROLE
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whoSleepsForGood_isLookedAfter(int workers) {
        Explorer.Result result = Explorer.explore(new Model(Mutant.NONE, workers));
        System.out.println("SentinelModelTest: " + workers + " workers: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result result = Explorer.explore(new Model(mutant, 3));
        System.out.println("SentinelModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    @Test
    void aColdRuntime_staysCold_untilSomebodyLeaves() {
        Idle idle = new Idle(2, List.of());
        idle.park(0, false, true);
        long early = idle.observe();
        assertThat(idle.coolDown(0, early)).as("worker 1 runs").isFalse();
        assertThat(IdleState.sentinel(idle.park(1, false, true)))
                .as("the role is taken")
                .isZero();
        assertThat(idle.coolDown(0, early)).as("observed before").isFalse();
        assertThat(idle.coolDown(1, idle.observe())).as("not the sentinel").isFalse();
        assertThat(idle.coolDown(0, idle.observe())).isTrue();
        assertThat(idle.isSentinel(0)).isFalse();
        assertThat(idle.leave(1)).isEqualTo(Idle.Leave.UNWATCHED);
        assertThat(idle.claim()).isZero();
        assertThat(idle.leave(0)).isEqualTo(Idle.Leave.CLAIMED);
    }

    private record Model(Mutant mutant, int workers) implements Explorer.Model {

        private static final int IDLE = 0;
        private static final int WORKER = 1; // pc, word observed or slot claimed, where notify goes on
        private static final int PC = 0;
        private static final int SEEN = 1;
        private static final int RETURN = 2;
        private static final int SIZE = 3;

        private static final int USER = 0;
        private static final int TRY_SEARCH = 1;
        private static final int SEARCH = 2;
        private static final int NOTIFY = 3;
        private static final int PARK = 4;
        private static final int ASLEEP = 5;
        private static final int COOL_DOWN = 6;

        private static int worker(int w) {
            return WORKER + w * SIZE;
        }

        @Override
        public long[] initial() {
            return new long[worker(workers)];
        }

        @Override
        public void expand(long[] state, Explorer.Steps steps) {
            for (int w = 0; w < workers; w++) {
                worker(w, worker(w), "worker " + w, state, steps);
            }
            if (IdleState.wantsNotify(state[IDLE])) {
                steps.step("a push from outside notifies", n -> claim(n));
            }
        }

        private void worker(int slot, int w, String name, long[] s, Explorer.Steps steps) {
            switch ((int) s[w + PC]) {
                case USER -> {
                    steps.step(name + " has no more to run", n -> n[w + PC] = TRY_SEARCH);
                    steps.step(name + " wants a helper", n -> notify(n, w, USER));
                }
                case TRY_SEARCH ->
                    steps.step(name + " tries to search", n -> {
                        long next = IdleState.trySearch(n[IDLE], workers);
                        n[w + PC] = next != n[IDLE] ? SEARCH : PARK;
                        n[IDLE] = next;
                    });
                case SEARCH -> {
                    steps.step(name + " finds work", n -> {
                        n[IDLE] = IdleState.stopSearch(n[IDLE]);
                        if (IdleState.isUnwatched(n[IDLE]) && mutant != Mutant.SILENT_LAST_SEARCHER) {
                            notify(n, w, USER);
                        } else {
                            n[w + PC] = USER;
                        }
                    });
                    steps.step(name + " finds nothing, parks", n -> park(n, slot, w, true));
                }
                case NOTIFY ->
                    steps.step(name + " notifies", n -> {
                        claim(n);
                        n[w + PC] = n[w + RETURN];
                        n[w + RETURN] = 0;
                    });
                case PARK -> steps.step(name + " parks", n -> park(n, slot, w, false));
                case ASLEEP -> asleep(slot, w, name, s, steps);
                case COOL_DOWN ->
                    steps.step(name + " cools down", n -> {
                        n[IDLE] = mutant == Mutant.COOLS_DOWN_BY_STORE
                                ? IdleState.coolDown(n[IDLE])
                                : n[IDLE] == n[w + SEEN] ? IdleState.coolDown(n[IDLE]) : n[IDLE];
                        n[w + SEEN] = 0;
                        n[w + PC] = ASLEEP;
                    });
                default -> throw new IllegalStateException("no such step: " + s[w + PC]);
            }
        }

        private void asleep(int slot, int w, String name, long[] s, Explorer.Steps steps) {
            if (!IdleState.isParked(s[IDLE], slot)) {
                steps.step(name + " is woken", n -> n[w + PC] = SEARCH);
                return;
            }
            steps.step(name + " gets an event", n -> {
                long next = IdleState.leave(n[IDLE], slot);
                n[IDLE] = mutant == Mutant.KEEPS_ROLE ? next | n[IDLE] & ~((1L << 56) - 1) : next;
                if (IdleState.isUnwatched(n[IDLE]) && mutant != Mutant.SILENT_LEAVE) {
                    notify(n, w, USER);
                } else {
                    n[w + PC] = USER;
                }
            });
            long live = (1L << workers) - 1;
            boolean quiet = mutant == Mutant.COOLS_DOWN_WHILE_OTHERS_RUN
                    ? IdleState.sentinel(s[IDLE]) == slot
                    : IdleState.mayCoolDown(s[IDLE], slot, live);
            if (quiet) {
                steps.step(name + " sees that all is quiet", n -> {
                    n[w + SEEN] = n[IDLE];
                    n[w + PC] = COOL_DOWN;
                });
            }
        }

        private static void park(long[] n, int slot, int w, boolean searching) {
            n[IDLE] = IdleState.park(n[IDLE], slot, searching, true);
            n[w + PC] = ASLEEP;
        }

        private static void notify(long[] n, int w, int then) {
            n[w + PC] = NOTIFY;
            n[w + RETURN] = then;
        }

        private void claim(long[] n) {
            if (IdleState.wantsNotify(n[IDLE])) {
                long next = IdleState.claim(n[IDLE], IdleState.choose(n[IDLE], 0));
                n[IDLE] = mutant == Mutant.KEEPS_ROLE ? next | n[IDLE] & ~((1L << 56) - 1) : next;
            }
        }

        @Override
        public String violation(long[] s) {
            boolean inUserCode = false;
            boolean asleepForGood = false;
            boolean notifying = false;
            for (int w = 0; w < workers; w++) {
                inUserCode |= s[worker(w) + PC] == USER;
                notifying |= s[worker(w) + PC] == NOTIFY;
                asleepForGood |= IdleState.isParked(s[IDLE], w);
            }
            int sentinel = IdleState.sentinel(s[IDLE]);
            if (sentinel != IdleState.NONE && !IdleState.isParked(s[IDLE], sentinel)) {
                return "the sentinel is not asleep";
            }
            boolean lookedAfter = notifying || sentinel != IdleState.NONE || IdleState.searching(s[IDLE]) > 0;
            return inUserCode && asleepForGood && !lookedAfter ? "nobody looks after the sleepers" : null;
        }

        @Override
        public boolean isDone(long[] s) {
            return false;
        }
    }
}
