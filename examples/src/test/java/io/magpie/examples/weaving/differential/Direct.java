package io.magpie.examples.weaving.differential;

import io.magpie.AsyncAction;
import io.magpie.AsyncBody;
import io.magpie.AsyncFunction;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// What async blocks mean, by running them as plain Java: `await` runs the future to its end on the spot.
///
/// This is the oracle. It is polled by nobody and weaves nothing; a drop is worked out from the rule in the design: it is
/// delivered at the innermost block that is not cleaning up, once, and again at each pending await that is not clean-up.
/// Which awaits are clean-up is read from the unwoven class ([CleanUpPoints]).
@SuppressWarnings("magpie") // calls the lambdas itself
public final class Direct {

    /// One block that runs. The blocks that await each other form a stack.
    private static final class Activation {
        /// The cancellation was thrown at one of its awaits.
        boolean delivered;
        /// Whether the await where it is now is clean-up; known only while the program is being dropped.
        boolean atCleanUp;

        boolean isCleaningUp() {
            return delivered && atCleanUp;
        }
    }

    /// A block that was made and not yet run.
    private static final class Block<T> implements Future<T> {
        private Probe.Thunk<T> body;

        Block(Probe.Thunk<T> body) {
            this.body = body;
        }

        @Override
        public Object poll(Context cx) {
            throw new AssertionError("the direct mode polls no blocks");
        }

        T run() throws Exception {
            if (body == null) {
                throw new IllegalStateException("awaited twice");
            }
            Probe.Thunk<T> once = body;
            body = null;
            STACK.addLast(new Activation());
            try {
                return once.get();
            } catch (Cancelled passed) {
                throw failureOf(passed);
            } finally {
                STACK.removeLast();
            }
        }
    }

    private static final Deque<Activation> STACK = new ArrayDeque<>();
    private static Set<CleanUpPoints.Place> cleanUp = Set.of();

    private Direct() {}

    /// Runs a program. Its class was defined by a loader of [Mode#DIRECT].
    static Object run(Future<?> program, Set<CleanUpPoints.Place> cleanUpPoints) throws Exception {
        STACK.clear();
        cleanUp = cleanUpPoints;
        return ((Block<?>) program).run();
    }

    // ---- what the direct Async class and the rewritten calls come to

    public static <T> Future<T> async(AsyncBody<T> body) {
        return new Block<>(body::run);
    }

    public static Future<Void> async(AsyncAction body) {
        return new Block<>(() -> {
            body.run();
            return null;
        });
    }

    public static <T> T run(AsyncBody<T> body) throws Exception {
        return Unwoven.isLambda(body) ? called(body::run) : body.run();
    }

    public static void run(AsyncAction body) throws Exception {
        if (Unwoven.isLambda(body)) {
            called(() -> {
                body.run();
                return null;
            });
        } else {
            body.run();
        }
    }

    public static <A, R> R apply(AsyncFunction<A, R> function, A argument) throws Exception {
        return Unwoven.isLambda(function) ? called(() -> function.apply(argument)) : function.apply(argument);
    }

    public static int apply(Probe.Op op, int a, long b) throws Exception {
        return Unwoven.isLambda(op) ? called(() -> op.apply(a, b)) : op.apply(a, b);
    }

    /// A call of a suspending lambda is an await of its block.
    private static <T> T called(Probe.Thunk<T> body) throws Exception {
        return await(new Block<>(body));
    }

    @SuppressWarnings("unchecked")
    public static <T> T await(Future<? extends T> future) throws Exception {
        Run run = Run.current;
        Activation awaiting = STACK.getLast();
        if (run.isDropping) {
            awaiting.atCleanUp = cleanUp.contains(CleanUpPoints.callerPlace());
        }
        if (future instanceof Block<?> block) {
            try {
                return (T) block.run();
            } catch (Cancelled passed) {
                awaiting.delivered = true;
                throw new Cancelled(Run.WHY);
            }
        }
        Object value = future.poll(run.context);
        while (value == Poll.PENDING) {
            run.suspended();
            if (run.isDropping && STACK.stream().noneMatch(Activation::isCleaningUp)) {
                return (T) drop(run, awaiting, future);
            }
            value = future.poll(run.context);
        }
        return (T) value;
    }

    private static Object drop(Run run, Activation awaiting, Future<?> future) throws Exception {
        Object answer = future.drop(run.context);
        while (answer == Poll.PENDING) {
            answer = future.drop(run.context);
        }
        if (answer == Poll.CANCELLED) {
            awaiting.delivered = true;
            throw new Cancelled(Run.WHY);
        }
        return answer;
    }

    /// What clean-up failed with, if it did; else the cancellation.
    private static Exception failureOf(Cancelled passed) throws Exception {
        Throwable[] failures = passed.getSuppressed();
        if (failures.length == 0) {
            throw passed;
        }
        for (Throwable later : failures) {
            if (later != failures[0]) {
                failures[0].addSuppressed(later);
            }
        }
        if (failures[0] instanceof Error error) {
            throw error;
        }
        return (Exception) failures[0];
    }
}
