package io.magpie.blocking;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All interleavings of a few submitters, pool threads and a closer over the real [PoolState]: every step is one atomic
/// action of [ElasticPool], [PoolThread], [IdleStack] or [JobQueue].
final class PoolModel {
    /// Faults to plant: the explorer must find each of them.
    enum Mutant {
        NONE,
        GO_IDLE_DECIDES_BEFORE_IT_COUNTS,
        TIME_OUT_TAKES_THE_NODE_FIRST,
        TIME_OUT_TAKES_A_CLAIMED_UNIT,
        MET_CLAIM_IS_DROPPED,
        ARRIVAL_DOES_NOT_SUMMON,
        PERMIT_BEFORE_JOB,
        CLOSE_WAKES_NOBODY,
        CLOSE_KEEPS_THE_JOBS,
        FAILED_START_STAYS_COUNTED,
        FAILED_START_STRANDS_THE_JOBS,
        PASSED_PERMIT_STAYS_ARRIVING
    }

    /// What takes part.
    record Setup(
            int maxThreads,
            int maxArriving,
            int submitters,
            boolean timeOuts,
            boolean close,
            boolean failingStarts,
            boolean blockingJobs,
            boolean followUps,
            Mutant mutant) {
        static Setup of(int maxThreads, int submitters) {
            return new Setup(maxThreads, 1, submitters, false, false, false, false, false, Mutant.NONE);
        }

        Setup withTimeOuts() {
            return new Setup(
                    maxThreads, maxArriving, submitters, true, close, failingStarts, blockingJobs, followUps, mutant);
        }

        Setup withClose() {
            return new Setup(
                    maxThreads,
                    maxArriving,
                    submitters,
                    timeOuts,
                    true,
                    failingStarts,
                    blockingJobs,
                    followUps,
                    mutant);
        }

        Setup withFailingStarts() {
            return new Setup(
                    maxThreads, maxArriving, submitters, timeOuts, close, true, blockingJobs, followUps, mutant);
        }

        /// No job ends before as many have started as may run at once.
        Setup withBlockingJobs() {
            return new Setup(
                    maxThreads, maxArriving, submitters, timeOuts, close, failingStarts, true, followUps, mutant);
        }

        /// The first job to end is a compute job, and passes its permit on to one more.
        Setup withFollowUp() {
            return new Setup(
                    maxThreads, maxArriving, submitters, timeOuts, close, failingStarts, blockingJobs, true, mutant);
        }

        Setup arriving(int atOnce) {
            return new Setup(
                    maxThreads, atOnce, submitters, timeOuts, close, failingStarts, blockingJobs, followUps, mutant);
        }

        Setup mutated(Mutant with) {
            return new Setup(
                    maxThreads, maxArriving, submitters, timeOuts, close, failingStarts, blockingJobs, followUps, with);
        }
    }

    /// What went wrong, and the steps that led there.
    static final class Violation extends AssertionError {
        private static final long serialVersionUID = 1L;

        Violation(String what, List<String> trace) {
            super(what + "\n  " + String.join("\n  ", trace));
        }
    }

    // Program counters of a pool thread; ABSENT slots are free.
    private static final int ABSENT = 0;
    private static final int ARRIVE = 1;
    private static final int POLL = 2;
    private static final int SUMMON = 3;
    private static final int RUN = 4;
    private static final int FOLLOW_UP = 5;
    private static final int TAKE = 6;
    private static final int PUBLISH = 7;
    private static final int GO_IDLE = 8;
    private static final int COUNT_IDLE = 9; // mutant only
    private static final int UNPUBLISH = 10;
    private static final int PASS = 11;
    private static final int LEAVE = 12;
    private static final int WAIT = 13;
    private static final int UNPUBLISH_TO_EXIT = 14;
    private static final int PASS_TO_EXIT = 15;
    private static final int COUNT_TIME_OUT = 16; // mutant only
    private static final int DISCOUNT = 17;
    private static final int PUSH_FOLLOW_UP = 18;

    // Of a submitter.
    private static final int PUSH = 0;
    private static final int ADD = 1;
    private static final int SUBMIT_SUMMON = 2;
    private static final int WITHDRAW = 3;
    private static final int SUBMIT_DISCOUNT = 4;
    private static final int STRAND = 5;
    private static final int DONE = 6;
    private static final int LATE_PUSH = 7; // mutant only

    private static final int NO_NODE = 0;
    private static final int WAITING = 1;
    private static final int CLAIMED = 2;

    private static final int NOTHING = 0;
    private static final int CLAIM = 1;
    private static final int START = 2;

    private final Setup setup;
    private final PoolState rules;
    private final Map<State, State> parents = new HashMap<>();
    private final Map<State, String> labels = new HashMap<>();
    private final ArrayDeque<State> open = new ArrayDeque<>();

    private State from;
    private int successors;

    private PoolModel(Setup setup) {
        this.setup = setup;
        this.rules = new PoolState(setup.maxThreads, setup.maxArriving);
    }

    /// Explores everything. Returns the number of states.
    static int explore(Setup setup) {
        return new PoolModel(setup).run();
    }

    private int run() {
        from = new State(setup);
        parents.put(from, from);
        open.add(from);
        while (!open.isEmpty()) {
            from = open.removeLast();
            successors = 0;
            for (int i = 0; i < from.submitter.length; i++) {
                stepSubmitter(i);
            }
            for (int i = 0; i < from.pc.length; i++) {
                stepThread(i);
            }
            stepCloser();
            if (successors == 0) {
                checkRest();
            }
        }
        return parents.size();
    }

    // Submitters

    private void stepSubmitter(int i) {
        State s = from.copy();
        switch (from.submitter[i]) {
            case PUSH -> {
                if (setup.mutant == Mutant.PERMIT_BEFORE_JOB) {
                    s.submitter[i] = ADD;
                    stepAdd(s, i);
                    return;
                }
                s.queue++;
                s.submitter[i] = ADD;
                to(s, "submitter " + i + " pushes");
            }
            case ADD -> stepAdd(s, i);
            case LATE_PUSH -> {
                s.queue++;
                s.submitter[i] = SUBMIT_SUMMON;
                to(s, "submitter " + i + " pushes late");
            }
            case SUBMIT_SUMMON -> stepSummon(s, -1, i);
            case WITHDRAW -> {
                poll(s);
                s.rejected++;
                s.submitter[i] = DONE;
                to(s, "submitter " + i + " withdraws");
            }
            case SUBMIT_DISCOUNT -> {
                if (setup.mutant != Mutant.FAILED_START_STAYS_COUNTED) {
                    s.word = rules.startFailed(s.word);
                    s.noteTermination();
                }
                s.submitter[i] = setup.mutant == Mutant.FAILED_START_STRANDS_THE_JOBS ? DONE : STRAND;
                to(s, "submitter " + i + " could not start a thread");
            }
            case STRAND -> {
                long next = rules.strand(s.word);
                if (next == s.word) {
                    s.submitter[i] = DONE;
                } else {
                    s.word = next;
                    poll(s);
                    s.rejected++;
                }
                to(s, "submitter " + i + " strands");
            }
            default -> {}
        }
    }

    private void stepAdd(State s, int i) {
        if (PoolState.isClosed(s.word)) {
            s.submitter[i] = WITHDRAW;
            if (setup.mutant == Mutant.PERMIT_BEFORE_JOB) {
                s.submitter[i] = DONE;
                s.rejected++;
            }
            to(s, "submitter " + i + " finds CLOSED");
            return;
        }
        long next = rules.add(s.word, 1);
        s.submitterSummon[i] = summons(s.word, next);
        s.word = next;
        s.submitter[i] = setup.mutant == Mutant.PERMIT_BEFORE_JOB ? LATE_PUSH : SUBMIT_SUMMON;
        to(s, "submitter " + i + " adds");
    }

    private static int summons(long before, long after) {
        return PoolState.claimed(before, after) ? CLAIM : PoolState.addedThread(before, after) ? START : NOTHING;
    }

    /// A submitter's or a thread's claim or start.
    private void stepSummon(State s, int thread, int submitter) {
        int what = thread >= 0 ? s.summon[thread] : s.submitterSummon[submitter];
        String who = thread >= 0 ? "thread " + thread : "submitter " + submitter;
        switch (what) {
            case CLAIM -> claim(s, thread, submitter, who);
            case START -> {
                int slot = slot(s);
                State started = s.copy();
                started.pc[slot] = ARRIVE;
                afterSummon(started, thread, submitter);
                to(started, who + " starts thread " + slot);
                if (setup.failingStarts) {
                    if (thread >= 0) {
                        s.pc[thread] = DISCOUNT;
                    } else {
                        s.submitter[submitter] = SUBMIT_DISCOUNT;
                    }
                    to(s, who + " fails to start a thread");
                }
            }
            default -> {
                afterSummon(s, thread, submitter);
                to(s, who + " summons nobody");
            }
        }
    }

    private void claim(State s, int thread, int submitter, String who) {
        boolean found = false;
        for (int node = 0; node < s.node.length; node++) {
            if (s.node[node] == WAITING) {
                found = true;
                State claimed = s.copy();
                claimed.node[node] = CLAIMED;
                afterSummon(claimed, thread, submitter);
                to(claimed, who + " claims thread " + node);
            }
        }
        if (!found) {
            throw violation("a claim without a thread that waits", s, who);
        }
    }

    private void afterSummon(State s, int thread, int submitter) {
        if (thread < 0) {
            s.submitter[submitter] = DONE;
            return;
        }
        switch (s.pc[thread]) {
            case PASS -> s.pc[thread] = PoolState.isClosed(s.word) ? LEAVE : TAKE;
            case PASS_TO_EXIT -> s.pc[thread] = ABSENT;
            default -> begin(s, thread);
        }
    }

    private void begin(State s, int thread) {
        s.summon[thread] = NOTHING;
        if (s.hasJob[thread] == 1) {
            s.hasJob[thread] = 0;
            s.started++;
            s.pc[thread] = RUN;
        } else {
            s.pc[thread] = PUBLISH;
        }
    }

    private int slot(State s) {
        for (int i = 0; i < s.pc.length; i++) {
            if (s.pc[i] == ABSENT) {
                return i;
            }
        }
        throw violation("more threads than slots", s, "start");
    }

    private void poll(State s) {
        if (s.queue == 0) {
            throw violation("a permit without a job", s, "poll");
        }
        s.queue--;
    }

    // Pool threads

    private void stepThread(int t) {
        State s = from.copy();
        String who = "thread " + t;
        switch (from.pc[t]) {
            case ARRIVE -> {
                long next = rules.arrive(s.word);
                if (setup.mutant == Mutant.ARRIVAL_DOES_NOT_SUMMON) {
                    next = new PoolState(setup.maxThreads, 0).arrive(s.word);
                }
                took(s, t, next);
                to(s, who + " arrives");
            }
            case TAKE -> {
                long next = rules.take(s.word);
                if (next == s.word) {
                    s.pc[t] = PUBLISH;
                } else {
                    took(s, t, next);
                }
                to(s, who + " takes");
            }
            case POLL -> {
                poll(s);
                s.pc[t] = SUMMON;
                to(s, who + " polls");
            }
            case SUMMON -> stepSummon(s, t, -1);
            case DISCOUNT -> {
                if (setup.mutant != Mutant.FAILED_START_STAYS_COUNTED) {
                    s.word = rules.startFailed(s.word);
                }
                begin(s, t);
                to(s, who + " could not start a thread");
            }
            case RUN -> {
                if (setup.blockingJobs && s.started < Math.min(setup.submitters, setup.maxThreads)) {
                    return;
                }
                s.ran++;
                s.pc[t] = setup.followUps && s.followUps++ == 0 ? PUSH_FOLLOW_UP : TAKE;
                to(s, who + " ends its job");
            }
            case PUSH_FOLLOW_UP -> {
                s.queue++;
                s.pc[t] = FOLLOW_UP;
                to(s, who + " pushes the next compute job");
            }
            case FOLLOW_UP -> {
                if (PoolState.isClosed(s.word)) {
                    poll(s);
                    s.rejected++;
                    s.pc[t] = TAKE;
                } else {
                    s.word = rules.addAndArrive(s.word);
                    s.pc[t] = setup.mutant == Mutant.PASSED_PERMIT_STAYS_ARRIVING ? TAKE : ARRIVE;
                }
                to(s, who + " adds the next compute job");
            }
            case PUBLISH -> {
                s.node[t] = WAITING;
                s.pc[t] = GO_IDLE;
                to(s, who + " publishes its node");
            }
            case GO_IDLE -> {
                long next = rules.goIdle(s.word);
                boolean idle = next != s.word;
                if (setup.mutant == Mutant.GO_IDLE_DECIDES_BEFORE_IT_COUNTS) {
                    s.pc[t] = idle ? COUNT_IDLE : UNPUBLISH;
                } else {
                    s.word = next;
                    s.pc[t] = idle ? WAIT : UNPUBLISH;
                }
                to(s, who + " goes idle");
            }
            case COUNT_IDLE -> {
                s.word += 1L << 39;
                s.pc[t] = WAIT;
                to(s, who + " is counted idle");
            }
            case UNPUBLISH -> {
                boolean met = s.node[t] == CLAIMED && setup.mutant != Mutant.MET_CLAIM_IS_DROPPED;
                s.node[t] = NO_NODE;
                s.pc[t] = met ? PASS : PoolState.isClosed(s.word) ? LEAVE : TAKE;
                to(s, who + " unpublishes its node");
            }
            case PASS, PASS_TO_EXIT -> claim(s, t, -1, who + ", passing on,");
            case LEAVE -> {
                long next = rules.leave(s.word);
                s.pc[t] = next == s.word ? TAKE : ABSENT;
                s.word = next;
                s.noteTermination();
                to(s, who + " leaves");
            }
            case WAIT -> stepWait(s, t, who);
            case COUNT_TIME_OUT -> {
                long next = rules.timeOut(s.word);
                s.pc[t] = next == s.word ? PUBLISH : ABSENT;
                s.word = next;
                to(s, who + " is counted out late");
            }
            case UNPUBLISH_TO_EXIT -> {
                boolean met = s.node[t] == CLAIMED && setup.mutant != Mutant.MET_CLAIM_IS_DROPPED;
                s.node[t] = NO_NODE;
                s.pc[t] = met ? PASS_TO_EXIT : ABSENT;
                to(s, who + " unpublishes its node and ends");
            }
            default -> {}
        }
    }

    private void took(State s, int t, long next) {
        s.summon[t] = summons(s.word, next);
        s.hasJob[t] = PoolState.tookJob(s.word, next) ? 1 : 0;
        s.pc[t] = s.hasJob[t] == 1 ? POLL : PUBLISH;
        s.word = next;
    }

    private void stepWait(State s, int t, String who) {
        if (s.node[t] == CLAIMED) {
            s.node[t] = NO_NODE;
            s.pc[t] = ARRIVE;
            to(s, who + " wakes");
            return;
        }
        if (!setup.timeOuts) {
            return;
        }
        if (setup.mutant == Mutant.TIME_OUT_TAKES_THE_NODE_FIRST) {
            s.node[t] = NO_NODE;
            s.pc[t] = COUNT_TIME_OUT;
            to(s, who + " takes its node");
            return;
        }
        long next = rules.timeOut(s.word);
        if (next == s.word && setup.mutant == Mutant.TIME_OUT_TAKES_A_CLAIMED_UNIT) {
            next = rules.leave(s.word);
        }
        if (next != s.word) {
            s.word = next;
            s.pc[t] = UNPUBLISH_TO_EXIT;
            to(s, who + " times out");
        }
    }

    // The closer

    private void stepCloser() {
        if (!setup.close) {
            return;
        }
        State s = from.copy();
        if (s.closer == 0) {
            long next = rules.close(s.word);
            s.closerClaims = setup.mutant == Mutant.CLOSE_WAKES_NOBODY ? 0 : PoolState.idle(s.word);
            s.closerRejects = setup.mutant == Mutant.CLOSE_KEEPS_THE_JOBS ? 0 : PoolState.jobs(s.word);
            s.word = next;
            s.closer = 1;
            s.noteTermination();
            to(s, "closes");
        } else if (s.closerClaims > 0) {
            boolean found = false;
            for (int node = 0; node < s.node.length; node++) {
                if (s.node[node] == WAITING) {
                    found = true;
                    State claimed = s.copy();
                    claimed.node[node] = CLAIMED;
                    claimed.closerClaims--;
                    to(claimed, "closer claims thread " + node);
                }
            }
            if (!found) {
                throw violation("a claim without a thread that waits", s, "closer");
            }
        } else if (s.closerRejects > 0) {
            poll(s);
            s.closerRejects--;
            s.rejected++;
            to(s, "closer rejects a job");
        }
    }

    // Bookkeeping

    private void to(State s, String label) {
        if (s.equals(from)) {
            return;
        }
        successors++;
        if (PoolState.total(s.word) > setup.maxThreads) {
            throw violation("more threads than allowed", s, label);
        }
        if (parents.putIfAbsent(s, from) == null) {
            labels.put(s, label);
            open.add(s);
        }
    }

    private void checkRest() {
        State s = from;
        int jobs = setup.submitters + s.followUps();
        require(s.ran + s.rejected == jobs, s.ran + " ran + " + s.rejected + " rejected of " + jobs);
        require(Arrays.stream(s.submitter).allMatch(pc -> pc == DONE), "a submitter is stuck");
        require(s.queue == 0 && PoolState.jobs(s.word) == 0, "a job is stranded");
        require(PoolState.arriving(s.word) == 0, "a thread is counted as arriving for ever");
        long waiting = Arrays.stream(s.node).filter(n -> n == WAITING).count();
        long alive = Arrays.stream(s.pc).filter(pc -> pc != ABSENT).count();
        require(waiting == PoolState.idle(s.word), "idle count and nodes differ");
        require(alive == PoolState.total(s.word), "thread count and threads differ");
        if (setup.close) {
            require(PoolState.total(s.word) == 0 && s.terminated == 1, "the latch opened " + s.terminated + " times");
        } else {
            require(s.rejected == 0 || setup.failingStarts, "rejected without a reason");
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw violation(otherwise, null, null);
        }
    }

    private Violation violation(String what, State last, String label) {
        List<String> trace = new ArrayList<>();
        for (State s = from; parents.get(s) != s; s = parents.get(s)) {
            trace.add(0, labels.get(s) + ": " + PoolState.describe(s.word));
        }
        if (last != null) {
            trace.add(label + ": " + PoolState.describe(last.word));
        }
        return new Violation(what, trace);
    }

    private static final class State {
        long word;
        int queue;
        int started;
        int ran;
        int rejected;
        int followUps;
        int closer;
        int closerClaims;
        int closerRejects;
        int terminated;
        final int[] pc;
        final int[] summon;
        final int[] hasJob;
        final int[] node;
        final int[] submitter;
        final int[] submitterSummon;

        State(Setup setup) {
            int slots = setup.maxThreads + setup.submitters;
            pc = new int[slots];
            summon = new int[slots];
            hasJob = new int[slots];
            node = new int[slots];
            submitter = new int[setup.submitters];
            submitterSummon = new int[setup.submitters];
        }

        private State(State other) {
            word = other.word;
            queue = other.queue;
            started = other.started;
            ran = other.ran;
            rejected = other.rejected;
            followUps = other.followUps;
            closer = other.closer;
            closerClaims = other.closerClaims;
            closerRejects = other.closerRejects;
            terminated = other.terminated;
            pc = other.pc.clone();
            summon = other.summon.clone();
            hasJob = other.hasJob.clone();
            node = other.node.clone();
            submitter = other.submitter.clone();
            submitterSummon = other.submitterSummon.clone();
        }

        State copy() {
            return new State(this);
        }

        int followUps() {
            return followUps > 0 ? 1 : 0;
        }

        void noteTermination() {
            if (PoolState.isClosed(word) && PoolState.total(word) == 0) {
                terminated = 1;
            }
        }

        private int[] numbers() {
            return new int[] {
                queue, started, ran, rejected, followUps(), closer, closerClaims, closerRejects, terminated
            };
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof State s
                    && word == s.word
                    && Arrays.equals(numbers(), s.numbers())
                    && Arrays.equals(pc, s.pc)
                    && Arrays.equals(summon, s.summon)
                    && Arrays.equals(hasJob, s.hasJob)
                    && Arrays.equals(node, s.node)
                    && Arrays.equals(submitter, s.submitter)
                    && Arrays.equals(submitterSummon, s.submitterSummon);
        }

        @Override
        public int hashCode() {
            int hash = Long.hashCode(word);
            for (int[] part : new int[][] {numbers(), pc, summon, hasJob, node, submitter, submitterSummon}) {
                hash = 31 * hash + Arrays.hashCode(part);
            }
            return hash;
        }
    }
}
