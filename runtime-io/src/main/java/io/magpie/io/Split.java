package io.magpie.io;

import io.magpie.io.internal.SocketClosedException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What the halves of a stream share: which of them is closed, or that they are one stream again.
///
/// | from | may become |
/// |---|---|
/// | open | reader closed, writer closed, reunited |
/// | one closed | both closed; then the stream is, too |
/// | both closed, reunited | nothing else |
///
/// The transitions are pure functions, applied by CAS. A half that waits leaves its waker in the stream,
/// *then* looks here again; a close changes the word, *then* takes the waker. Volatile on both sides: weaker,
/// and both might miss each other, and the task would wait on a closed half for ever.
final class Split<S extends SocketStream> {

    static final int OPEN = 0;
    static final int READER_CLOSED = 1;
    static final int WRITER_CLOSED = 1 << 1;
    static final int BOTH_CLOSED = READER_CLOSED | WRITER_CLOSED;
    static final int REUNITED = 1 << 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Split.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final S stream;

    @SuppressWarnings("unused") // STATE
    private int state;

    Split(S stream) {
        this.stream = stream;
    }

    /// The word when `half` was closed.
    static int closed(int word, int half) {
        return word == REUNITED ? word : word | half;
    }

    /// The word when the halves were joined; unchanged if that cannot be.
    static int reunited(int word) {
        return word == OPEN ? REUNITED : word;
    }

    /// Closes [#READER_CLOSED] or [#WRITER_CLOSED], and the stream with the second. Returns whether this half
    /// was open and the other one is: then who waits on this one is to be woken.
    boolean close(int half) {
        int word;
        int next;
        do {
            word = (int) STATE.getVolatile(this);
            next = closed(word, half);
            if (next == word) {
                return false;
            }
        } while (!STATE.compareAndSet(this, word, next));
        if (next == BOTH_CLOSED) {
            stream.close();
            return false;
        }
        return true;
    }

    /// Joins the halves.
    S reunite() {
        int word;
        do {
            word = (int) STATE.getVolatile(this);
            if (reunited(word) == word) {
                throw new IllegalStateException("cannot join the halves of " + stream + ": "
                        + (word == REUNITED ? "they were joined before" : "one of them is closed"));
            }
        } while (!STATE.compareAndSet(this, word, REUNITED));
        stream.releaseSplit();
        return stream;
    }

    void requireOpen(int half) throws IOException {
        int word = (int) STATE.getVolatile(this);
        if (word == REUNITED) {
            throw new IllegalStateException("the halves of " + stream + " were joined again: use the stream");
        }
        if ((word & half) != 0) {
            throw new SocketClosedException(
                    "the " + (half == READER_CLOSED ? "read" : "write") + " half of " + stream + " is closed");
        }
    }
}
