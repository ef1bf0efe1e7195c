package io.magpie.examples.weaving.differential;

import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// One run of a generated program, and what was seen of it. Single-threaded; one at a time.
final class Run {

    /// A program that does more than this is given up, in every mode at the same event.
    private static final int MOST_EVENTS = 1_500;

    static final Cancellation WHY = Cancellation.aborted("dropped by the test");

    /// The run under way. Generated code finds it here.
    static Run current = new Run(new Schedule(0, 0, 0));

    final Schedule schedule;
    final List<String> trace = new ArrayList<>();
    /// Broken promises: a future polled after its end, a resource closed twice.
    final List<String> violations = new ArrayList<>();
    final Deque<Probe.Resource> open = new ArrayDeque<>();
    /// The context of all polls; one with a reason when the program is dropped.
    final Context context = Context.of(() -> {});

    int suspensions;
    boolean isDropping;
    private int events;

    Run(Schedule schedule) {
        this.schedule = schedule;
    }

    /// The number of the next event.
    int next() {
        if (events++ > MOST_EVENTS) {
            throw new Probe.Enough();
        }
        return events;
    }

    boolean isTooLong() {
        return events > MOST_EVENTS;
    }

    void trace(String line) {
        next();
        trace.add(line);
    }

    /// Counts a pending poll. From the one after which the program is to be dropped on, it is being dropped.
    void suspended() {
        if (++suspensions == schedule.dropAt()) {
            isDropping = true;
            trace.add("-- dropped");
        }
    }

    /// A value as the trace has it: without identities and texts that the JVM makes up.
    static String describe(Object value) {
        return switch (value) {
            case null -> "null";
            case Throwable thrown -> describe(thrown);
            case int[] ints -> Arrays.toString(ints);
            case long[] longs -> Arrays.toString(longs);
            case Object[] objects -> Arrays.toString(objects);
            case String text -> text;
            case Number number -> number + ":" + number.getClass().getSimpleName();
            case Character c -> "'" + (int) c + "'";
            case Boolean b -> b.toString();
            case Record record -> record.toString();
            case Enum<?> constant -> constant.name();
            default -> value.getClass().getSimpleName();
        };
    }

    private static String describe(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getSimpleName());
        // The JVM's own messages name locals, slots and class loaders.
        if (!(thrown instanceof NullPointerException) && !(thrown instanceof ClassCastException)) {
            text.append('(').append(thrown.getMessage()).append(')');
        }
        if (thrown.getCause() != null) {
            text.append(" by ").append(describe(thrown.getCause()));
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            text.append(" suppressing ").append(describe(suppressed));
        }
        return text.toString();
    }
}
