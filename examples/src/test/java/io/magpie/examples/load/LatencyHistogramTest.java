package io.magpie.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void everyLatencyFallsIntoTheBucketWhoseRangeHoldsIt() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            long nanos = random.nextLong() >>> 1 >>> random.nextInt(63);
            int bucket = LatencyHistogram.bucket(nanos);
            assertThat(LatencyHistogram.greatestIn(bucket)).isGreaterThanOrEqualTo(nanos);
            if (bucket > 0) {
                assertThat(LatencyHistogram.greatestIn(bucket - 1)).isLessThan(nanos);
            }
        }
    }

    @Test
    void theLargestLatencyHasABucket() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.quantile(0.5)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void quantiles_areAtMostOneSixtyFourthTooHigh_andNeverTooLow() {
        Random random = new Random(2);
        LatencyHistogram histogram = new LatencyHistogram();
        long[] all = new long[9_999];
        for (int i = 0; i < all.length; i++) {
            all[i] = 1_000 + random.nextInt(10_000_000);
            histogram.record(all[i]);
        }
        Arrays.sort(all);
        for (double quantile : new double[] {0.01, 0.5, 0.99, 0.999, 1}) {
            long exact = all[(int) Math.ceil(quantile * all.length) - 1];
            assertThat(histogram.quantile(quantile)).isBetween(exact, exact + exact / 64);
        }
        assertThat(histogram.max()).isEqualTo(all[all.length - 1]);
    }

    @Test
    void nothingCounted_isZeroEverywhere() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.record(5);
        histogram.clear();
        assertThat(histogram.quantile(0.99)).isZero();
        assertThat(histogram.max()).isZero();
        assertThat(histogram.total()).isZero();
    }
}
