package io.magpie.sync;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;

/// A future under test, polled by hand, and what became of it.
final class Polled implements Waker {

    static final int WAITS = 0;
    static final int READY = 1;
    static final int CLOSED = 2;

    private final Future<?> future;
    private final Context cx = Context.of(this);
    private volatile boolean woken;
    private int state = WAITS;
    Object value;

    Polled(Future<?> future) {
        this.future = future;
    }

    @Override
    public void wake() {
        woken = true;
    }

    /// Polls once; WAITS, READY or CLOSED.
    int poll() {
        if (state == WAITS) {
            try {
                value = future.poll(cx);
                state = value == Poll.PENDING ? WAITS : READY;
            } catch (ClosedException e) {
                state = CLOSED;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        return state;
    }

    /// What a task would see in the end: it polls again if it was woken. WAITS means that it sleeps for ever.
    int settle() {
        return woken ? poll() : state;
    }

    void drop() {
        try {
            value = future.drop(cx);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
