package io.magpie.internal.park;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Marking a worker as stuck while it goes on, access by access, over the real [CrewState]: two observers, and a
/// worker that polls twice.
class CrewModelTest {

    enum Mutant {
        NONE,
        /// The observer does not look again whether the poll has ended: a mark stays on a worker that is gone.
        NO_SECOND_LOOK,
        /// A worker that takes its mark off does not count itself.
        RETURN_UNCOUNTED,
        /// The mark is shown before it is counted.
        SHOWN_BEFORE_COUNTED,
        /// The mark is a store: two observers count one worker.
        MARK_BY_STORE,
        /// Whoever finds the mark out of date un-counts it, without a CAS.
        TAKEN_OFF_TWICE
    }

    @Test
    void whenAllIsQuiet_everyMarkWasTakenOff_andCounted() {
        Explorer.Result result = Explorer.explore(new Model(Mutant.NONE));
        System.out.println("CrewModelTest: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result result = Explorer.explore(new Model(mutant));
        System.out.println("CrewModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    /// One worker, two spare slots.
    private record Model(Mutant mutant) implements Explorer.Model {

        private static final int WORKERS = 1;
        private static final int SLOTS = 3;
        private static final int OBSERVERS = 2;

        private static final int CREW = 0;
        private static final int LIFE = 1; // 0: OK, else number of the poll
        private static final int SEQ = 2; // odd: in user code
        private static final int OWNER = 3;
        private static final int OWNER_SAW = 4;
        private static final int OBSERVER = 5; // pc, seq
        private static final int OBSERVER_SIZE = 2;
        private static final int DONE = 99;

        @Override
        public long[] initial() {
            return new long[OBSERVER + OBSERVERS * OBSERVER_SIZE];
        }

        @Override
        public void expand(long[] state, Explorer.Steps steps) {
            owner(state, steps);
            for (int o = 0; o < OBSERVERS; o++) {
                observer(OBSERVER + o * OBSERVER_SIZE, "observer " + o, state, steps);
            }
            if (finished(state)) {
                for (int slot = WORKERS; slot < SLOTS; slot++) {
                    int spare = slot;
                    if (CrewState.isSurplus(state[CREW], slot)) {
                        steps.step("spare " + slot + " retires", n -> n[CREW] = CrewState.discharge(n[CREW], spare));
                    }
                }
            }
        }

        private void owner(long[] s, Explorer.Steps steps) {
            switch ((int) s[OWNER]) {
                case 0 ->
                    steps.step("owner starts a poll", n -> {
                        n[SEQ]++;
                        n[OWNER] = 1;
                    });
                case 1 ->
                    steps.step("owner ends a poll", n -> {
                        n[SEQ]++;
                        n[OWNER] = 2;
                    });
                case 2 ->
                    steps.step("owner reads its life", n -> {
                        n[OWNER_SAW] = n[LIFE];
                        n[OWNER] = n[LIFE] == 0 ? again(n) : 3;
                    });
                case 3 ->
                    steps.step("owner takes its mark off", n -> {
                        boolean mine = n[LIFE] == n[OWNER_SAW];
                        if (mine) {
                            n[LIFE] = 0;
                        }
                        boolean counts =
                                (mine || mutant == Mutant.TAKEN_OFF_TWICE) && mutant != Mutant.RETURN_UNCOUNTED;
                        n[OWNER] = counts ? 4 : again(n);
                    });
                case 4 ->
                    steps.step("owner counts itself", n -> {
                        n[CREW] = CrewState.unmark(n[CREW]);
                        n[OWNER] = again(n);
                    });
                default -> {}
            }
        }

        private static long again(long[] n) {
            n[OWNER_SAW] = 0;
            return n[SEQ] < 4 ? 0 : DONE;
        }

        private void observer(int o, String name, long[] s, Explorer.Steps steps) {
            boolean shownFirst = mutant == Mutant.SHOWN_BEFORE_COUNTED;
            switch ((int) s[o]) {
                case 0 -> {
                    steps.step(name + " has nothing to do", n -> n[o] = DONE);
                    if (s[SEQ] % 2 == 1) {
                        steps.step(name + " sees a poll", n -> {
                            n[o + 1] = n[SEQ];
                            n[o] = n[LIFE] != 0 ? DONE : shownFirst ? 2 : 1;
                        });
                    }
                }
                case 1 ->
                    steps.step(name + " counts the mark", n -> {
                        n[CREW] = CrewState.mark(n[CREW]);
                        n[o] = shownFirst ? 4 : 2;
                    });
                case 2 ->
                    steps.step(name + " marks", n -> {
                        boolean marked = n[LIFE] == 0 || mutant == Mutant.MARK_BY_STORE;
                        if (marked) {
                            n[LIFE] = n[o + 1];
                        }
                        n[o] = shownFirst ? (marked ? 1 : DONE) : marked ? 4 : 3;
                    });
                case 3 ->
                    steps.step(name + " un-counts the mark", n -> {
                        n[CREW] = CrewState.unmark(n[CREW]);
                        n[o] = DONE;
                    });
                case 4 ->
                    steps.step(name + " looks again", n -> {
                        n[o] = n[SEQ] == n[o + 1] || mutant == Mutant.NO_SECOND_LOOK ? 6 : 5;
                    });
                case 5 ->
                    steps.step(name + " takes the mark off", n -> {
                        boolean mine = n[LIFE] == n[o + 1];
                        if (mine) {
                            n[LIFE] = 0;
                        }
                        n[o] = mine || mutant == Mutant.TAKEN_OFF_TWICE ? 3 : DONE;
                    });
                case 6 ->
                    steps.step(name + " starts a spare", n -> {
                        int slot = CrewState.freeSpare(n[CREW], WORKERS, SLOTS);
                        if (slot != IdleState.NONE) {
                            n[CREW] = CrewState.enlist(n[CREW], slot);
                        }
                        n[o] = DONE;
                    });
                default -> {}
            }
        }

        private static boolean finished(long[] s) {
            return s[OWNER] == DONE && s[OBSERVER] == DONE && s[OBSERVER + OBSERVER_SIZE] == DONE;
        }

        @Override
        public String violation(long[] s) {
            return s[LIFE] != 0 && CrewState.stuck(s[CREW]) == 0 ? "marked, but not counted" : null;
        }

        @Override
        public boolean isDone(long[] s) {
            return finished(s) && s[LIFE] == 0 && s[CREW] == 0;
        }
    }
}
