package io.magpie.io.tls;

import io.magpie.future.Waker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// The right to use the engine and to write beneath, which reader and writer take in turns. Nobody blocks for it: who
/// comes too late is woken when it is free.
final class Turn {

    /// Who asks.
    enum Side {
        READER(2),
        WRITER(4);

        /// Set in the word while this side waits for the turn.
        final int waits;

        Side(int waits) {
            this.waits = waits;
        }
    }

    static final int FREE = 0;
    static final int HELD = 1;

    private static final Side[] SIDES = Side.values();

    private static final VarHandle WORD;
    private static final VarHandle READER_WAKER;
    private static final VarHandle WRITER_WAKER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(Turn.class, "word", int.class);
            READER_WAKER = lookup.findVarHandle(Turn.class, "readerWaker", Waker.class);
            WRITER_WAKER = lookup.findVarHandle(Turn.class, "writerWaker", Waker.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// [#HELD], and who waits. While it is free nobody waits.
    @SuppressWarnings("unused")
    private int word;

    /// Whom to wake on each side: the latest that had to wait. Never cleared; to wake one that has gone is harmless.
    @SuppressWarnings("unused")
    private @Nullable Waker readerWaker;

    @SuppressWarnings("unused")
    private @Nullable Waker writerWaker;

    /// Wakes both sides, for what both wait for.
    private final Waker both = () -> {
        wake(Side.READER);
        wake(Side.WRITER);
    };

    /// The word after `side` asked: it holds the turn if the word was free, and waits otherwise.
    static int asked(int word, Side side) {
        return isFree(word) ? HELD : word | side.waits;
    }

    static boolean isFree(int word) {
        return (word & HELD) == 0;
    }

    static boolean waits(int word, Side side) {
        return (word & side.waits) != 0;
    }

    /// Takes the turn. If somebody has it, `waker` is woken when it is free, to ask again.
    boolean enter(Side side, Waker waker) {
        while (true) {
            int seen = (int) WORD.getAcquire(this);
            if (!isFree(seen)) {
                // Before the bit: pairs with the read in wake(), after leave() has seen the bit. The other way round,
                // leave() could wake the task that waited before, and this one for ever waits.
                remember(side, waker);
            }
            // Taking the turn pairs with leave(): weaker than acquire, and the engine's state of the last owner is not
            // seen. Waiting pairs with leave(), too: weaker than release, and leave() may miss the waker.
            if (WORD.compareAndSet(this, seen, asked(seen, side))) {
                return isFree(seen);
            }
        }
    }

    /// Gives the turn back, and wakes who waits for it.
    void leave() {
        // One step: with a read and a write, a bit that is set in between would be lost with its waker. Release for the
        // engine's state, which the next enter() acquires; acquire for the wakers.
        int left = (int) WORD.getAndSet(this, FREE);
        if (isFree(left)) {
            throw new AssertionError("the turn was left, but nobody had it: " + left);
        }
        for (Side side : SIDES) {
            if (waits(left, side)) {
                wake(side);
            }
        }
    }

    /// Says whom to wake on `side`.
    void remember(Side side, Waker waker) {
        // One order with the flags that the caller looks at next (TlsStream.queued, TlsStream.failure): who sets one
        // of these wakes this side afterwards. Weaker, and each may miss the other's write.
        handle(side).setVolatile(this, waker);
    }

    /// Wakes the latest that was remembered on `side`, if there is one.
    void wake(Side side) {
        Waker waker = (Waker) handle(side).getVolatile(this); // pairs with remember()
        if (waker != null) {
            waker.wake();
        }
    }

    Waker both() {
        return both;
    }

    private static VarHandle handle(Side side) {
        return side == Side.READER ? READER_WAKER : WRITER_WAKER;
    }
}
