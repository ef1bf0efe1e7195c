package io.magpie.benchmarks;

import io.magpie.examples.load.Contender;
import io.magpie.examples.load.EchoTrial;
import io.magpie.examples.load.EchoTrial.Figures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Echo trials of two servers. A round runs one right after the other; who is first changes from round to round.
final class PairedTrials {

    /// Starts a server and the client that goes with it.
    @FunctionalInterface
    interface Start {
        EchoTrial start(Contender contender) throws Exception;
    }

    private final Start start;
    private final int connections;
    private final Duration length;

    /// What was measured of each, round by round.
    final List<Figures> ours = new ArrayList<>();

    final List<Figures> theirs = new ArrayList<>();

    PairedTrials(Start start, int connections, Duration length) {
        this.start = start;
        this.connections = connections;
        this.length = length;
    }

    void run(int rounds, Contender us, Contender them) throws Exception {
        for (int round = 0; round < rounds; round++) {
            if (round % 2 == 0) {
                ours.add(measure(us));
                theirs.add(measure(them));
            } else {
                theirs.add(measure(them));
                ours.add(measure(us));
            }
        }
    }

    Figures measure(Contender contender) throws Exception {
        try (EchoTrial trial = start.start(contender)) {
            Figures figures = trial.measure(connections, length, _ -> {});
            System.err.printf(
                    "%s, %,d connections: %.2f µs CPU a request, %s%n",
                    contender.name(), connections, figures.cpuMicros(), figures.load());
            return figures;
        }
    }

    /// Ours to theirs, of each round.
    Ratios ratios(ToDoubleFunction<Figures> figure) {
        Ratios ratios = new Ratios();
        for (int round = 0; round < ours.size(); round++) {
            ratios.add(figure.applyAsDouble(ours.get(round)), figure.applyAsDouble(theirs.get(round)));
        }
        return ratios;
    }

    static String count(List<Figures> rounds) {
        return "%,d".formatted(rounds.getFirst().load().connections());
    }

    static String rate(List<Figures> rounds) {
        return "%,.0f".formatted(Ratios.median(rounds, figures -> figures.load().rate()));
    }

    /// The median of some nanoseconds, in milliseconds.
    static String millis(List<Figures> rounds, ToDoubleFunction<Figures> nanos) {
        return "%.2f".formatted(Ratios.median(rounds, nanos) / 1e6);
    }

    static String cpu(List<Figures> rounds) {
        return "%.2f".formatted(Ratios.median(rounds, Figures::cpuMicros));
    }
}
