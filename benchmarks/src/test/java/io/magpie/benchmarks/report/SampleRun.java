package io.magpie.benchmarks.report;

import io.magpie.benchmarks.results.Floor;
import io.magpie.benchmarks.results.Row;
import io.magpie.benchmarks.results.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A made-up run with a row of every kind, for tests of what is made of a run.
final class SampleRun {

    static final String HOSTILE = "</script><script>document.title='broken'</script> & <b>\"bold\"</b> <!-- 'x'";

    private static final List<String> PEERS =
            List.of("magpie", "magpie-by-hand", "virtual-threads", "forkjoin", "kotlin");
    private static final List<String> SERVERS =
            List.of("magpie", "virtual-threads-channels", "virtual-threads-sockets", "netty-nio", "netty-epoll");

    private final List<Row> rows = new ArrayList<>();
    private final Random random = new Random(7);

    private SampleRun() {}

    static Run run() {
        return new SampleRun().build();
    }

    private Run build() {
        tasks("W1a_spawn_local", "spawn from a worker, and complete", "tasks", "ns/op", 0.34, 55, 48, 290, 222, 263);
        tasks("W1b_spawn_remote", "spawn from outside, and join", "tasks", "ns/op", 0.28, 70, 66, 281, 68, 380);
        tasks("W1d_chained_spawn", "a task spawns the next one", "tasks", "ns/op", 0.075, 28, 26, 590, 180, 165);
        tasks("W2_yield_many", "yield", "tasks", "ns/op", 0.04, 9.6, 9.1, 314, 23, 30);
        tasks(
                "W4_mpsc_bounded",
                "a bounded channel, 5 senders",
                "channels",
                "ns/op",
                0.32,
                44,
                40,
                170,
                Double.NaN,
                216);
        tasks("W6a_mutex", "lock and unlock", "locks", "ns/op", 1.0, 47, 41, 37, Double.NaN, 152);
        tasks("W9b_timeout", "a yield under a timeout", "time", "ns/op", null, 310, 260, 1500, 500, 880);
        tasks(
                "W10_spawn_blocking",
                "a job to the blocking pool",
                "blocking",
                "ns/op",
                0.6,
                2400,
                2300,
                4600,
                4000,
                8000);
        tasks("W11b_idle_memory", HOSTILE, "memory", "bytes/task", 0.2, 152, 128, 1000, 178, 480);
        tasks(
                "W12b_ticker_yielding",
                "a timer beside busy tasks",
                "fairness",
                "ns late",
                null,
                1.9e6,
                1.8e6,
                Double.NaN,
                9e9,
                1.1e7);
        for (int connections : new int[] {1, 64, 1_000, 10_000}) {
            for (int i = 0; i < SERVERS.size(); i++) {
                echo(SERVERS.get(i), connections, "closed", (3.6 + i * 0.8) * (1 + Math.log10(connections) / 8));
            }
        }
        echo("magpie", 64, "open", 3.8);
        echo("virtual-threads-channels", 64, "open", 5.2);
        for (int i = 0; i < 3; i++) {
            row(
                    "idle_connections",
                    "an idle connection",
                    "idle",
                    SERVERS.get(i),
                    Map.of("cpus", "all", "connections", "10000"),
                    "bytes/connection",
                    null,
                    "virtual-threads-channels",
                    1_400 + 4_000 * i,
                    null,
                    Map.of());
        }
        for (String cpus : List.of("all", "one")) {
            for (int tasks = 1; tasks <= 1_000_000; tasks *= 10) {
                for (String peer : List.of("magpie", "virtual-threads", "kotlin")) {
                    double base = peer.equals("magpie") ? 60 : peer.equals("kotlin") ? 240 : 300;
                    row(
                            "spawn_scale",
                            "spawn and complete",
                            "scale",
                            peer,
                            Map.of("cpus", cpus, "tasks", "" + tasks),
                            "ns/op",
                            null,
                            "virtual-threads",
                            base + 40_000.0 / tasks + (cpus.equals("one") ? 9 : 0),
                            null,
                            Map.of());
                }
            }
        }
        for (int workers = 1; workers <= 16; workers *= 2) {
            row(
                    "worker_scale",
                    "skynet",
                    "scale",
                    "magpie",
                    Map.of("cpus", "all", "workers", "" + workers),
                    "ns/op",
                    null,
                    "virtual-threads",
                    80 + workers * 6,
                    null,
                    Map.of(
                            "steals",
                            0.001 * workers,
                            "failed steals",
                            0.01 * workers,
                            "wakes",
                            0.002 * workers,
                            "parks",
                            0.003 * workers));
        }
        Map<String, String> machine = new TreeMap<>(Map.of(
                "cpu",
                "Example CPU @ 2.60GHz",
                "cores",
                "2",
                "kernel",
                "6.1.0",
                "os",
                "Linux",
                "jdk",
                "25.0.3+9 (Temurin)",
                "memory",
                "24 GB",
                "commit",
                "0123456789ab",
                "descriptors",
                "20000"));
        return new Run(Run.FORMAT, "./run bench --rounds 5", "2026-11-22T21:14:03.123Z", machine, rows);
    }

    private void tasks(
            String workload, String title, String group, String unit, @Nullable Double floor, double... values) {
        for (String cpus : List.of("all", "one")) {
            for (int i = 0; i < values.length; i++) {
                boolean ours = PEERS.get(i).equals("magpie");
                row(
                        workload,
                        title,
                        group,
                        PEERS.get(i),
                        Map.of("cpus", cpus),
                        unit,
                        ours ? floor : null,
                        "virtual-threads",
                        cpus.equals("one") ? values[i] * 0.6 : values[i],
                        null,
                        Map.of("cpu", 60.0, "bytes", 52.0));
            }
        }
    }

    private void echo(String peer, int connections, String loop, double micros) {
        List<double[]> curve = new ArrayList<>();
        for (double percentile : new double[] {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 99.999}) {
            double nines = -Math.log10(1 - percentile / 100);
            curve.add(new double[] {percentile, micros * 5_000 * Math.pow(1.8, nines) * (1 + connections / 400.0)});
        }
        row(
                "echo_64",
                "64-byte echo",
                "echo",
                peer,
                new TreeMap<>(Map.of("cpus", "all", "connections", "" + connections, "bytes", "64", "loop", loop)),
                "µs CPU/request",
                peer.equals("magpie") ? 0.78 : null,
                "virtual-threads-channels",
                micros,
                curve,
                Map.of("rate", 90_000.0, "p99", 700_000.0));
    }

    private void row(
            String workload,
            String title,
            String group,
            String peer,
            Map<String, String> setting,
            String unit,
            @Nullable Double floor,
            String baseline,
            double value,
            @Nullable List<double[]> curve,
            Map<String, Double> others) {
        List<Map<String, Double>> rounds = new ArrayList<>();
        for (int round = 0; round < 5 && !Double.isNaN(value); round++) {
            Map<String, Double> figures = new TreeMap<>(others);
            figures.put(Row.VALUE, value * (0.94 + random.nextDouble() * 0.16));
            rounds.add(figures);
        }
        rows.add(new Row(
                workload,
                title,
                group,
                peer,
                setting,
                unit,
                floor == null ? null : new Floor.ToBaseline(floor),
                baseline,
                List.of("-Xmx6g"),
                rounds,
                curve,
                Double.isNaN(value) ? group.equals("fairness") ? "DNF: not served for 60 s" : "no counterpart" : null));
    }
}
