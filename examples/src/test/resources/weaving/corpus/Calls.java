package corpus;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.AsyncAction;
import io.magpie.AsyncBody;
import io.magpie.AsyncFunction;
import io.magpie.Suspending;
import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.future.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Calls of suspending lambdas inside blocks: each is a suspension point. */
public final class Calls {

    /** One of a user's own, with parameters of several types. */
    @Suspending
    @FunctionalInterface
    interface Handler<A, R> {
        R handle(A request, long id, double weight) throws Exception;

        default String name() {
            return "handler";
        }
    }

    /** One that gives a primitive. */
    @Suspending
    interface Count {
        int of(int[] values, char from) throws Exception;
    }

    /** A class that implements it is called as it is. */
    static final class Plain implements Handler<String, String> {
        @Override
        public String handle(String request, long id, double weight) {
            return "plain " + request + id + weight;
        }
    }

    private static <A, R> Future<List<R>> serve(List<A> requests, Handler<A, R> handler) {
        return async(() -> {
            List<R> answers = new ArrayList<>();
            long id = 1L << 40;
            for (A each : requests) {
                answers.add(handler.handle(each, id++, 0.5));
            }
            return answers;
        });
    }

    public static Future<?> aLambdaIsCalledManyTimes(Probe p) {
        String captured = "c";
        return serve(List.of("a", "b"), (request, id, weight) -> {
            double later = await(p.later(weight * 2));
            return request + captured + await(p.later(id)) + later + weight;
        });
    }

    public static Future<?> aPlainObjectIsCalledAsItIs(Probe p) {
        return serve(List.of("x"), new Plain());
    }

    public static Future<?> aPrimitiveResult(Probe p) {
        return counted((values, from) -> {
            int sum = from;
            for (int each : values) {
                sum += await(p.later(each));
            }
            values[0] = 100;
            return sum;
        });
    }

    private static Future<String> counted(Count count) {
        return async(() -> {
            int[] values = {1, 2, 3};
            int base = 7;
            int total = base + count.of(values, 'a') * 2;
            return total + " " + count.of(values, (char) 1);
        });
    }

    public static Future<?> functionsOfFunctions(Probe p) {
        return applied(
                x -> await(p.later(x + 1)),
                x -> {
                    if (x > 4) {
                        throw new IOException("too large: " + await(p.later(x)));
                    }
                    return x * await(p.later(2));
                });
    }

    private static Future<String> applied(AsyncFunction<Integer, Integer> first, AsyncFunction<Integer, Integer> second) {
        return async(() -> {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                try {
                    out.append(second.apply(first.apply(first.apply(i)))).append(' ');
                } catch (IOException e) {
                    out.append(e.getMessage());
                    break;
                } finally {
                    out.append(first.apply(100)).append(';');
                }
            }
            return out.toString();
        });
    }

    public static Future<?> actionsAndBodies(Probe p) {
        return both(p, () -> p.log(await(p.later("action"))), () -> await(p.later("body")) + p.next());
    }

    private static Future<String> both(Probe p, AsyncAction action, AsyncBody<String> body) {
        return async(() -> {
            action.run();
            String first = body.run() + body.run();
            action.run();
            return first + await(async(body));
        });
    }

    public static Future<?> aCallBelowAValue(Probe p) {
        return new Calls().below(p, x -> x + await(p.later(1L)));
    }

    private long field = 5;

    private Future<?> below(Probe p, AsyncFunction<Long, Long> next) {
        return async(() -> {
            field += next.apply(field) * 3;
            return "f" + field + new StringBuilder("n").append(next.apply(field)).append(name(next.apply(1L)));
        });
    }

    private String name(long number) {
        return "#" + number;
    }
}
