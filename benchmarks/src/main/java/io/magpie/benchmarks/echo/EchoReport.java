package io.magpie.benchmarks.echo;

import io.magpie.examples.load.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What a load saw in one run. Latencies in nanoseconds.
///
/// @param connections on which it ran
/// @param requests answered, every byte of the answers checked; and those unsent
/// @param unsent requests of an open loop that could not be sent in twice the time
/// @param nanos how long it took
/// @param p50 half of the answers took no longer
/// @param p90 90 % took no longer
/// @param p99 99 % took no longer
/// @param p999 99.9 % took no longer
/// @param max the slowest
/// @param curve the percentile curve: pairs of a percentile (0 to 100) and a latency
record EchoReport(
        int connections,
        long requests,
        long unsent,
        long nanos,
        long p50,
        long p90,
        long p99,
        long p999,
        long max,
        List<double[]> curve) {

    /// Points of the curve for each halving of what is left to 100 %.
    private static final int POINTS_PER_HALVING = 4;

    private static final String CURVE = "at-";

    static EchoReport of(int connections, Histogram latencies, long nanos, long unsent) {
        List<double[]> curve = new ArrayList<>();
        for (var point : latencies.percentiles(POINTS_PER_HALVING)) {
            curve.add(new double[] {point.getPercentileLevelIteratedTo(), point.getValueIteratedTo()});
        }
        return new EchoReport(
                connections,
                latencies.getTotalCount(),
                unsent,
                nanos,
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(90),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue(),
                curve);
    }

    /// Answers a second.
    double rate() {
        return (requests - unsent) * 1e9 / nanos;
    }

    /// These figures as a line.
    Facts toFacts() {
        Facts facts = new Facts("result")
                .with("connections", connections)
                .with("requests", requests)
                .with("unsent", unsent)
                .with("nanos", nanos)
                .with("p50", p50)
                .with("p90", p90)
                .with("p99", p99)
                .with("p999", p999)
                .with("max", max);
        curve.forEach(point -> facts.with(CURVE + point[0], (long) point[1]));
        return facts;
    }

    /// Reads a line made by [#toFacts].
    static EchoReport of(Facts facts) {
        List<double[]> curve = facts.values().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(CURVE))
                .map(EchoReport::point)
                .toList();
        return new EchoReport(
                Math.toIntExact(facts.value("connections")),
                facts.value("requests"),
                facts.value("unsent"),
                facts.value("nanos"),
                facts.value("p50"),
                facts.value("p90"),
                facts.value("p99"),
                facts.value("p999"),
                facts.value("max"),
                curve);
    }

    private static double[] point(Map.Entry<String, Long> entry) {
        return new double[] {Double.parseDouble(entry.getKey().substring(CURVE.length())), entry.getValue()};
    }
}
