package io.magpie.io.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.io.tls.Turn.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnTest {

    /// What each side is doing: it has the turn, waits for it, or neither; and whether it was woken since it waits.
    private record State(int word, Doing reader, Doing writer) {
        Doing of(Side side) {
            return side == Side.READER ? reader : writer;
        }

        State with(int newWord, Side side, Doing doing) {
            return side == Side.READER ? new State(newWord, doing, writer) : new State(newWord, reader, doing);
        }
    }

    private enum Doing {
        NOTHING,
        HOLDS,
        WAITS,
        WOKEN
    }

    private static List<State> next(State state) {
        List<State> next = new ArrayList<>();
        for (Side side : Side.values()) {
            Side other = side == Side.READER ? Side.WRITER : Side.READER;
            if (state.of(side) == Doing.HOLDS) {
                State left = state.with(Turn.FREE, side, Doing.NOTHING);
                next.add(
                        Turn.waits(state.word, other) && left.of(other) == Doing.WAITS
                                ? left.with(Turn.FREE, other, Doing.WOKEN)
                                : left);
            } else {
                Doing got = Turn.isFree(state.word) ? Doing.HOLDS : Doing.WAITS;
                next.add(state.with(Turn.asked(state.word, side), side, got));
                if (state.of(side) != Doing.NOTHING) {
                    next.add(state.with(state.word, side, Doing.NOTHING)); // dropped
                }
            }
        }
        return next;
    }

    @Test
    void inEveryState_atMostOneHolds_andWhoWaitsWillBeWoken() {
        Set<State> seen = new HashSet<>();
        Queue<State> open = new ArrayDeque<>(List.of(new State(Turn.FREE, Doing.NOTHING, Doing.NOTHING)));
        for (State state = open.poll(); state != null; state = open.poll()) {
            if (!seen.add(state)) {
                continue;
            }
            boolean readerHolds = state.reader == Doing.HOLDS;
            boolean writerHolds = state.writer == Doing.HOLDS;
            assertThat(readerHolds && writerHolds).as("%s", state).isFalse();
            assertThat(Turn.isFree(state.word)).as("%s", state).isEqualTo(!readerHolds && !writerHolds);
            for (Side side : Side.values()) {
                if (state.of(side) == Doing.WAITS) {
                    assertThat(Turn.waits(state.word, side) && !Turn.isFree(state.word))
                            .as("%s waits in %s, and its bit is with a holder who sees it", side, state)
                            .isTrue();
                }
            }
            open.addAll(next(state));
        }
        assertThat(seen).hasSizeGreaterThan(10);
    }

    @Test
    void leaving_wakesWhoWaits_andOnlyThem() {
        Turn turn = new Turn();
        List<String> woken = new ArrayList<>();
        assertThat(turn.enter(Side.READER, () -> woken.add("reader"))).isTrue();
        assertThat(turn.enter(Side.WRITER, () -> woken.add("first writer"))).isFalse();
        assertThat(turn.enter(Side.WRITER, () -> woken.add("writer"))).isFalse();
        turn.leave();
        assertThat(woken).containsExactly("writer");
        assertThat(turn.enter(Side.WRITER, () -> woken.add("again"))).isTrue();
        turn.leave();
        assertThat(woken).containsExactly("writer");
    }

    @Test
    void leavingWhatNobodyHas_isABugOfOurs() {
        assertThatThrownBy(new Turn()::leave).isInstanceOf(AssertionError.class);
    }
}
