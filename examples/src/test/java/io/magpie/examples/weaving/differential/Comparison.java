package io.magpie.examples.weaving.differential;

import io.magpie.future.Cancelled;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;

/// Runs one program in two modes, with many schedules, and says where they differ.
final class Comparison {

    /// What one run came to.
    private record Outcome(List<String> trace, String end, List<String> violations, int suspensions, boolean tooLong) {
        @Override
        public String toString() {
            return String.join("\n", trace) + "\n" + end + (violations.isEmpty() ? "" : "\nbroken: " + violations);
        }
    }

    /// How often programs were run, suspended and dropped.
    static final class Counts {
        long runs;
        long suspensions;
        long drops;
        long tooLong;

        @Override
        public String toString() {
            return runs + " runs, " + suspensions + " suspensions, " + drops + " drops; " + tooLong + " runs too long";
        }
    }

    /// At most so many places to drop a program at, evenly spread.
    private static final int MOST_DROPS = 24;

    private final String name;
    private final Build build;
    private final Mode other;
    private final Counts counts;

    Comparison(String name, Build build, Mode other, Counts counts) {
        this.name = name;
        this.build = build;
        this.other = other;
        this.counts = counts;
    }

    /// The first difference between the direct run and the other; null if there is none.
    String difference(long seed) {
        Class<?> direct;
        Class<?> second;
        try {
            direct = load(Mode.DIRECT);
            second = load(other);
        } catch (ClassNotFoundException | LinkageError e) {
            return "loading: " + e;
        }
        for (int i = 0; i < 3; i++) {
            // The first of them fails nowhere, the last often.
            Schedule schedule = new Schedule(seed * 31 + i, i == 0 ? 0 : i == 1 ? 40 : 9, 0);
            Outcome undisturbed = run(Mode.DIRECT, direct, schedule);
            String difference = compare(schedule, undisturbed, second);
            if (difference != null) {
                return difference;
            }
            int drops = Math.min(undisturbed.suspensions, MOST_DROPS);
            for (int drop = 1; drop <= drops; drop++) {
                Schedule dropped = schedule.droppedAt(drop * undisturbed.suspensions / drops);
                difference = compare(dropped, run(Mode.DIRECT, direct, dropped), second);
                if (difference != null) {
                    return difference;
                }
                counts.drops++;
            }
        }
        return null;
    }

    private String compare(Schedule schedule, Outcome expected, Class<?> program) {
        counts.runs++;
        counts.suspensions += expected.suspensions;
        if (expected.tooLong) {
            counts.tooLong++;
        }
        Outcome seen = run(other, program, schedule);
        if (!expected.violations.isEmpty()) {
            return "oracle: breaks a promise: " + schedule + "\n" + expected;
        }
        // What is left behind by a program that was given up is not compared.
        return seen.toString().equals(expected.toString())
                ? null
                : "difference: " + schedule + "\n" + sideBySide(expected, seen);
    }

    private Class<?> load(Mode mode) throws ClassNotFoundException {
        ProgramLoader loader = new ProgramLoader(
                switch (mode) {
                    case DIRECT -> build.direct();
                    case WOVEN, KEEPING_LOCALS -> build.woven();
                    case CONTINUATION -> build.unwoven();
                });
        return Class.forName(name, false, loader);
    }

    private Outcome run(Mode mode, Class<?> program, Schedule schedule) {
        Run run = new Run(schedule);
        Run.current = run;
        Unwoven.prepare(build.cleanUp());
        String end;
        try {
            program.getMethod("reset").invoke(null);
            Future<?> future = (Future<?>) program.getMethod("start").invoke(null);
            end = "= " + Run.describe(mode == Mode.DIRECT ? Direct.run(future, build.cleanUp()) : drive(run, future));
        } catch (Cancelled cancelled) {
            end = "cancelled";
        } catch (Throwable thrown) {
            end = "! " + Run.describe(thrown);
        }
        if (!run.isTooLong() && !run.open.isEmpty()) {
            run.violations.add(
                    "left open: " + run.open.stream().map(Probe.Resource::site).toList());
        }
        return new Outcome(run.trace, end, run.violations, run.suspensions, run.isTooLong());
    }

    /// Polls a block to its end, or until it is dropped.
    private static Object drive(Run run, Future<?> future) throws Exception {
        while (true) {
            Object answer = future.poll(run.context);
            if (answer != Poll.PENDING) {
                return answer;
            }
            run.suspended();
            if (run.isDropping) {
                return drop(run, future);
            }
        }
    }

    private static Object drop(Run run, Future<?> future) throws Exception {
        Object answer = Poll.PENDING;
        while (answer == Poll.PENDING) {
            answer = future.drop(run.context.withCancellation(Run.WHY));
        }
        if (answer == Poll.CANCELLED) {
            throw new Cancelled(Run.WHY);
        }
        return answer;
    }

    private static String sideBySide(Outcome expected, Outcome seen) {
        List<String> left = new ArrayList<>(expected.toString().lines().toList());
        List<String> right = new ArrayList<>(seen.toString().lines().toList());
        StringBuilder text = new StringBuilder(String.format("  %-50s %s%n", "direct", "other"));
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String a = i < left.size() ? left.get(i) : "";
            String b = i < right.size() ? right.get(i) : "";
            text.append(String.format("%s %-50s %s%n", a.equals(b) ? " " : "*", a, b));
        }
        return text.toString();
    }
}
