package io.magpie.benchmarks.echo;

import io.magpie.benchmarks.driver.DidNotFinishException;
import io.magpie.benchmarks.driver.Trial;
import io.magpie.benchmarks.results.Row;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One peer's part in a cell.
///
/// @param cell what is to be done
/// @param peer who does it
/// @param warmUp how long its code has at least to be compiled
/// @param length how long it is measured
/// @param mostRounds how many are worth their time
record EchoTurn(EchoCell cell, EchoPeer peer, Duration warmUp, Duration length, int mostRounds) implements Trial {

    /// How long an idle server's compiler is waited for, before and after.
    private static final Duration RESTS = Duration.ofSeconds(13);

    /// Connections on which an idle server warms up.
    private static final int REHEARSAL_CONNECTIONS = 64;

    /// How many times as long as at least the warm-up may take, if the compiler needs it.
    private static final int LONGEST_WARM_UP = 4;

    /// For two JVMs to start, and be asked.
    private static final Duration PREPARATION = Duration.ofMillis(900);

    /// For one connection to be opened.
    private static final Duration OPENING = Duration.ofNanos(200_000);

    @Override
    public Row row() {
        return cell.row(peer);
    }

    @Override
    public Duration expected() {
        return PREPARATION
                .plus(OPENING.multipliedBy(cell.connections()))
                .plus(warmUp.multipliedBy(2))
                .plus(length)
                .plus(cell.kind() == EchoCell.Kind.IDLE ? RESTS : Duration.ZERO);
    }

    @Override
    public Round measure() throws DidNotFinishException, IOException, InterruptedException {
        String missing = peer.missing();
        if (missing != null) {
            throw new DidNotFinishException(missing);
        }
        try (EchoSession session = EchoSession.start(peer, cell.bytes(), cell.cpus(), List.of())) {
            return cell.kind() == EchoCell.Kind.IDLE ? idle(session) : load(session);
        }
    }

    private Round load(EchoSession session) throws IOException, InterruptedException {
        session.connect(cell.connections());
        session.warmUp(warmUp, warmUp.multipliedBy(LONGEST_WARM_UP));
        EchoReport report = session.measure(cell.loop(), length);
        Map<String, Double> figures = session.figures(report);
        figures.put(Row.VALUE, cell.kind() == EchoCell.Kind.LATENCY ? report.p999() : figures.get(Row.CPU) / 1e3);
        return new Round(figures, report.curve());
    }

    private Round idle(EchoSession session) throws IOException, InterruptedException {
        session.connect(REHEARSAL_CONNECTIONS);
        session.warmUp(warmUp, warmUp.multipliedBy(LONGEST_WARM_UP));
        session.disconnect();
        Map<String, Double> figures = new LinkedHashMap<>(session.memoryOf(cell.connections()));
        figures.putAll(session.idle(length));
        figures.put(Row.VALUE, figures.get("rss"));
        return new Round(figures, null);
    }
}
