package io.magpie.benchmarks.echo;

import java.util.function.IntConsumer;

/// Connections to a server that answers after a millisecond, in a time that is made up. The server stalls once: what
/// arrives meanwhile is answered afterwards, all of it a millisecond later.
final class FakeWire implements Wire {

    static final long MILLI = 1_000_000;

    private static final long NONE = Long.MAX_VALUE;

    private final long[] answers; // by connection: when its answer comes
    private final long stallFrom;
    private final long stallUntil;

    /// Adds to the time that a poll takes in which no answer comes: a client that is late.
    long lateness;

    int sent;
    private long now;

    FakeWire(int connections, long stallFrom, long stallUntil) {
        answers = new long[connections];
        java.util.Arrays.fill(answers, NONE);
        this.stallFrom = stallFrom;
        this.stallUntil = stallUntil;
    }

    long now() {
        return now;
    }

    @Override
    public int connections() {
        return answers.length;
    }

    @Override
    public void send(int connection) {
        sent++;
        boolean stalled = stallFrom <= now && now < stallUntil;
        answers[connection] = (stalled ? stallUntil : now) + MILLI;
    }

    @Override
    public void poll(long nanos, IntConsumer answered) {
        long wanted = now + Math.max(0, nanos);
        long first = NONE;
        for (long answer : answers) {
            first = Math.min(first, answer);
        }
        now = first <= wanted ? Math.max(now, first) : wanted + lateness;
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] <= now) {
                answers[i] = NONE;
                answered.accept(i);
            }
        }
    }
}
