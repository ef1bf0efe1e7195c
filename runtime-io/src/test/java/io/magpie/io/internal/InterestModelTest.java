package io.magpie.io.internal;

import static io.magpie.io.internal.Readiness.READABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every interleaving of a level-triggered selector, its polling thread and a reader, with three arrivals: the reader
/// never sleeps while data is there, although interest is dropped and armed again.
class InterestModelTest {

    private enum Mutant {
        NONE,
        DELIVER_BEFORE_DROP,
        DROP_WITHOUT_DELIVERY,
        NEVER_ARM,
        ARM_WITHOUT_WAKEUP,
        POLLING_PUBLISHED_TOO_LATE
    }

    private enum Poller {
        IDLE,
        ENTER,
        PUBLISH_LATE,
        WAIT,
        EVENT,
        DROP,
        DELIVER,
        TAKE,
        DROP_LATE
    }

    private enum Reader {
        LOOK,
        REGISTER,
        LOOK_AGAIN,
        ARM,
        WAKE,
        READ,
        CLEAR,
        ASLEEP
    }

    /// @param interest of the key; `applied`: what the kernel knows of it
    /// @param token the selector was woken
    /// @param ignored stale events in a row
    private record State(
            int left,
            int unread,
            int word,
            boolean slot,
            boolean woken,
            boolean interest,
            boolean applied,
            boolean polling,
            boolean token,
            int ignored,
            Poller poller,
            Reader reader,
            int seen) {

        State kernel() {
            return new State(
                    left - 1,
                    unread + 1,
                    word,
                    slot,
                    woken,
                    interest,
                    applied,
                    polling,
                    token,
                    ignored,
                    poller,
                    reader,
                    seen);
        }

        State poller(Poller to) {
            return new State(
                    left, unread, word, slot, woken, interest, applied, polling, token, ignored, to, reader, seen);
        }

        State polling(boolean on) {
            return new State(
                    left, unread, word, slot, woken, interest, applied, on, token, ignored, poller, reader, seen);
        }

        State apply() {
            return new State(
                    left, unread, word, slot, woken, interest, interest, polling, token, ignored, poller, reader, seen);
        }

        State token(boolean set) {
            return new State(
                    left, unread, word, slot, woken, interest, applied, polling, set, ignored, poller, reader, seen);
        }

        State ignored(int n) {
            return new State(
                    left, unread, word, slot, woken, interest, applied, polling, token, n, poller, reader, seen);
        }

        State interest(boolean on) {
            return new State(
                    left, unread, word, slot, woken, on, applied, polling, token, ignored, poller, reader, seen);
        }

        State word(int to) {
            return new State(
                    left, unread, to, slot, woken, interest, applied, polling, token, ignored, poller, reader, seen);
        }

        State slot(boolean full, boolean wake) {
            return new State(
                    left, unread, word, full, wake, interest, applied, polling, token, ignored, poller, reader, seen);
        }

        State reader(Reader to, int newSeen) {
            return new State(
                    left, unread, word, slot, woken, interest, applied, polling, token, ignored, poller, to, newSeen);
        }

        State unread(int n) {
            return new State(
                    left, n, word, slot, woken, interest, applied, polling, token, ignored, poller, reader, seen);
        }
    }

    private static Explorer.Result explore(Mutant mutant) {
        State initial = new State(3, 0, 0, false, false, true, false, false, false, 0, Poller.IDLE, Reader.LOOK, 0);
        return Explorer.explore(
                initial,
                (s, next) -> {
                    if (s.left > 0) {
                        next.accept(s.kernel());
                    }
                    poller(s, mutant, next);
                    reader(s, mutant, next);
                },
                end -> end.unread == 0);
    }

    private static void poller(State s, Mutant mutant, Consumer<State> next) {
        boolean late = mutant == Mutant.POLLING_PUBLISHED_TOO_LATE;
        switch (s.poller) {
            case IDLE -> next.accept(s.polling(!late).poller(Poller.ENTER));
            case ENTER -> next.accept(s.apply().poller(late ? Poller.PUBLISH_LATE : Poller.WAIT));
            case PUBLISH_LATE -> next.accept(s.polling(true).poller(Poller.WAIT));
            case WAIT -> {
                if (s.token || s.applied && s.unread > 0) {
                    boolean event = s.applied && s.unread > 0;
                    next.accept(s.token(false).polling(false).poller(event ? Poller.EVENT : Poller.IDLE));
                }
            }
            case EVENT -> {
                if (!Readiness.mayRead(s.word)) {
                    next.accept(s.ignored(0).poller(Poller.DELIVER));
                } else if (s.ignored < NioSocket.TOLERATED_STALE_EVENTS) {
                    next.accept(s.ignored(s.ignored + 1).poller(Poller.IDLE));
                } else {
                    boolean first = mutant == Mutant.DELIVER_BEFORE_DROP;
                    next.accept(s.ignored(-1).poller(first ? Poller.DELIVER : Poller.DROP));
                }
            }
            case DROP -> {
                Poller to = mutant == Mutant.DROP_WITHOUT_DELIVERY ? Poller.IDLE : Poller.DELIVER;
                next.accept(s.interest(false).ignored(0).poller(to));
            }
            case DELIVER ->
                next.accept(s.word(Readiness.delivered(s.word, READABLE)).poller(Poller.TAKE));
            case TAKE -> {
                State taken = s.slot(false, s.woken || s.slot);
                next.accept(taken.poller(s.ignored < 0 ? Poller.DROP_LATE : Poller.IDLE));
            }
            case DROP_LATE -> next.accept(s.interest(false).ignored(0).poller(Poller.IDLE));
        }
    }

    private static void reader(State s, Mutant mutant, Consumer<State> next) {
        boolean ready = Readiness.mayRead(s.word);
        switch (s.reader) {
            case LOOK -> next.accept(s.reader(ready ? Reader.READ : Reader.REGISTER, s.word));
            case REGISTER -> next.accept(s.slot(true, s.woken).reader(Reader.LOOK_AGAIN, 0));
            case LOOK_AGAIN -> next.accept(s.reader(ready ? Reader.READ : Reader.ARM, s.word));
            case ARM -> {
                if (s.interest || mutant == Mutant.NEVER_ARM) {
                    next.accept(s.reader(Reader.ASLEEP, 0));
                } else {
                    boolean silent = mutant == Mutant.ARM_WITHOUT_WAKEUP;
                    next.accept(s.interest(true).reader(silent ? Reader.ASLEEP : Reader.WAKE, 0));
                }
            }
            case WAKE -> next.accept(s.token(s.token || s.polling).reader(Reader.ASLEEP, 0));
            case READ -> {
                int n = Math.min(2, s.unread);
                next.accept(s.unread(s.unread - n).reader(n < 2 ? Reader.CLEAR : Reader.LOOK, s.seen));
            }
            case CLEAR ->
                next.accept(s.word(Readiness.cleared(s.word, s.seen, READABLE)).reader(Reader.LOOK, 0));
            case ASLEEP -> {
                if (s.woken) {
                    next.accept(s.slot(s.slot, false).reader(Reader.LOOK, 0));
                }
            }
        }
    }

    @Test
    void noArrivalIsLost() {
        Explorer.Result result = explore(Mutant.NONE);
        assertThat(result.trace()).isEmpty();
        assertThat(result.states()).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(value = Mutant.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void theModelFindsWhatIsBrokenOnPurpose(Mutant mutant) {
        assertThat(explore(mutant).isFine())
                .as("%s leads to a lost arrival", mutant)
                .isFalse();
    }
}
