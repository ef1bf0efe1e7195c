package io.magpie.examples.weaving.differential;

import io.magpie.AsyncAction;
import io.magpie.AsyncBody;
import io.magpie.AsyncFunction;
import io.magpie.future.Future;
import io.magpie.internal.unwoven.UnwovenBlock;
import io.magpie.spi.CleanUpRule;
import java.util.Set;
import java.util.concurrent.Callable;

/// What async blocks come to when they are not woven: each runs on a continuation.
///
/// A suspending lambda that is called there would run as a part of the caller's block; woven it is a block of its own,
/// and cancelled as one. So its calls are rewritten to an await of a block.
@SuppressWarnings("magpie") // calls the lambdas itself
public final class Unwoven implements CleanUpRule {

    private static Set<CleanUpPoints.Place> cleanUp = Set.of();

    /// For the service loader.
    public Unwoven() {}

    static void prepare(Set<CleanUpPoints.Place> cleanUpPoints) {
        cleanUp = cleanUpPoints;
    }

    @Override
    public boolean isCleanUp(StackWalker.StackFrame await) {
        return cleanUp.contains(CleanUpPoints.callerPlace());
    }

    // ---- what the Async class of this mode and the rewritten calls come to

    public static <T> Future<T> async(AsyncBody<T> body) {
        return block(body::run);
    }

    public static Future<Void> async(AsyncAction body) {
        return block(() -> {
            body.run();
            return null;
        });
    }

    @SuppressWarnings("unchecked")
    public static <T> T await(Future<? extends T> future) throws Exception {
        return (T) UnwovenBlock.await(future);
    }

    public static <T> T run(AsyncBody<T> body) throws Exception {
        return isLambda(body) ? await(block(body::run)) : body.run();
    }

    public static void run(AsyncAction body) throws Exception {
        if (isLambda(body)) {
            await(async(body));
        } else {
            body.run();
        }
    }

    public static <A, R> R apply(AsyncFunction<A, R> function, A argument) throws Exception {
        return isLambda(function) ? await(block(() -> function.apply(argument))) : function.apply(argument);
    }

    public static int apply(Probe.Op op, int a, long b) throws Exception {
        return isLambda(op) ? await(block(() -> op.apply(a, b))) : op.apply(a, b);
    }

    static boolean isLambda(Object function) {
        return function.getClass().isHidden();
    }

    private static <T> Future<T> block(Callable<T> body) {
        return new UnwovenBlock<>(body, "the program");
    }
}
