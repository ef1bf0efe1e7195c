package io.magpie.benchmarks.echo;

import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What all peers do side by side: so many connections, such messages, at such times.
///
/// @param kind what is measured
/// @param cpus [Row#ALL], or [Row#ONE] for the server: the client then has another, if there is one
/// @param bytes of a message
/// @param wanted connections that it should be
/// @param connections that the system allows
record EchoCell(Kind kind, String cpus, int bytes, int wanted, int connections) {

    static final int SMALL = 64;
    static final int BIG = 16 * 1024;

    /// Ratios that are wanted of the processor time for a small request, by connections.
    private static final Map<Integer, Double> CPU_FLOORS = Map.of(1, 0.92, 64, 0.78, 1_000, 0.78, 10_000, 0.92);

    /// Ratio that is wanted of the p99.9, at as many connections.
    private static final double TAIL_FLOOR = 1.0;

    private static final int TAIL_FLOOR_AT = 64;

    /// Bytes that are wanted of an idle connection.
    private static final double IDLE_FLOOR = 2_048;

    /// What is measured.
    enum Kind {
        /// Processor time for a request, in a closed loop.
        CPU,

        /// The p99.9 at a constant rate, in an open loop.
        LATENCY,

        /// Memory of a connection on which nothing happens.
        IDLE
    }

    /// Its name in results.
    String workload() {
        String size = bytes == SMALL ? "echo_64" : "echo_16k";
        return switch (kind) {
            case CPU -> size;
            case LATENCY -> size + "_latency";
            case IDLE -> "idle_connections";
        };
    }

    /// When requests are sent. The rate of an open loop is about a fifth of what two processors can do, client included:
    /// a latency shall be the server's, and not that of a queue before it. Big messages cost about twice as much.
    EchoLoop loop() {
        return kind == Kind.LATENCY ? new EchoLoop.Open(bytes == SMALL ? 20_000 : 10_000) : new EchoLoop.Closed();
    }

    /// A row without rounds.
    Row row(EchoPeer peer) {
        return new Row(
                workload(),
                title(),
                kind == Kind.IDLE ? "idle" : "echo",
                peer.key,
                setting(),
                unit(),
                peer.isMagpie() ? floor() : null,
                EchoPeer.VIRTUAL_THREADS_CHANNELS.key,
                peer.flags(),
                List.of(),
                null,
                shortfall());
    }

    private String title() {
        String messages = bytes == SMALL ? "64 bytes" : "16 KiB";
        return switch (kind) {
            case CPU -> "echo of " + messages + ", server CPU for a request";
            case LATENCY -> "echo of " + messages + " at a constant rate, p99.9";
            case IDLE -> "memory of an idle connection";
        };
    }

    private String unit() {
        return switch (kind) {
            case CPU -> "µs CPU/request";
            case LATENCY -> "ns at p99.9";
            case IDLE -> "bytes/connection";
        };
    }

    private Map<String, String> setting() {
        Map<String, String> setting = new LinkedHashMap<>();
        setting.put(Row.CPUS, cpus);
        setting.put("connections", Integer.toString(connections));
        if (kind != Kind.IDLE) {
            setting.put("bytes", Integer.toString(bytes));
            switch (loop()) {
                case EchoLoop.Closed() -> setting.put("loop", "closed");
                case EchoLoop.Open(int rate) -> {
                    setting.put("loop", "open");
                    setting.put("rate", Integer.toString(rate));
                }
            }
        }
        return setting;
    }

    private @Nullable Floor floor() {
        boolean common = cpus.equals(Row.ALL) && bytes == SMALL;
        return switch (kind) {
            case CPU -> {
                Double most = CPU_FLOORS.get(wanted);
                yield common && most != null ? new Floor.ToBaseline(most) : null;
            }
            case LATENCY -> common && wanted == TAIL_FLOOR_AT ? new Floor.ToBaseline(TAIL_FLOOR) : null;
            case IDLE -> new Floor.AtMost(IDLE_FLOOR);
        };
    }

    private @Nullable String shortfall() {
        return connections == wanted
                ? null
                : String.format(
                        Locale.ROOT,
                        "%,d connections instead of %,d: the limit on open descriptors (ulimit -n) allows no more",
                        connections,
                        wanted);
    }
}
