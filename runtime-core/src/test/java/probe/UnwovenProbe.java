package probe;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.yieldNow;

import io.magpie.AsyncRuntime;

/// A user's program with an async block that was not woven; started by `FreshJvmTest`.
@SuppressWarnings("magpie.unwoven") // that is the point
public final class UnwovenProbe {
    private UnwovenProbe() {}

    public static void main(String[] args) throws Exception {
        try (var runtime = AsyncRuntime.builder().workers(1).build()) {
            System.out.println(runtime.blockOn(async(() -> {
                await(yieldNow());
                return "ran";
            })));
        } catch (IllegalStateException refused) {
            System.out.println(refused.getMessage());
        }
    }
}
