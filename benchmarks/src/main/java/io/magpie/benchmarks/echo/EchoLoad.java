package io.magpie.benchmarks.echo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// Decides when the next request is sent, and counts how long its answer takes. For one thread; allocates nothing while
/// it runs.
///
/// *Closed loop*: each connection sends its next request when the answer to the last one is there. A server that stalls
/// is asked less, so the stall is counted once for each connection.
///
/// *Open loop*: requests are due at a constant rate, whatever the server does, and the connections take turns. A latency
/// counts from when its request was due, not from when it could be sent: neither a server that stalls nor a client that
/// is late makes the requests vanish that should have been sent meanwhile. This is how wrk2 counts; what it avoids is
/// known as coordinated omission.
final class EchoLoad {

    private static final long GREATEST_NANOS = 3_600_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;

    /// How long to wait in one go, so that a server that answers no more is noticed.
    private static final long LONGEST_WAIT_NANOS = 500_000_000;

    private final Wire wire;
    private final LongSupplier clock;
    private final long patienceNanos;
    private final Histogram latencies = new Histogram(GREATEST_NANOS, SIGNIFICANT_DIGITS);

    private long[] since = {}; // by connection: when its request under way was sent, or was due
    private long[] next = {}; // open loop, by connection: the number of its next request
    private boolean[] waiting = {};
    private int underWay;
    private long lastAnswer;

    private long start;
    private long end; // no request is due from here on
    private double period; // open loop: nanoseconds between requests; 0: closed loop
    private long due; // open loop: requests that were due until now

    /// A load without a request yet.
    ///
    /// @param wire what carries the requests
    /// @param clock nanoseconds, as of [System#nanoTime]
    /// @param patienceNanos how long to wait for any answer before it counts as a failure
    EchoLoad(Wire wire, LongSupplier clock, long patienceNanos) {
        this.wire = wire;
        this.clock = clock;
        this.patienceNanos = patienceNanos;
    }

    /// Sends on all connections, each its next request when it has the answer to the last.
    ///
    /// @param lengthNanos for how long; 0 for one request on each connection
    /// @return what was seen
    /// @throws IOException if the wire fails, or no answer comes
    EchoReport closed(long lengthNanos) throws IOException {
        begin(lengthNanos, 0);
        for (int connection = 0; connection < since.length; connection++) {
            send(connection, clock.getAsLong());
        }
        while (underWay > 0) {
            pollOnce(LONGEST_WAIT_NANOS);
        }
        return report(0);
    }

    /// Sends at a constant rate, and waits for what is under way or overdue at the end. If that takes as long again as
    /// the run, what was not sent by then counts with the time it has waited.
    ///
    /// @param lengthNanos for how long
    /// @param rate requests a second, of all connections together; more than 0
    /// @return what was seen
    /// @throws IOException if the wire fails, or no answer comes
    EchoReport open(long lengthNanos, double rate) throws IOException {
        begin(lengthNanos, 1e9 / rate);
        long total = (long) Math.ceil(lengthNanos / period);
        while (underWay > 0 || due < total) {
            long now = clock.getAsLong();
            for (; due < total && dueAt(due) - now <= 0; due++) {
                int connection = (int) (due % since.length);
                if (!waiting[connection]) {
                    sendDue(connection);
                }
            }
            long wait = due < total ? dueAt(due) - clock.getAsLong() : LONGEST_WAIT_NANOS;
            pollOnce(Math.min(wait, LONGEST_WAIT_NANOS));
        }
        return report(countUnsent(total));
    }

    private void begin(long lengthNanos, double nanosBetween) {
        int connections = wire.connections();
        if (connections == 0) {
            throw new IllegalStateException("no connection: connect first");
        }
        if (since.length != connections) {
            since = new long[connections];
            next = new long[connections];
            waiting = new boolean[connections];
        }
        for (int connection = 0; connection < connections; connection++) {
            next[connection] = connection;
        }
        latencies.reset();
        start = clock.getAsLong();
        end = start + lengthNanos;
        period = nanosBetween;
        due = 0;
        lastAnswer = start;
    }

    private void pollOnce(long wait) throws IOException {
        try {
            wire.poll(wait, this::answered);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (underWay > 0 && clock.getAsLong() - lastAnswer > patienceNanos) {
            throw new IOException("%d requests without an answer for %.1f s".formatted(underWay, patienceNanos / 1e9));
        }
    }

    private void answered(int connection) {
        long now = clock.getAsLong();
        latencies.recordValue(Math.clamp(now - since[connection], 0, GREATEST_NANOS));
        waiting[connection] = false;
        underWay--;
        lastAnswer = now;
        try {
            if (period == 0) {
                if (now - end < 0) {
                    send(connection, now);
                }
            } else if (next[connection] < due && now - end < end - start) {
                sendDue(connection); // it came due while the one before was under way
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendDue(int connection) throws IOException {
        long intended = dueAt(next[connection]);
        next[connection] += since.length;
        send(connection, intended);
    }

    private void send(int connection, long from) throws IOException {
        if (underWay++ == 0) {
            lastAnswer = clock.getAsLong(); // nothing was to be answered until now
        }
        since[connection] = from;
        waiting[connection] = true;
        wire.send(connection);
    }

    private long dueAt(long request) {
        return start + (long) (request * period);
    }

    private long countUnsent(long total) {
        long now = clock.getAsLong();
        long unsent = 0;
        for (long first : next) {
            for (long request = first; request < total; request += since.length) {
                latencies.recordValue(Math.clamp(now - dueAt(request), 0, GREATEST_NANOS));
                unsent++;
            }
        }
        return unsent;
    }

    private EchoReport report(long unsent) {
        return EchoReport.of(since.length, latencies, clock.getAsLong() - start, unsent);
    }
}
