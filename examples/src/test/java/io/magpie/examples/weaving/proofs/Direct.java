package io.magpie.examples.weaving.proofs;

import io.magpie.AsyncAction;
import io.magpie.AsyncBody;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import org.jspecify.annotations.Nullable;

/// The meaning of `async` and `await` without a weaver: a block is its body, and an await polls until there is a value.
/// Programs are compiled against this class in place of [io.magpie.Async] to see what they ought to do.
@SuppressWarnings("magpie") // calls the lambdas itself
public final class Direct {

    private static final Context CONTEXT = Context.of(() -> {});

    private Direct() {}

    /// A future that runs the body.
    public static <T extends @Nullable Object> Future<T> async(AsyncBody<T> body) {
        return _ -> body.run();
    }

    /// A future that runs the body.
    public static Future<@Nullable Void> async(AsyncAction body) {
        return _ -> {
            body.run();
            return null;
        };
    }

    /// Polls until there is a value.
    @SuppressWarnings("unchecked") // the future promised a T
    public static <T extends @Nullable Object> T await(Future<? extends T> future) throws Exception {
        Object answer = future.poll(CONTEXT);
        while (answer == Poll.PENDING) {
            answer = future.poll(CONTEXT);
        }
        return (T) answer;
    }
}
