package debug;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.AsyncRuntime;
import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.future.Future;

/** A program for a debugger. The comments mark the lines where it stops. */
public final class Program {

    private final String field = "field";

    public static void main(String[] arguments) throws Exception {
        int pendings = Integer.parseInt(arguments[0]);
        try (AsyncRuntime runtime = AsyncRuntime.builder().workers(1).build()) {
            System.out.println(runtime.blockOn(new Program().work(new Probe(pendings), 3, "captured")));
        }
    }

    private Future<String> work(Probe p, int factor, String name) {
        return async(() -> {
            int first = await(p.later(10));
            String text = "t" + first;
            long finished = first * 7L;
            p.log(finished);
            long second = await(p.later(20L)); // awaits
            String both = text + second; // after the await
            for (int i = 0; i < 2; i++) {
                double half = await(p.later(0.5)) + i;
                both += half; // in the loop
            }
            try {
                await(p.failing(new IllegalStateException("thrown")));
            } catch (IllegalStateException e) {
                both += e.getMessage(); // in the catch
            }
            return both + factor + name + field; // returns
        });
    }
}
