package io.magpie.io.internal;

import java.util.StringJoiner;

/// The readiness word of a socket: its bits and its transitions, as pure functions. [ScheduledIo] applies them.
///
/// Source: Tokio's `ScheduledIo`, whose tick has 15 bits, of which 8 are compared.
public final class Readiness {

    /// A read will not block.
    public static final int READABLE = 1;

    /// A write will not block.
    public static final int WRITABLE = 1 << 1;

    /// The peer sends no more. Sticky.
    public static final int READ_CLOSED = 1 << 2;

    /// The peer receives no more. Sticky.
    public static final int WRITE_CLOSED = 1 << 3;

    /// The socket failed. Sticky.
    public static final int ERROR = 1 << 4;

    /// Urgent data came.
    public static final int PRIORITY = 1 << 5;

    /// The socket was closed, or its poller. Sticky.
    public static final int SHUTDOWN = 1 << 8;

    /// What a reader waits for.
    static final int READ_MASK = READABLE | READ_CLOSED | ERROR | SHUTDOWN;

    /// What a writer waits for.
    static final int WRITE_MASK = WRITABLE | WRITE_CLOSED | ERROR | SHUTDOWN;

    private static final int BITS = (1 << 6) - 1;
    private static final int STICKY = READ_CLOSED | WRITE_CLOSED | ERROR;
    private static final int TICK_SHIFT = 9;

    private Readiness() {}

    /// An event: unites `bits`, and counts the tick up, which wraps at 2²³.
    ///
    /// The tick is at the top of the word, so that its carry falls out of the word and into no other bit.
    static int delivered(int word, int bits) {
        return ((word & (BITS | SHUTDOWN)) | (bits & BITS)) + ((tick(word) + 1) << TICK_SHIFT);
    }

    /// A read or write, begun when the word was `seen`, found nothing more: removes `bits`, unless an event came in
    /// between. Sticky bits stay.
    static int cleared(int word, int seen, int bits) {
        return tick(word) == tick(seen) ? word & ~(bits & BITS & ~STICKY) : word;
    }

    /// Bits that the task itself found out, such as the end of the stream. Not an event: the tick stays.
    static int noted(int word, int bits) {
        return word | (bits & BITS);
    }

    /// The socket is closed.
    static int shutDown(int word) {
        return word | SHUTDOWN;
    }

    /// How many events came, modulo 2²³.
    static int tick(int word) {
        return word >>> TICK_SHIFT;
    }

    /// Whether a read may be tried: data, the end, an error, or the socket was closed.
    ///
    /// @param word a socket's readiness word
    /// @return true to go on
    public static boolean mayRead(int word) {
        return (word & READ_MASK) != 0;
    }

    /// Whether a write may be tried: room, an error, or the socket was closed.
    ///
    /// @param word a socket's readiness word
    /// @return true to go on
    public static boolean mayWrite(int word) {
        return (word & WRITE_MASK) != 0;
    }

    /// Whether the socket was closed, or its poller.
    ///
    /// @param word a socket's readiness word
    /// @return true for ever once closed
    public static boolean isShutDown(int word) {
        return (word & SHUTDOWN) != 0;
    }

    /// The word, decoded, for messages.
    static String describe(int word) {
        StringJoiner text = new StringJoiner("|", "[", "] tick " + tick(word));
        String[] names = {"READABLE", "WRITABLE", "READ_CLOSED", "WRITE_CLOSED", "ERROR", "PRIORITY"};
        for (int i = 0; i < names.length; i++) {
            if ((word & (1 << i)) != 0) {
                text.add(names[i]);
            }
        }
        if (isShutDown(word)) {
            text.add("SHUTDOWN");
        }
        return text.toString();
    }
}
