package trace;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;

import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Fails deep inside. The comments mark the lines that a stack trace shows. */
public final class Deep {

    public static Future<?> outer(Probe p) {
        return async(() -> {
            p.log("outer");
            String text = await(middle(p)); // outer awaits
            return text + "!";
        });
    }

    private static Future<String> middle(Probe p) {
        return async(() -> {
            String s = await(p.later("m"));
            return s
                    + await(inner(p)); // middle awaits
        });
    }

    private static Future<String> inner(Probe p) {
        return async(() -> {
            int x = await(p.later(1));
            if (x == 1) {
                throw new IOException("deep"); // inner throws
            }
            return "not here";
        });
    }

    public static Future<?> spawned(Probe p) {
        return async(() -> {
            JoinHandle<?> handle = spawn(outer(p));
            return await(handle); // spawned awaits
        });
    }

    public static Future<?> inFinally(Probe p) {
        return async(() -> {
            try {
                return await(p.later("value"));
            } finally {
                p.log("finally");
                await(inner(p)); // finally awaits
                p.log("not here");
            }
        });
    }

    public static Future<?> inExceptionalFinally(Probe p) {
        return async(() -> {
            try {
                return await(p.failing(new IllegalStateException("first")));
            } finally {
                p.log("finally");
                await(inner(p)); // exceptional finally awaits
                p.log("not here");
            }
        });
    }

    public static Future<?> inALambda(Probe p) {
        return async(() -> {
            int one = await(p.later(1));
            Function<Integer, Integer> divide = x -> x / (one - 1); // lambda divides
            int two = await(p.later(2));
            return List.of(one, two).stream()
                    .map(divide)
                    .toList(); // lambda is called
        });
    }

    public static Future<?> inAnExpressionOfManyLines(Probe p) {
        return async(() -> {
            return List.of(
                    await(p.later(1)),
                    await(inner(p)), // expression awaits
                    await(p.later(3)));
        });
    }

    public static Future<?> afterALoop(Probe p) {
        return async(() -> {
            int sum = 0;
            for (int i = 0; i < 3; i++) {
                sum += await(p.later(i));
            }
            return sum / (sum - 3); // loop divides
        });
    }
}
