package io.magpie.io.internal;

import static io.magpie.io.internal.Readiness.READABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every interleaving of an edge-triggered kernel, two pollers and a reader, with three arrivals: the reader never
/// sleeps while data is there.
class ReadinessModelTest {

    /// What is broken on purpose.
    private enum Mutant {
        NONE,
        OR_THEN_ADD,
        NO_TICK,
        CLEAR_IGNORES_TICK,
        ONE_BIT_TICK,
        NO_SECOND_LOOK,
        WAKE_BEFORE_SET,
        SET_BY_STORE
    }

    private enum Poller {
        IDLE,
        SET,
        ADD,
        STORE,
        TAKE
    }

    private enum Reader {
        LOOK,
        REGISTER,
        LOOK_AGAIN,
        READ,
        CLEAR,
        ASLEEP
    }

    /// @param left arrivals to come
    /// @param unread bytes in the socket
    /// @param edge an event that no poller has harvested
    /// @param stale of each poller, in SET_BY_STORE: the word it has read
    /// @param seen the word the reader acts on
    private record State(
            int left,
            int unread,
            boolean edge,
            int word,
            boolean slot,
            boolean woken,
            Poller a,
            int staleA,
            Poller b,
            int staleB,
            Reader reader,
            int seen) {

        State kernel() {
            return new State(left - 1, unread + 1, true, word, slot, woken, a, staleA, b, staleB, reader, seen);
        }

        State poller(boolean first, Poller to, int stale, boolean newEdge, int newWord, boolean newSlot, boolean wake) {
            return new State(
                    left,
                    unread,
                    newEdge,
                    newWord,
                    newSlot,
                    woken || wake,
                    first ? to : a,
                    first ? stale : staleA,
                    first ? b : to,
                    first ? staleB : stale,
                    reader,
                    seen);
        }

        State reader(Reader to, int newSeen, int newUnread, int newWord, boolean newSlot, boolean newWoken) {
            return new State(left, newUnread, edge, newWord, newSlot, newWoken, a, staleA, b, staleB, to, newSeen);
        }
    }

    /// What one read takes at most: two bytes, so that both full and short reads happen.
    private static final int ROOM = 2;

    private static Explorer.Result explore(Mutant mutant, boolean clearOnShortRead) {
        State initial = new State(3, 0, false, 0, false, false, Poller.IDLE, 0, Poller.IDLE, 0, Reader.LOOK, 0);
        return Explorer.explore(
                initial,
                (s, next) -> {
                    if (s.left > 0) {
                        next.accept(s.kernel());
                    }
                    poller(s, true, s.a, s.staleA, mutant, next);
                    poller(s, false, s.b, s.staleB, mutant, next);
                    reader(s, mutant, clearOnShortRead, next);
                },
                end -> end.unread == 0);
    }

    private static void poller(State s, boolean first, Poller at, int stale, Mutant mutant, Consumer<State> next) {
        switch (at) {
            case IDLE -> {
                if (s.edge) {
                    Poller to = mutant == Mutant.WAKE_BEFORE_SET ? Poller.TAKE : Poller.SET;
                    next.accept(s.poller(first, to, 0, false, s.word, s.slot, false));
                }
            }
            case SET -> {
                Poller after = mutant == Mutant.WAKE_BEFORE_SET ? Poller.IDLE : Poller.TAKE;
                switch (mutant) {
                    case OR_THEN_ADD ->
                        next.accept(s.poller(first, Poller.ADD, 0, s.edge, s.word | READABLE, s.slot, false));
                    case SET_BY_STORE ->
                        next.accept(s.poller(first, Poller.STORE, s.word, s.edge, s.word, s.slot, false));
                    case NO_TICK -> next.accept(s.poller(first, after, 0, s.edge, s.word | READABLE, s.slot, false));
                    case NONE, CLEAR_IGNORES_TICK, ONE_BIT_TICK, NO_SECOND_LOOK, WAKE_BEFORE_SET ->
                        next.accept(s.poller(
                                first, after, 0, s.edge, Readiness.delivered(s.word, READABLE), s.slot, false));
                }
            }
            case ADD ->
                next.accept(s.poller(first, Poller.TAKE, 0, s.edge, Readiness.delivered(s.word, 0), s.slot, false));
            case STORE ->
                next.accept(
                        s.poller(first, Poller.TAKE, 0, s.edge, Readiness.delivered(stale, READABLE), s.slot, false));
            case TAKE -> {
                Poller to = mutant == Mutant.WAKE_BEFORE_SET ? Poller.SET : Poller.IDLE;
                next.accept(s.poller(first, to, 0, s.edge, s.word, false, s.slot));
            }
        }
    }

    private static void reader(State s, Mutant mutant, boolean clearOnShortRead, Consumer<State> next) {
        switch (s.reader) {
            case LOOK ->
                next.accept(s.reader(
                        Readiness.mayRead(s.word) ? Reader.READ : Reader.REGISTER,
                        s.word,
                        s.unread,
                        s.word,
                        s.slot,
                        s.woken));
            case REGISTER ->
                next.accept(s.reader(
                        mutant == Mutant.NO_SECOND_LOOK ? Reader.ASLEEP : Reader.LOOK_AGAIN,
                        0,
                        s.unread,
                        s.word,
                        true,
                        s.woken));
            case LOOK_AGAIN ->
                next.accept(s.reader(
                        Readiness.mayRead(s.word) ? Reader.READ : Reader.ASLEEP,
                        s.word,
                        s.unread,
                        s.word,
                        s.slot,
                        s.woken));
            case READ -> {
                int n = Math.min(ROOM, s.unread);
                boolean clear = n == 0 || clearOnShortRead && n < ROOM;
                next.accept(
                        s.reader(clear ? Reader.CLEAR : Reader.LOOK, s.seen, s.unread - n, s.word, s.slot, s.woken));
            }
            case CLEAR -> {
                int word = switch (mutant) {
                    case CLEAR_IGNORES_TICK -> Readiness.cleared(s.word, s.word, READABLE);
                    case ONE_BIT_TICK ->
                        (Readiness.tick(s.word) & 1) == (Readiness.tick(s.seen) & 1)
                                ? Readiness.cleared(s.word, s.word, READABLE)
                                : s.word;
                    default -> Readiness.cleared(s.word, s.seen, READABLE);
                };
                next.accept(s.reader(Reader.LOOK, 0, s.unread, word, s.slot, s.woken));
            }
            case ASLEEP -> {
                if (s.woken) {
                    next.accept(s.reader(Reader.LOOK, 0, s.unread, s.word, s.slot, false));
                }
            }
        }
    }

    @Test
    void noArrivalIsLost() {
        Explorer.Result result = explore(Mutant.NONE, true);
        assertThat(result.trace()).isEmpty();
        assertThat(result.states()).isGreaterThan(1_000);
    }

    @Test
    void noArrivalIsLost_withoutClearingOnAShortRead() {
        assertThat(explore(Mutant.NONE, false).trace()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Mutant.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void theModelFindsWhatIsBrokenOnPurpose(Mutant mutant) {
        assertThat(explore(mutant, true).isFine() && explore(mutant, false).isFine())
                .as("%s leads to a lost arrival", mutant)
                .isFalse();
    }
}
