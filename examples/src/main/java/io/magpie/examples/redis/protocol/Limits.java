package io.magpie.examples.redis.protocol;

/// How much one client may send before its command is refused.
///
/// @param maxBulkBytes the longest argument, in bytes
/// @param maxArguments the most arguments in one command, its name included
/// @param maxLineBytes the longest inline command or header line, in bytes
/// @param maxCommandBytes the most bytes in all arguments of one command together
public record Limits(int maxBulkBytes, int maxArguments, int maxLineBytes, long maxCommandBytes) {

    /// The limits of Redis: arguments of 512 MiB, 1,048,576 of them, lines of 64 KiB, commands of 1 GiB.
    public static final Limits DEFAULT = new Limits(512 << 20, 1 << 20, 64 << 10, 1L << 30);

    /// Checks that each limit leaves room for something.
    ///
    /// @throws IllegalArgumentException if one is less than 1
    public Limits {
        if (maxBulkBytes < 1 || maxArguments < 1 || maxLineBytes < 1 || maxCommandBytes < 1) {
            throw new IllegalArgumentException("each limit must be at least 1: " + maxBulkBytes + ", " + maxArguments
                    + ", " + maxLineBytes + ", " + maxCommandBytes);
        }
    }
}
