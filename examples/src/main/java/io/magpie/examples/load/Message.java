package io.magpie.examples.load;

/// The 64 bytes that travel: a tag of 8 bytes that tells the connection and the request, then a pattern.
///
/// The first byte says what the server shall do with the message. A plain echo server never looks at it.
public final class Message {

    /// Bytes in a message.
    public static final int SIZE = 64;

    /// The first byte of a message that is only sent back.
    public static final byte ECHO = 'E';

    /// The first byte of a message that is sent back after [Computation] has run.
    public static final byte COMPUTE = 'C';

    private Message() {}

    static long tag(byte kind, int connection, int request) {
        return (long) kind << 56 | (connection & 0xFF_FFFFL) << 32 | (request & 0xFFFF_FFFFL);
    }
}
