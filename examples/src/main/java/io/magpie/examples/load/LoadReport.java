package io.magpie.examples.load;

/// What a load client saw in a stretch of time. Latencies in nanoseconds.
///
/// @param connections the connections that echoed
/// @param requests the answers that came back, every byte of them checked
/// @param nanos how long it took
/// @param p50 half of the answers took no longer
/// @param p99 99 % of the answers took no longer
/// @param p999 99.9 % of the answers took no longer
/// @param max the slowest answer
/// @param computed the answers to requests to compute; they count nowhere else
public record LoadReport(
        int connections, long requests, long nanos, long p50, long p99, long p999, long max, long computed) {

    /// Answers a second.
    ///
    /// @return 0 or more
    public double rate() {
        return nanos == 0 ? 0 : requests * 1e9 / nanos;
    }

    /// These figures as a line.
    ///
    /// @param name the line's name
    /// @return the line
    public Facts toFacts(String name) {
        return new Facts(name)
                .with("connections", connections)
                .with("requests", requests)
                .with("nanos", nanos)
                .with("p50", p50)
                .with("p99", p99)
                .with("p999", p999)
                .with("max", max)
                .with("computed", computed);
    }

    /// Reads a line made by [#toFacts].
    ///
    /// @param facts the line
    /// @return the figures
    public static LoadReport of(Facts facts) {
        return new LoadReport(
                Math.toIntExact(facts.value("connections")),
                facts.value("requests"),
                facts.value("nanos"),
                facts.value("p50"),
                facts.value("p99"),
                facts.value("p999"),
                facts.value("max"),
                facts.value("computed"));
    }

    static LoadReport of(int connections, LatencyHistogram latencies, long nanos, long computed) {
        return new LoadReport(
                connections,
                latencies.total(),
                nanos,
                latencies.quantile(0.50),
                latencies.quantile(0.99),
                latencies.quantile(0.999),
                latencies.max(),
                computed);
    }
}
