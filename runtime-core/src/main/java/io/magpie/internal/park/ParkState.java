package io.magpie.internal.park;

/// The token of one sleeper and its transitions.
///
/// | | park in the poller | park the thread | unpark | consume |
/// |---|---|---|---|---|
/// | EMPTY | POLL | THREAD | NOTIFIED | EMPTY |
/// | POLL | - | - | NOTIFIED, wake the poller | EMPTY |
/// | THREAD | - | - | NOTIFIED, unpark the thread | EMPTY |
/// | NOTIFIED | EMPTY, do not sleep | EMPTY, do not sleep | NOTIFIED | EMPTY, was notified |
///
/// Unpark and consume are swaps, so what they do depends on the old state only; park is a CAS from EMPTY.
final class ParkState {

    static final int EMPTY = 0;
    static final int POLL = 1;
    static final int THREAD = 2;
    static final int NOTIFIED = 3;

    private ParkState() {}

    /// Whether a sleeper in `state` may go to sleep; NOTIFIED means that it must consume instead.
    static boolean maySleep(int state) {
        if (state == POLL || state == THREAD) {
            throw new AssertionError("parked already: " + describe(state));
        }
        return state == EMPTY;
    }

    static String describe(int state) {
        return switch (state) {
            case EMPTY -> "EMPTY";
            case POLL -> "POLL";
            case THREAD -> "THREAD";
            case NOTIFIED -> "NOTIFIED";
            default -> throw new AssertionError("no such park state: " + state);
        };
    }
}
