package io.magpie.benchmarks.echo;

import io.magpie.benchmarks.driver.Experiment;
import io.magpie.benchmarks.driver.Selection;
import io.magpie.benchmarks.driver.Suite;
import io.magpie.benchmarks.echo.EchoCell.Kind;
import io.magpie.benchmarks.results.Row;
import io.magpie.examples.load.ProcessFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/// The rows of echo.
///
/// | workload | main figure | connections |
/// |---|---|---|
/// | `echo_64`, `echo_16k` | processor time of the server for a request, closed loop | 1, 64, 1,000, 10,000 |
/// | `echo_64_latency`, `echo_16k_latency` | p99.9 at a constant rate, open loop | 64, 1,000 |
/// | `idle_connections` | memory resident for one more connection | 10,000 |
///
/// All on all processors; `echo_64` at up to 1,000 connections also with the server on one.
///
/// As many connections as the limit on open descriptors allows: client and server are processes of their own, with the
/// limit each. A row that has fewer than it should have says so.
public final class EchoSuite implements Suite {

    private static final int MOST = 10_000;
    private static final List<Integer> CONNECTIONS = List.of(1, 64, 1_000, MOST);
    private static final int MOST_ROUNDS_IDLE = 2; // half a minute each
    private static final int MOST_ROUNDS_IF_FULL = 3; // of six peers: three quarters of an hour

    /// Whom the short run measures.
    private static final Set<EchoPeer> WHO_MATTERS = EnumSet.of(EchoPeer.MAGPIE, EchoPeer.VIRTUAL_THREADS_CHANNELS);

    private final IntUnaryOperator withinLimit;

    /// The rows that this machine allows.
    public EchoSuite() {
        this(ProcessFacts::connectionsWithinLimit);
    }

    /// @param withinLimit how many connections are possible of those wanted
    EchoSuite(IntUnaryOperator withinLimit) {
        this.withinLimit = withinLimit;
    }

    @Override
    public List<Experiment> plan(Selection selection) {
        for (String count : selection.connections()) {
            if (CONNECTIONS.stream().noneMatch(one -> one.toString().equals(count))) {
                throw new IllegalArgumentException("echo at '%s' connections: only %s".formatted(count, CONNECTIONS));
            }
        }
        return cells().stream()
                .filter(cell -> selection.selects(cell.workload())
                        && selection.selectsCpus(cell.cpus())
                        && selection.selectsConnections(cell.wanted()))
                .filter(cell -> selection.full() || selection.names(cell.workload()) || matters(cell))
                .map(cell -> experiment(cell, selection))
                .toList();
    }

    private List<EchoCell> cells() {
        List<EchoCell> cells = new ArrayList<>();
        for (int bytes : List.of(EchoCell.SMALL, EchoCell.BIG)) {
            for (int connections : CONNECTIONS) {
                cells.add(cell(Kind.CPU, Row.ALL, bytes, connections));
            }
            for (int connections : List.of(64, 1_000)) {
                cells.add(cell(Kind.LATENCY, Row.ALL, bytes, connections));
            }
        }
        for (int connections : List.of(1, 64, 1_000)) {
            cells.add(cell(Kind.CPU, Row.ONE, EchoCell.SMALL, connections));
        }
        cells.add(cell(Kind.IDLE, Row.ALL, EchoCell.SMALL, MOST));
        return cells;
    }

    private EchoCell cell(Kind kind, String cpus, int bytes, int connections) {
        return new EchoCell(kind, cpus, bytes, connections, withinLimit.applyAsInt(connections));
    }

    /// Whether it belongs to the rows that matter.
    private static boolean matters(EchoCell cell) {
        return cell.cpus().equals(Row.ALL)
                && cell.bytes() == EchoCell.SMALL
                && switch (cell.kind()) {
                    case CPU -> cell.wanted() == 64 || cell.wanted() == 1_000;
                    case LATENCY -> cell.wanted() == 64;
                    case IDLE -> true;
                };
    }

    private static Experiment experiment(EchoCell cell, Selection selection) {
        boolean all = selection.full() || selection.names(cell.workload());
        boolean brief = !all && cell.kind() != Kind.LATENCY; // a p99.9 wants many requests
        Duration length = Duration.ofMillis(selection.quick() ? 500 : selection.full() ? 4_000 : brief ? 2_000 : 3_000);
        Duration warmUp = length.dividedBy(2).plusMillis(500);
        List<EchoTurn> turns = Arrays.stream(EchoPeer.values())
                .filter(peer -> selection.selectsPeer(peer.key)
                        && (all || !selection.peers().isEmpty() || matters(cell, peer)))
                .map(peer -> new EchoTurn(cell, peer, warmUp, length, all || !isNetty(peer) ? Integer.MAX_VALUE : 1))
                .toList();
        int rounds = selection.full() ? MOST_ROUNDS_IF_FULL : Integer.MAX_VALUE;
        return new Experiment(turns, cell.kind() == Kind.IDLE ? all ? MOST_ROUNDS_IDLE : 1 : rounds);
    }

    /// In the short run Netty has one round of what processor time is measured in: nothing there is judged beside it.
    private static boolean matters(EchoCell cell, EchoPeer peer) {
        return WHO_MATTERS.contains(peer) || peer == EchoPeer.NETTY_EPOLL && cell.kind() == Kind.CPU;
    }

    private static boolean isNetty(EchoPeer peer) {
        return peer == EchoPeer.NETTY_EPOLL || peer == EchoPeer.NETTY_NIO;
    }
}
