package io.magpie.internal.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.model.Explorer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// [SegmentQueue] and the LIFO slot, access by access: an owner that pushes over the border of a segment, and two
/// thieves.
class SegmentQueueModelTest {

    enum Mutant {
        NONE,
        /// The index is published before the slot is written.
        INDEX_BEFORE_SLOT,
        /// A new segment is linked and the index published before its first slot is written.
        LINK_BEFORE_FIRST_SLOT,
        /// A claim is a store, not a CAS.
        CLAIM_BY_STORE,
        /// A taker that finds no link does not look whether the segment was left meanwhile.
        UNLINKED_MEANS_EMPTY,
        /// The owner takes from the LIFO slot with a read and a write.
        LIFO_READ_THEN_WRITE
    }

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    @Test
    void everyElement_isTakenExactlyOnce_andEmptyIsNeverReportedOfANonEmptyQueue() {
        Explorer.Result result = Explorer.explore(new Model(Mutant.NONE, SCALE > 1 ? 5 : 3, SCALE > 1 ? 3 : 2));
        System.out.println("SegmentQueueModelTest: " + result);
        assertThat(result.holds()).as(result.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void mutants_areFound(Mutant mutant) {
        Explorer.Result result = Explorer.explore(new Model(mutant, 3, 2));
        System.out.println("SegmentQueueModelTest: " + mutant + ": " + result);
        assertThat(result.holds()).isFalse();
    }

    /// Segments of two slots. Each thief takes `takes` times and then once from the LIFO slot.
    private record Model(Mutant mutant, int elements, int takes) implements Explorer.Model {

        private static final int K = 2;
        private static final int SEGMENTS = 3;
        private static final int THIEVES = 2;

        // Shared words.
        private static final int PUSHED = 0;
        private static final int HEAD_SEGMENT = 1;
        private static final int LIFO = 2; // 0, or 1: an element is there
        private static final int LIFO_TAKEN = 3;
        private static final int HEAD = 4; // per segment
        private static final int NEXT = HEAD + SEGMENTS; // per segment: 0 none, else number of the next + 1
        private static final int SLOT = NEXT + SEGMENTS; // per slot: 1 written, 0 empty
        private static final int TAKEN = SLOT + SEGMENTS * K; // per element: how often
        // The owner.
        private static final int OWNER_PC = TAKEN + SEGMENTS * K;
        private static final int OWNER_NEXT = OWNER_PC + 1; // element to push
        // A thief: pc, segment, head, limit, takes left, whether the queue was empty during the take
        private static final int THIEF = OWNER_NEXT + 1;
        private static final int PC = 0;
        private static final int SEG = 1;
        private static final int H = 2;
        private static final int LIMIT = 3;
        private static final int LEFT = 4;
        private static final int SAW_EMPTY = 5;
        private static final int THIEF_SIZE = 6;
        private static final int SIZE = THIEF + THIEVES * THIEF_SIZE;

        private static final int DONE = 99;

        @Override
        public long[] initial() {
            long[] s = new long[SIZE];
            for (int t = 0; t < THIEVES; t++) {
                s[thief(t) + LEFT] = takes;
            }
            s[LIFO] = 1; // put before: the owner takes it back, the thieves try to steal it
            watch(s);
            return s;
        }

        @Override
        public void expand(long[] state, Explorer.Steps steps) {
            owner(state, steps);
            for (int t = 0; t < THIEVES; t++) {
                thief(thief(t), "thief " + t, state, steps);
            }
        }

        private void owner(long[] s, Explorer.Steps steps) {
            int e = (int) s[OWNER_NEXT];
            int segment = e / K;
            boolean first = e > 0 && e % K == 0;
            switch ((int) s[OWNER_PC]) {
                case 0 -> {
                    if (mutant == Mutant.INDEX_BEFORE_SLOT) {
                        run(steps, "owner publishes " + e, n -> {
                            if (first) {
                                n[NEXT + segment - 1] = segment + 1;
                            }
                            n[PUSHED]++;
                            n[OWNER_PC] = 10;
                        });
                    } else if (first) {
                        run(steps, "owner fills and links segment " + segment, n -> {
                            if (mutant != Mutant.LINK_BEFORE_FIRST_SLOT) {
                                n[SLOT + e] = 1;
                            }
                            n[NEXT + segment - 1] = segment + 1;
                            n[OWNER_PC] = 1;
                        });
                    } else {
                        run(steps, "owner writes slot " + e, n -> {
                            n[SLOT + e] = 1;
                            n[OWNER_PC] = 1;
                        });
                    }
                }
                case 1 ->
                    run(steps, "owner publishes " + e, n -> {
                        n[PUSHED]++;
                        if (first && mutant == Mutant.LINK_BEFORE_FIRST_SLOT) {
                            n[OWNER_PC] = 10;
                        } else {
                            pushed(n);
                        }
                    });
                case 10 ->
                    run(steps, "owner writes slot late " + e, n -> {
                        n[SLOT + e] = 1;
                        pushed(n);
                    });
                case 20 -> {
                    if (mutant == Mutant.LIFO_READ_THEN_WRITE) {
                        run(steps, "owner reads the LIFO slot", n -> n[OWNER_PC] = n[LIFO] == 0 ? DONE : 21);
                    } else {
                        run(steps, "owner swaps the LIFO slot", n -> {
                            n[LIFO_TAKEN] += n[LIFO];
                            n[LIFO] = 0;
                            n[OWNER_PC] = DONE;
                        });
                    }
                }
                case 21 ->
                    run(steps, "owner clears the LIFO slot", n -> {
                        n[LIFO_TAKEN]++;
                        n[LIFO] = 0;
                        n[OWNER_PC] = DONE;
                    });
                default -> {}
            }
        }

        private void pushed(long[] n) {
            n[OWNER_NEXT]++;
            n[OWNER_PC] = n[OWNER_NEXT] < elements ? 0 : 20;
        }

        private void thief(int t, String name, long[] s, Explorer.Steps steps) {
            int segment = (int) s[t + SEG];
            int head = (int) s[t + H];
            switch ((int) s[t + PC]) {
                case 0 ->
                    run(steps, name + " reads headSegment", n -> {
                        n[t + SEG] = n[HEAD_SEGMENT];
                        n[t + PC] = 1;
                    });
                case 1 ->
                    run(steps, name + " reads head of " + segment, n -> {
                        n[t + H] = n[HEAD + segment];
                        n[t + PC] = 2;
                    });
                case 2 ->
                    run(steps, name + " reads next of " + segment, n -> {
                        boolean full = n[NEXT + segment] != 0;
                        n[t + LIMIT] = K;
                        n[t + PC] = !full ? 3 : head < K ? 4 : 6;
                    });
                case 3 ->
                    run(steps, name + " reads pushed", n -> {
                        n[t + LIMIT] = Math.min(K, n[PUSHED] - (long) segment * K);
                        n[t + PC] = head < n[t + LIMIT] ? 4 : 6;
                    });
                case 4 ->
                    run(steps, name + " claims slot " + head + " of " + segment, n -> {
                        boolean claimed = mutant == Mutant.CLAIM_BY_STORE || n[HEAD + segment] == head;
                        if (claimed) {
                            n[HEAD + segment] = head + 1;
                        }
                        n[t + PC] = claimed ? 5 : 0;
                    });
                case 5 ->
                    run(steps, name + " empties slot " + head + " of " + segment, n -> {
                        int slot = segment * K + head;
                        if (n[SLOT + slot] == 0) {
                            throw new AssertionError("took an empty slot");
                        }
                        n[SLOT + slot] = 0;
                        n[TAKEN + slot]++;
                        took(t, n);
                    });
                case 6 -> {
                    if (head < K) {
                        run(steps, name + " finds it empty", n -> foundEmpty(t, n));
                    } else {
                        run(
                                steps,
                                name + " reads next to leave " + segment,
                                n -> n[t + PC] = n[NEXT + segment] == 0 ? 7 : 8);
                    }
                }
                case 7 ->
                    run(steps, name + " looks whether " + segment + " was left", n -> {
                        if (mutant == Mutant.UNLINKED_MEANS_EMPTY || n[HEAD_SEGMENT] == segment) {
                            foundEmpty(t, n);
                        } else {
                            n[t + PC] = 0;
                        }
                    });
                case 8 ->
                    run(steps, name + " moves headSegment", n -> {
                        boolean moved = n[HEAD_SEGMENT] == segment;
                        if (moved) {
                            n[HEAD_SEGMENT] = segment + 1;
                        }
                        n[t + PC] = moved ? 9 : 0;
                    });
                case 9 ->
                    run(steps, name + " unlinks " + segment, n -> {
                        n[NEXT + segment] = 0;
                        n[t + PC] = 0;
                    });
                case 30 -> run(steps, name + " looks at the LIFO slot", n -> n[t + PC] = n[LIFO] == 0 ? DONE : 31);
                case 31 ->
                    run(steps, name + " steals from the LIFO slot", n -> {
                        n[LIFO_TAKEN] += n[LIFO];
                        n[LIFO] = 0;
                        n[t + PC] = DONE;
                    });
                default -> {}
            }
        }

        private void took(int t, long[] n) {
            n[t + SEG] = 0;
            n[t + H] = 0;
            n[t + LIMIT] = 0;
            n[t + SAW_EMPTY] = 0;
            n[t + LEFT]--;
            n[t + PC] = n[t + LEFT] > 0 ? 0 : 30;
        }

        private void foundEmpty(int t, long[] n) {
            if (n[t + SAW_EMPTY] == 0) {
                throw new AssertionError("reported empty, but never was");
            }
            took(t, n);
        }

        private void run(Explorer.Steps steps, String name, Consumer<long[]> effect) {
            steps.step(name, n -> {
                effect.accept(n);
                watch(n);
            });
        }

        /// Remembers for each take under way that the queue was empty at some moment of it.
        private void watch(long[] n) {
            long claimed = 0;
            for (int i = 0; i < SEGMENTS; i++) {
                claimed += n[HEAD + i];
            }
            // Published elements only: a push that has not returned may be missed.
            long published = n[OWNER_PC] == 10 ? n[PUSHED] - 1 : n[PUSHED];
            for (int t = 0; t < THIEVES; t++) {
                if (claimed >= published && n[thief(t) + PC] < 10) {
                    n[thief(t) + SAW_EMPTY] = 1;
                }
            }
        }

        private static int thief(int t) {
            return THIEF + t * THIEF_SIZE;
        }

        @Override
        public String violation(long[] s) {
            for (int e = 0; e < elements; e++) {
                if (s[TAKEN + e] > 1) {
                    return "element " + e + " taken twice";
                }
            }
            return s[LIFO_TAKEN] > 1 ? "LIFO element taken twice" : null;
        }

        @Override
        public boolean isDone(long[] s) {
            // What was pushed was taken, or is still to be claimed.
            int taken = 0;
            int kept = 0;
            for (int e = 0; e < elements; e++) {
                taken += (int) s[TAKEN + e];
                kept += (int) s[SLOT + e];
            }
            return s[OWNER_PC] == DONE && taken + kept == elements && s[LIFO_TAKEN] == 1;
        }
    }
}
