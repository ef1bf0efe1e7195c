package corpus;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.AsyncBody;
import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.future.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** What surrounds a block: captures, classes of all kinds, blocks in blocks. */
public class Nesting {

    private final String secret;
    protected int counter;

    /** Initialisers with blocks. */
    private final Future<String> early = async(() -> "early" + this.counter + await(Probe.ready(1)));

    private static final Future<Integer> STATIC = async(() -> await(Probe.ready(41)) + 1);

    Nesting(String secret) {
        this.secret = secret;
    }

    private String hidden(int x) {
        return secret + x;
    }

    private static String hiddenStatic(Object x) {
        return "s" + x;
    }

    public static Future<?> privateMembersAndThis(Probe p) {
        return new Nesting("secret").members(p);
    }

    private Future<?> members(Probe p) {
        return async(() -> {
            counter++;
            String s = hidden(await(p.later(1))) + secret + this.secret.length() + hiddenStatic(await(p.later(2)));
            counter += await(p.later(5));
            return s + counter + await(early);
        });
    }

    public static Future<?> fieldInitialisers(Probe p) {
        return async(() -> await(new Nesting("y").early));
    }

    public static Future<?> capturesOfAllTypes(Probe p) {
        boolean z = true;
        byte b = 1;
        char c = 'c';
        short s = 2;
        int i = 3;
        long l = 4;
        float f = 5;
        double d = 6;
        String text = "t";
        int[] array = {7};
        List<? extends Number> list = List.of(8, 9.5);
        return async(() -> {
            array[0] += await(p.later(1));
            String first = "" + z + b + c + s + i + l + f + d + text + array[0] + list;
            return first + await(p.later(z ? l : d)) + (b + s + c) + f + d;
        });
    }

    public static Future<?> blocksInBlocks(Probe p) {
        return async(() -> {
            int outer = await(p.later(1));
            String name = await(p.later("n"));
            Future<String> middle = async(() -> {
                long inner = await(p.later(2L)) + outer;
                Future<Long> innermost = async(() -> await(p.later(inner)) * outer + name.length());
                return name + await(innermost) + await(async(() -> await(p.later(inner + 1))));
            });
            return await(middle) + outer;
        });
    }

    public static Future<?> recursion(Probe p) {
        return async(() -> await(factorial(p, 10)) + await(fibonacci(p, 8)));
    }

    private static Future<Long> factorial(Probe p, int n) {
        return async(() -> n <= 1 ? await(p.later(1L)) : n * await(factorial(p, n - 1)));
    }

    private static Future<Integer> fibonacci(Probe p, int n) {
        if (n < 2) {
            return p.later(n);
        }
        return async(() -> await(fibonacci(p, n - 1)) + await(fibonacci(p, n - 2)));
    }

    class Inner {
        private final int own = 3;

        class Innermost {
            Future<String> all(Probe p) {
                return async(() -> secret + own + await(p.later(Nesting.this.hidden(own))) + counter++);
            }
        }
    }

    public static Future<?> enclosingInstances(Probe p) {
        Nesting outer = new Nesting("o");
        Inner.Innermost inner = outer.new Inner().new Innermost();
        return async(() -> await(inner.all(p)) + await(inner.all(p)) + outer.counter);
    }

    public static Future<?> localAndAnonymousClasses(Probe p) {
        int captured = 5;
        class Local {
            final int more;

            Local(int more) {
                this.more = more;
            }

            Future<Integer> sum() {
                return async(() -> captured + more + await(p.later(1)));
            }
        }
        Callable<Future<String>> anonymous = new Callable<>() {
            private String state = "a";

            @Override
            public Future<String> call() {
                return async(() -> {
                    state += await(p.later("b"));
                    return state + captured + await(new Local(captured).sum());
                });
            }
        };
        return async(() -> {
            Local local = new Local(await(p.later(2)));
            record Inside(int x) {
                Future<Integer> twice(Probe p) {
                    return async(() -> x * await(p.later(2)));
                }
            }
            return await(local.sum()) + await(anonymous.call()) + await(new Inside(await(p.later(4))).twice(p));
        });
    }

    interface Greeter {
        String name();

        default Future<String> greet(Probe p) {
            return async(() -> greeting() + await(p.later(name())) + twice(await(p.later(2))));
        }

        private String greeting() {
            return "hello ";
        }

        private static int twice(int x) {
            return 2 * x;
        }

        static Future<String> of(Probe p, String name) {
            Greeter greeter = () -> name;
            return async(() -> await(greeter.greet(p)) + greeter.greeting());
        }
    }

    public static Future<?> interfaces(Probe p) {
        return Greeter.of(p, "you");
    }

    record Pair<A, B extends Comparable<B>>(A left, B right) {
        Future<Pair<B, String>> swapped(Probe p) {
            return async(() -> new Pair<>(await(p.later(right)), left + "" + await(p.later(right)).compareTo(right)));
        }

        static <X> Future<List<X>> all(Probe p, List<? extends Future<? extends X>> futures) {
            return async(() -> {
                List<X> values = new ArrayList<>();
                for (Future<? extends X> each : futures) {
                    values.add(await(each));
                }
                return values;
            });
        }
    }

    public static Future<?> recordsAndGenerics(Probe p) {
        return async(() -> await(new Pair<>(1, "r").swapped(p)) + " "
                + await(Pair.<Object>all(p, List.of(p.later("x"), p.later(2), async(() -> await(p.later('c')))))));
    }

    enum Operation {
        ADD {
            @Override
            Future<Integer> apply(Probe p, int a, int b) {
                return async(() -> await(p.later(a)) + b + ordinal());
            }
        },
        MULTIPLY {
            @Override
            Future<Integer> apply(Probe p, int a, int b) {
                return async(() -> a * await(p.later(b)) + name().length());
            }
        };

        abstract Future<Integer> apply(Probe p, int a, int b);
    }

    public static Future<?> enumsWithBodies(Probe p) {
        return async(() -> {
            int sum = 0;
            for (Operation each : Operation.values()) {
                sum += await(each.apply(p, sum + 2, await(p.later(3))));
            }
            return sum;
        });
    }

    static class Base {
        protected String who() {
            return "base";
        }
    }

    static class Derived extends Base {
        @Override
        protected String who() {
            return "derived";
        }

        Future<String> both(Probe p) {
            return async(() -> super.who() + await(p.later("-")) + who() + super.toString().isEmpty());
        }
    }

    public static Future<?> superCalls(Probe p) {
        return new Derived().both(p);
    }

    public static Future<?> passedOn(Probe p) {
        return through(() -> {
            int x = await(p.later(1));
            return x + await(p.later("y"));
        });
    }

    private static <T> Future<T> through(AsyncBody<T> body) {
        return async(body);
    }

    public static Future<?> aBodyIsStartedManyTimes(Probe p) {
        return manyTimes(3, () -> await(p.later("z")) + p.next());
    }

    private static Future<List<String>> manyTimes(int n, AsyncBody<String> body) {
        return async(() -> {
            List<String> out = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                out.add(await(async(body)));
            }
            return out;
        });
    }

    public static Future<?> capturesOfALoop(Probe p) {
        List<Future<Integer>> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int mine = i;
            made.add(async(() -> mine * await(p.later(10))));
        }
        return async(() -> {
            int sum = 0;
            for (Future<Integer> each : made) {
                sum = sum * 3 + await(each);
            }
            return sum;
        });
    }

    public static Future<?> staticInitialisers(Probe p) {
        return async(() -> Holder.value(p).getClass() == Future.class ? "?" : await(Holder.value(p)));
    }

    static final class Holder {
        private static final Map<String, Integer> TABLE;

        static {
            Future<String> unused = async(() -> "never" + await(Probe.ready(1)));
            TABLE = Map.of("k", 1);
        }

        private static Future<String> value(Probe p) {
            return async(() -> "v" + TABLE.get(await(p.later("k"))));
        }
    }

    public static Future<?> shadowedNames(Probe p) {
        Async local = new Async();
        return async(() -> local.await(3) + await(p.later(4)));
    }

    /** Has the names of ours, and is none of ours. */
    static final class Async {
        int await(int x) {
            return x * 100;
        }
    }
}
