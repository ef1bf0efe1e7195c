package corpus;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.future.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Awaits in the middle of expressions: values lie on the operand stack. */
public final class Expressions {

    private int field = 1;
    private static long shared = 100;

    record Point(int x, long y, String name) {}

    static class Box<T> {
        final T value;
        final Object[] others;

        Box(T value, Object... others) {
            this.value = value;
            this.others = others;
        }

        Box<T> with(T next, int times) {
            return new Box<>(next, times, value);
        }

        @Override
        public String toString() {
            return "Box" + value + Arrays.toString(others);
        }
    }

    static String show(int a, long b, double c, Object d, String... rest) {
        return a + "," + b + "," + c + "," + d + "," + Arrays.toString(rest);
    }

    public static Future<?> arguments(Probe p) {
        return async(() -> {
            String first = show(1, await(p.later(2L)), 3.0, await(p.later("four")), "five", await(p.later("six")));
            String second = show(
                    await(p.later(1)),
                    2L + await(p.later(3)),
                    await(p.later(0.5)) * 2,
                    show(await(p.later(7)), 8L, await(p.later(9.0)), null),
                    new String[] {await(p.later("x")), "y"});
            return first + "|" + second;
        });
    }

    public static Future<?> arithmeticWithValuesBelow(Probe p) {
        return async(() -> {
            int a = 3;
            long b = 4;
            double c = 1.5;
            double d = a + b * (c - await(p.later(0.5))) / await(p.later(2)) + a++ * await(p.later(2L)) - --b;
            int shift = a << await(p.later(3)) >>> 1 ^ await(p.later(5)) & 0xff | ~await(p.later(1));
            int modulo = 100 % await(p.later(7)) - -await(p.later(1));
            boolean less = a < await(p.later(5)) == c >= await(p.later(1.5));
            int cast = (int) (char) (byte) (short) (long) (float) (double) await(p.later(300)) + (int) 'a';
            return d + " " + shift + " " + modulo + " " + less + " " + cast + " " + a + " " + b;
        });
    }

    public static Future<?> compoundAssignment(Probe p) {
        Expressions self = new Expressions();
        return self.compounds(p);
    }

    private Future<?> compounds(Probe p) {
        return async(() -> {
            int local = 1;
            local += await(p.later(2));
            local = local++ + await(p.later(local));
            field += await(p.later(10));
            this.field *= await(p.later(2)) + this.field;
            shared -= await(p.later(1L));
            shared += 1;
            int[] array = {1, 2, 3};
            array[await(p.later(1))] += await(p.later(40));
            array[local % 3] = array[0]++ + await(p.later(5)) + array[0]--;
            long[] longs = {1L, 2L};
            longs[1] <<= await(p.later(3));
            String text = "t";
            text += await(p.later("u")) + local;
            String[] texts = {"a"};
            texts[0] += await(p.later('b'));
            Integer boxed = 5;
            boxed += await(p.later(6));
            boxed++;
            byte small = 120;
            small += await(p.later(20));
            char letter = 'a';
            letter += await(p.later(1));
            return local + " " + field + " " + shared + " " + Arrays.toString(array) + longs[1] + text + texts[0] + boxed
                    + small + letter;
        });
    }

    public static Future<?> newWithAwaitedArguments(Probe p) {
        return async(() -> {
            Point point = new Point(await(p.later(1)), await(p.later(2L)), "p" + await(p.later(3)));
            Box<Point> box = new Box<>(new Point(await(p.later(4)), 5L, await(p.later("q"))), 1, await(p.later(2)));
            List<Object> list = new ArrayList<>(List.of(await(p.later("in a list")), new Box<>(await(p.later('c')))));
            list.add(new Object[] {new Box<>(new Box<>(await(p.later(1)), new Point(1, await(p.later(2L)), "")))}[0]);
            int[][] sized = new int[await(p.later(2))][await(p.later(3))];
            Object anonymous = new Box<String>(await(p.later("anonymous")), point) {
                @Override
                public String toString() {
                    return "sub" + super.toString() + point.x();
                }
            };
            StringBuilder chained = new StringBuilder(await(p.later("a"))).append(await(p.later(1))).append(new char[] {'x'});
            return point + " " + box + list + sized[1].length + anonymous + chained + new Box<>("z").with(await(p.later("w")), 3);
        });
    }

    public static Future<?> newBesideNewInAConditional(Probe p) {
        return async(() -> {
            int n = await(p.later(2));
            Object chosen = new Box<>(
                    n > 1 ? new Point(n, await(p.later(1L)), "yes") : new Point(0, 0L, await(p.later("no"))),
                    n == 2 ? await(p.later("two")) : new Box<>(await(p.later(3))));
            throw new IllegalStateException(
                    "made " + chosen + await(p.later("!")), new RuntimeException(await(p.later("cause"))));
        });
    }

    public static Future<?> concatenation(Probe p) {
        return async(() -> {
            char c = 'c';
            long l = 1;
            String s = "a" + await(p.later("b")) + c + l + await(p.later((Object) null)) + 1.5f + await(p.later('d')) + true;
            return s + (1 + await(p.later(2))) + "\1\2" + await(p.later("\1")) + s;
        });
    }

    public static Future<?> awaitOfAwait(Probe p) {
        return async(() -> {
            Future<Future<Integer>> nested = p.later(p.later(3));
            int three = await(await(nested));
            return three + await(await(await(p.later(p.later(p.later(4))))));
        });
    }

    public static Future<?> boxesAndCasts(Probe p) {
        return async(() -> {
            Object o = await(p.later((Object) "text"));
            int length = ((String) await(p.later(o))).length();
            long widened = await(p.later(1));
            double promoted = await(p.later('a'));
            Integer boxed = await(p.later(1000));
            boolean same = boxed == await(p.later(boxed));
            int unboxed = boxed;
            Number number = await(p.<Number>later(2.5));
            Comparable<String> both = (Comparable<String> & java.io.Serializable) await(p.later("b"));
            return length + widened + promoted + unboxed + number.intValue() + both.compareTo("a") + " " + same;
        });
    }

    public static Future<?> aWrongCastAfterAnAwait(Probe p) {
        return async(() -> {
            Object text = await(p.later((Object) "text"));
            return (Integer) text + 1;
        });
    }

    public static Future<?> lambdasInside(Probe p) {
        return async(() -> {
            int base = await(p.later(10));
            String name = await(p.later("n"));
            Function<Integer, Integer> add = x -> x + base;
            Supplier<Supplier<String>> nested = () -> () -> name + base;
            IntSupplier hash = name::length;
            Function<String, Point> make = n -> new Point(base, add.apply(1), n);
            int sum = add.apply(await(p.later(5))) + hash.getAsInt();
            return sum + nested.get().get() + make.apply(await(p.later("p"))) + List.of(3, 1, 2).stream()
                    .map(x -> x + base)
                    .sorted()
                    .toList();
        });
    }

    public static Future<?> theSameLocalReadAndWritten(Probe p) {
        return async(() -> {
            int x = 1;
            int y = x + (x = await(p.later(5))) + x;
            int[] array = {0, 0, 0};
            int i = 0;
            array[i] = i = await(p.later(2));
            array[i++] += i + await(p.later(i));
            return x + " " + y + " " + i + Arrays.toString(array);
        });
    }

    public static Future<?> manyValuesBelow(Probe p) {
        return async(() -> {
            long l = 2;
            double d = 0.5;
            Object o = "o";
            return List.of(
                    1, l, d, o, 1f, "s", new Point(1, l, "x"), (char) ('a' + await(p.later(1))), await(p.later(9)),
                    l + (d + (1 + (l * (3 + await(p.later(4)))))));
        });
    }
}
