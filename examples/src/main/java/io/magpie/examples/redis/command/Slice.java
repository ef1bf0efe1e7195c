package io.magpie.examples.redis.command;

/// A part of a sequence.
///
/// @param from the first index
/// @param to the index after the last
record Slice(int from, int to) {

    private static final Slice EMPTY = new Slice(0, 0);

    /// What Redis means by a first and a last index of which negative ones count from the end.
    static Slice of(long start, long stop, int size) {
        long from = Math.max(0, start < 0 ? size + start : start);
        long last = Math.min(size - 1L, stop < 0 ? size + stop : stop);
        return from > last ? EMPTY : new Slice((int) from, (int) last + 1);
    }

    int size() {
        return to - from;
    }
}
