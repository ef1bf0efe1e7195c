package io.magpie.internal.time;

/// The word of a timer entry, `tick << 3 | state`, and its transitions as pure functions.
///
/// Fire, reset and cancel meet only in a compare-and-set of this word. It contains the tick, so that a timer that was
/// reset cannot be fired for its old deadline. See the package for who makes which transition.
final class TimerWord {

    /// Not armed: never polled, or reset after it had fired.
    static final int IDLE = 0;

    /// Waits for its tick.
    static final int ARMED = 1;

    /// Its tick came.
    static final int FIRED = 2;

    /// Given up by its owner.
    static final int CANCELLED = 3;

    /// Its wheel was closed before the tick came.
    static final int SHUT_DOWN = 4;

    private static final int STATE_BITS = 3;
    private static final int STATE_MASK = (1 << STATE_BITS) - 1;

    private TimerWord() {}

    static int state(long word) {
        return (int) word & STATE_MASK;
    }

    static long tick(long word) {
        return word >>> STATE_BITS;
    }

    static boolean isArmed(long word) {
        return state(word) == ARMED;
    }

    /// Poller: waits for `tick`, whatever it did before.
    static long armed(long tick) {
        return of(tick, ARMED);
    }

    /// Lock holder at tick `now`: fires what is due. The same word if it is not armed, or was reset to later.
    static long fired(long word, long now) {
        return isArmed(word) && tick(word) <= now ? with(word, FIRED) : word;
    }

    /// Owner: gives up. The same word if there is nothing to give up.
    static long cancelled(long word) {
        return state(word) <= ARMED ? with(word, CANCELLED) : word;
    }

    /// Lock holder of a closed wheel: ends what waits. The same word if it does not.
    static long shutDown(long word) {
        return isArmed(word) ? with(word, SHUT_DOWN) : word;
    }

    /// Poller: waits for another tick. What is not armed becomes idle, to be armed by the next poll: its waker is
    /// gone.
    static long reset(long word, long tick) {
        return isArmed(word) ? armed(tick) : of(tick, IDLE);
    }

    /// Whether the wheel must be told of the change from `before` to `after`. Not if the timer became later: whoever
    /// finds it at its old place links it anew.
    static boolean mustPlace(long before, long after) {
        if (isArmed(after)) {
            return !isArmed(before) || tick(after) < tick(before);
        }
        return isArmed(before) && state(after) != FIRED;
    }

    /// For messages: `ARMED@17`.
    static String toString(long word) {
        String name = switch (state(word)) {
            case IDLE -> "IDLE";
            case ARMED -> "ARMED";
            case FIRED -> "FIRED";
            case CANCELLED -> "CANCELLED";
            case SHUT_DOWN -> "SHUT_DOWN";
            default -> "?" + state(word);
        };
        return name + "@" + tick(word);
    }

    private static long of(long tick, int state) {
        return (tick << STATE_BITS) | state;
    }

    private static long with(long word, int state) {
        return of(tick(word), state);
    }
}
