package io.magpie.internal.scheduler.multi;

/// A trial that repeats: do workers get more done if they help each other, or if each keeps to itself?
///
/// It cannot be foreseen, and not be seen in single polls: tasks are not alike, and what comes while others run is not
/// what comes while they sleep. So there are epochs in which workers help each other, and epochs in which they keep
/// *apart*, each after a quarter of its time for tasks to find their places. Two are a pair, and every second pair is in
/// reverse order, so that neither side is always the earlier one. What was done in an epoch is counted in work a
/// nanosecond.
///
/// A pair is won by being apart if that got a tenth more done. Neighbouring epochs differ a lot by chance, so pairs are
/// counted as in a sequential test: one step up for each that is won, one down for each that is not.
///
/// | phase | workers are | ends | then |
/// |---|---|---|---|
/// | resting | together | after 12 epochs, then 18, half as many again each time, up to 800 | testing |
/// | testing | together, apart; apart, together; … | three down, or an epoch that says nothing | resting |
/// | | | ten up | settled |
/// | settled | apart | after 50 epochs, then 100, … up to 400 | testing; three up are enough |
///
/// An epoch says nothing if next to nothing was done, or if it took twice its time because nobody looked.
///
/// If both sides get the same done, and chance gives a pair to being apart in 42 of 100 cases, one test of forty ends in
/// the wrong phase. If being apart gets twice as much done, a test takes 30 to 40 epochs.
///
/// Not safe for threads; pure but for its own fields. Time and work are told by the caller.
final class CompanyTrial {

    /// Of an epoch, before it begins.
    static final int SETTLING_PART = 4;

    // In epochs.
    static final long SHORTEST_REST = 12;
    static final long LONGEST_REST = 800;
    static final long SHORTEST_VERDICT = 50;
    static final long LONGEST_VERDICT = 400;

    /// Where a test begins, and where it ends.
    static final int UP = 10;

    static final int UP_AGAIN = 3;
    static final int DOWN = 3;

    /// How much more must be done apart.
    static final double LEAST_GAIN = 1.1;

    /// Work in an epoch that says something.
    static final long LEAST_WORK = 200;

    private enum Phase {
        RESTING,
        TESTING,
        SETTLED
    }

    private final long epochNanos;

    private Phase phase = Phase.RESTING;
    private long ends;
    private long rest = SHORTEST_REST;
    private long verdict = SHORTEST_VERDICT;

    // ---- testing

    /// Steps up that are left, and steps down.
    private int up;

    private int down;

    private boolean apart;
    private boolean settling;
    private boolean secondOfPair;
    private boolean reversed;
    private long begun;
    private long workBefore;
    private double rateOfFirst;

    /// A trial that rests first.
    CompanyTrial(long now, long epochNanos) {
        this.epochNanos = epochNanos;
        this.ends = now + SHORTEST_REST * epochNanos;
    }

    /// Whether workers are to keep apart now.
    boolean isApart() {
        return apart;
    }

    /// Whether they are because that has won.
    boolean isSettled() {
        return phase == Phase.SETTLED;
    }

    /// When [#step] has something to do.
    long ends() {
        return ends;
    }

    /// What is due at `now`; nothing before [#ends].
    ///
    /// @param work that all workers have ever done; may fall when a worker ends
    void step(long now, long work) {
        if (now < ends) {
            return;
        }
        switch (phase) {
            case RESTING -> test(now, UP);
            case SETTLED -> test(now, UP_AGAIN);
            case TESTING -> {
                if (settling) {
                    count(now, work);
                } else {
                    endEpoch(now, work);
                }
            }
        }
    }

    private void test(long now, int upTo) {
        phase = Phase.TESTING;
        up = upTo;
        down = DOWN;
        beginPair(now);
    }

    private void beginPair(long now) {
        secondOfPair = false;
        reversed = !reversed;
        beginEpoch(now, reversed);
    }

    private void beginEpoch(long now, boolean isApart) {
        apart = isApart;
        settling = true;
        ends = now + epochNanos / SETTLING_PART;
    }

    private void count(long now, long work) {
        settling = false;
        begun = now;
        workBefore = work;
        ends = now + epochNanos;
    }

    private void endEpoch(long now, long work) {
        long took = now - begun;
        long done = work - workBefore;
        if (took > 2 * epochNanos || done < LEAST_WORK) {
            rest(now);
            return;
        }
        double rate = (double) done / took;
        if (!secondOfPair) {
            secondOfPair = true;
            rateOfFirst = rate;
            beginEpoch(now, !apart);
            return;
        }
        double rateApart = apart ? rate : rateOfFirst;
        double rateTogether = apart ? rateOfFirst : rate;
        endPair(now, rateApart >= LEAST_GAIN * rateTogether);
    }

    private void endPair(long now, boolean won) {
        int step = won ? 1 : -1;
        up -= step;
        down += step;
        if (up == 0) {
            settle(now);
        } else if (down == 0) {
            rest(now);
        } else {
            beginPair(now);
        }
    }

    private void rest(long now) {
        phase = Phase.RESTING;
        apart = false;
        ends = now + rest * epochNanos;
        rest = Math.min(rest + rest / 2, LONGEST_REST);
        verdict = SHORTEST_VERDICT;
    }

    private void settle(long now) {
        phase = Phase.SETTLED;
        apart = true;
        ends = now + verdict * epochNanos;
        verdict = Math.min(2 * verdict, LONGEST_VERDICT);
        rest = SHORTEST_REST;
    }
}
