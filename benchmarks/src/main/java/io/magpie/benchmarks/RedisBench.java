package io.magpie.benchmarks;

import io.magpie.examples.load.RedisTrial;
import io.magpie.examples.load.RedisTrial.Figures;
import java.util.ArrayList;
import java.util.List;

/// `./run bench redis`: server CPU per request of mini-redis beside `redis-server`, in paired runs of `redis-benchmark`.
///
/// Both servers are on the same processor, the client is on another. A round runs them one right after the other; who is
/// first changes from round to round.
final class RedisBench {

    private static final List<String> COMMANDS = List.of("set", "get");

    private RedisBench() {}

    /// How many requests are sent together, and how much of Redis's CPU a request may take then.
    private record Load(int pipeline, double wanted, int requests) {}

    static void run(Options options) throws Exception {
        String missing = RedisTrial.missing();
        if (missing != null) {
            System.err.println(missing);
            System.exit(1);
        }
        int rounds = options.quick() ? 1 : 5;
        int requests = options.quick() ? 50_000 : 200_000;
        List<Load> loads = List.of(new Load(1, 1.0, requests), new Load(16, 1.2, requests * 8));
        Table costs = new Table("server", "command", "-P", "requests/s", "p50 ms", "p99 ms", "CPU µs/request");
        Table ratios = new Table("command", "-P", "CPU ratio", "wanted");
        try (RedisTrial ours = RedisTrial.startMiniRedis();
                RedisTrial theirs = RedisTrial.startRedis()) {
            for (String command : COMMANDS) { // sets first: then the gets find something
                for (Load load : loads) {
                    ours.measure(command, load.pipeline, load.requests); // warms up
                    theirs.measure(command, load.pipeline, load.requests);
                }
            }
            for (String command : COMMANDS) {
                for (Load load : loads) {
                    List<Figures> our = new ArrayList<>();
                    List<Figures> their = new ArrayList<>();
                    for (int round = 0; round < rounds; round++) {
                        if (round % 2 == 0) {
                            our.add(measure(ours, command, load));
                            their.add(measure(theirs, command, load));
                        } else {
                            their.add(measure(theirs, command, load));
                            our.add(measure(ours, command, load));
                        }
                    }
                    addCosts(costs, ours, command, load, our);
                    addCosts(costs, theirs, command, load, their);
                    addRatio(ratios, command, load, our, their);
                }
            }
        }
        options.report(
                "redis", costs + "\nmini-redis to redis-server, median of the rounds (least–greatest):\n\n" + ratios);
    }

    private static Figures measure(RedisTrial trial, String command, Load load) throws Exception {
        Figures figures = trial.measure(command, load.pipeline, load.requests);
        System.err.printf("%s, %s -P %d: %s%n", trial.name(), command, load.pipeline, figures);
        return figures;
    }

    private static void addCosts(Table table, RedisTrial trial, String command, Load load, List<Figures> rounds) {
        table.row(
                trial.name(),
                command,
                "" + load.pipeline,
                "%,.0f".formatted(Ratios.median(rounds, Figures::rate)),
                "%.2f".formatted(Ratios.median(rounds, Figures::p50Millis)),
                "%.2f".formatted(Ratios.median(rounds, Figures::p99Millis)),
                "%.2f".formatted(Ratios.median(rounds, Figures::cpuMicros)));
    }

    private static void addRatio(Table table, String command, Load load, List<Figures> ours, List<Figures> theirs) {
        Ratios cpu = new Ratios();
        for (int round = 0; round < ours.size(); round++) {
            cpu.add(ours.get(round).cpuMicros(), theirs.get(round).cpuMicros());
        }
        table.row(command, "" + load.pipeline, cpu.describe(), "%.2f".formatted(load.wanted));
    }
}
