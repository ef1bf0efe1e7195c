package io.magpie.examples.weaving.differential;

import io.magpie.Suspending;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.util.Arrays;

/// What generated programs call: everything is recorded, and the schedule of the run decides what comes of it.
public final class Probe {

    private Probe() {}

    private static final int PENDING = 1;
    private static final int FAILURE = 2;
    private static final int WHICH = 3;
    private static final int FLIP = 4;
    private static final int DROP = 5;

    // ---- types that programs use

    public sealed interface Shape permits Circle, Rect, Named {}

    public record Circle(int r) implements Shape {}

    public record Rect(int w, long h) implements Shape {}

    public record Named(String name, Shape inner) implements Shape {}

    public enum Hue {
        RED,
        GREEN,
        BLUE
    }

    /// A generic class with a field that programs assign.
    public static final class Crate<T> {
        public T value;

        public Crate(T value) {
            this.value = value;
        }

        public Crate<T> with(T other) {
            value = other;
            return this;
        }
    }

    /// Something to construct with values of all sizes on the operand stack.
    public static final class Sum {
        private final String text;

        public Sum(int a, long b, double c, Object d) {
            text = a + "/" + b + "/" + c + "/" + Run.describe(d);
            t(-2, text);
        }

        public int length() {
            return text.length();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// A suspending interface of a program's own, with primitive parameters of both sizes.
    @Suspending
    @FunctionalInterface
    public interface Op {
        int apply(int a, long b) throws Exception;
    }

    /// A plain class that implements it.
    public record PlainOp(int c) implements Op {
        @Override
        public int apply(int a, long b) {
            t(-1, a + b);
            return (int) (a * b + c);
        }
    }

    /// A plain functional interface that may throw.
    @FunctionalInterface
    public interface Thunk<T> {
        T get() throws Exception;
    }

    public static class E1 extends Exception {
        private static final long serialVersionUID = 1L;

        public E1(String message) {
            super(message, null, true, false);
        }
    }

    public static final class E2 extends E1 {
        private static final long serialVersionUID = 1L;

        public E2(String message) {
            super(message);
        }
    }

    public static final class E3 extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public E3(String message) {
            super(message, null, true, false);
        }
    }

    /// The program does too much.
    static final class Enough extends Error {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("too many events", null, false, false);
        }
    }

    /// Records that it is opened and closed; its closing may fail.
    public static final class Resource implements AutoCloseable {
        private final int site;

        private Resource(int site) {
            this.site = site;
            Run run = Run.current;
            run.trace("open " + site);
            run.open.push(this);
        }

        public int site() {
            return site;
        }

        @Override
        public void close() throws E1 {
            Run run = Run.current;
            run.trace.add("close " + site);
            if (run.open.peek() == this) {
                run.open.pop();
            } else {
                run.violations.add("closed out of order, or twice: " + site);
            }
            int event = run.next();
            if (run.schedule.fails(event, FAILURE)) {
                throw new E1("close " + site);
            }
        }
    }

    // ---- what programs call

    /// Records that the program came by, and a value.
    public static void t(int site, Object value) {
        Run.current.trace("t" + site + " " + Run.describe(value));
    }

    /// A branch that the schedule takes or not.
    public static boolean flip(int site) {
        Run run = Run.current;
        int event = run.next();
        return run.schedule.choose(event, FLIP, 2) == 0;
    }

    /// Throws if the schedule says so.
    public static void risk(int site) throws Exception {
        Run run = Run.current;
        int event = run.next();
        if (run.schedule.fails(event, FAILURE)) {
            run.trace.add("throw " + site);
            throw failure(run.schedule, event, site);
        }
    }

    public static Resource open(int site) throws Exception {
        risk(site);
        return new Resource(site);
    }

    public static <T> T same(T value) {
        return value;
    }

    /// Gives the number of its arguments, and records them.
    public static int count(int site, Object... values) {
        t(site, Arrays.stream(values).map(Run::describe).toList().toString());
        return values.length;
    }

    public static long mix(int a, long b, double c, boolean d, Object e) {
        String text = a + " " + b + " " + c + " " + d + " " + Run.describe(e);
        t(-3, text);
        return text.hashCode();
    }

    // ---- futures

    public static Future<Boolean> fBoolean(int site, boolean value) {
        return new Leaf<>(site, value);
    }

    public static Future<Byte> fByte(int site, byte value) {
        return new Leaf<>(site, value);
    }

    public static Future<Short> fShort(int site, short value) {
        return new Leaf<>(site, value);
    }

    public static Future<Character> fCharacter(int site, char value) {
        return new Leaf<>(site, value);
    }

    public static Future<Integer> fInteger(int site, int value) {
        return new Leaf<>(site, value);
    }

    public static Future<Long> fLong(int site, long value) {
        return new Leaf<>(site, value);
    }

    public static Future<Float> fFloat(int site, float value) {
        return new Leaf<>(site, value);
    }

    public static Future<Double> fDouble(int site, double value) {
        return new Leaf<>(site, value);
    }

    public static <T> Future<T> f(int site, T value) {
        return new Leaf<>(site, value);
    }

    /// A resource that is opened when the future ends.
    public static Future<Resource> opened(int site) {
        return new Leaf<>(site, null) {
            @Override
            Resource value() {
                return new Resource(site);
            }
        };
    }

    private static Exception failure(Schedule schedule, int event, int site) {
        return switch (schedule.choose(event, WHICH, 5)) {
            case 0 -> new E1("e1 at " + site);
            case 1 -> new E2("e2 at " + site);
            case 2 -> new E3("e3 at " + site);
            case 3 -> new IOException("io at " + site);
            default -> new IllegalStateException("state at " + site);
        };
    }

    /// A future that is pending 0, 1 or 2 times, and then gives a value or fails.
    private static class Leaf<T> implements Future<T> {
        private final int site;
        private final T value;
        private final int event;
        private int pending;
        private boolean ended;
        private boolean dropped;
        private boolean dropWaits;

        Leaf(int site, T value) {
            this.site = site;
            this.value = value;
            Run run = Run.current;
            run.trace("f" + site + " " + Run.describe(value));
            event = run.next();
            pending = run.schedule.choose(event, PENDING, 3);
            dropWaits = run.schedule.choose(event, DROP, 8) == 3;
        }

        T value() {
            return value;
        }

        @Override
        public Object poll(Context cx) throws Exception {
            Run run = Run.current;
            if (ended || dropped) {
                run.violations.add("polled after its end: " + site);
            }
            if (pending-- > 0) {
                return Poll.PENDING;
            }
            ended = true;
            if (run.schedule.fails(event, FAILURE)) {
                throw failure(run.schedule, event, site);
            }
            return value();
        }

        /// Answers in each of the ways that a drop may.
        @Override
        public Object drop(Context cx) throws Exception {
            Run run = Run.current;
            if (ended) {
                run.violations.add("dropped after its end: " + site);
            }
            dropped = true;
            run.trace.add("drop " + site + "#" + event);
            if (dropWaits) {
                dropWaits = false;
                return Poll.PENDING;
            }
            ended = true;
            return switch (run.schedule.choose(event, DROP, 8)) {
                case 0 -> value();
                case 1 -> throw failure(run.schedule, event, site);
                default -> Poll.CANCELLED;
            };
        }
    }
}
