package io.magpie.examples.load;

import java.util.Arrays;

/// Counts of latencies in buckets whose width is at most 1/64 of their value. For one thread.
///
/// Below 64 ns each nanosecond has a bucket of its own; above, each doubling has 64 buckets of equal width.
public final class LatencyHistogram {

    private static final int BUCKETS_PER_DOUBLING = 64;
    private static final int SHIFT = 6; // log2 of the above

    private final long[] counts = new long[(Long.SIZE - SHIFT) * BUCKETS_PER_DOUBLING];
    private long total;
    private long max;

    /// Nothing counted yet.
    public LatencyHistogram() {}

    /// Counts one latency.
    ///
    /// @param nanos 0 or more; less counts as 0
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        total++;
        max = Math.max(max, value);
    }

    /// Forgets everything.
    public void clear() {
        Arrays.fill(counts, 0);
        total = 0;
        max = 0;
    }

    /// The number of latencies counted.
    ///
    /// @return 0 or more
    public long total() {
        return total;
    }

    /// The greatest latency counted, exactly.
    ///
    /// @return nanoseconds; 0 if nothing was counted
    public long max() {
        return max;
    }

    /// The latency that the share `quantile` of all latencies does not exceed, at most 1/64 too high.
    ///
    /// @param quantile above 0, at most 1
    /// @return nanoseconds; 0 if nothing was counted
    public long quantile(double quantile) {
        long wanted = (long) Math.ceil(quantile * total);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted && seen > 0) {
                return Math.min(max, greatestIn(bucket));
            }
        }
        return 0;
    }

    /// The bucket of a latency.
    static int bucket(long nanos) {
        if (nanos < BUCKETS_PER_DOUBLING) {
            return (int) nanos;
        }
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - SHIFT;
        return doubling * BUCKETS_PER_DOUBLING + (int) (nanos >>> doubling);
    }

    /// The greatest latency that falls into a bucket.
    static long greatestIn(int bucket) {
        if (bucket < BUCKETS_PER_DOUBLING) {
            return bucket;
        }
        int doubling = bucket / BUCKETS_PER_DOUBLING - 1;
        long head = bucket % BUCKETS_PER_DOUBLING + (long) BUCKETS_PER_DOUBLING;
        return ((head + 1) << doubling) - 1;
    }
}
