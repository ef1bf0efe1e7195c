package corpus;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.examples.weaving.proofs.Probe;
import io.magpie.future.Future;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Statements: loops, jumps, switches. */
public final class Flow {

    enum Colour { RED, GREEN, BLUE }

    sealed interface Shape permits Circle, Square, Pair {}

    record Circle(int radius) implements Shape {}

    record Square(long side) implements Shape {}

    record Pair(Shape left, Shape right) implements Shape {}

    public static Future<?> localsOfAllTypes(Probe p) {
        return async(() -> {
            boolean z = true;
            byte b = 1;
            short s = 2;
            char c = 'c';
            int i = 3;
            long l = 4L;
            float f = 5.5f;
            double d = 6.5;
            String text = "text";
            int[] ints = {1, 2, 3};
            long[][] longs = {{1}, {2, 3}};
            String[][] strings = new String[2][3];
            Object nothing = null;
            strings[1][2] = await(p.later("x"));
            z = !z & b < s;
            b += 1;
            s <<= 2;
            c++;
            i += await(p.later(10));
            l *= i;
            f -= await(p.later(0.25f));
            d /= 2;
            ints[1] += await(p.later(5));
            longs[1][1] = await(p.later(7L)) + longs[0][0];
            nothing = nothing == null ? text : await(p.later("never"));
            return z + " " + b + " " + s + " " + c + " " + i + " " + l + " " + f + " " + d + " " + ints[1] + " "
                    + longs[1][1] + " " + strings[1][2] + " " + nothing;
        });
    }

    public static Future<?> loopsOfAllKinds(Probe p) {
        return async(() -> {
            int sum = 0;
            for (int i = 0; i < await(p.later(4)); i++) {
                sum += await(p.later(i));
            }
            int n = 3;
            while (n > 0) {
                n -= await(p.later(1));
                sum = sum * 2 + n;
            }
            do {
                sum++;
            } while (await(p.later(sum)) % 7 != 0);
            for (String word : List.of("a", "bb", "ccc")) {
                sum += await(p.later(word)).length();
            }
            for (long each : new long[] {1, 2, 3}) {
                sum += (int) (await(p.later(each)) * 10);
            }
            for (; ; ) {
                if (await(p.later(sum++)) > 120) {
                    break;
                }
            }
            return sum;
        });
    }

    public static Future<?> labelsInNestedLoops(Probe p) {
        return async(() -> {
            StringBuilder seen = new StringBuilder();
            outer:
            for (int i = 0; i < 5; i++) {
                middle:
                for (int j = 0; ; j++) {
                    seen.append(i).append(j).append(' ');
                    for (int k = 0; k < 3; k++) {
                        if (await(p.later(i + j + k)) == 4) {
                            continue outer;
                        }
                        if (await(p.later(k)) == 2) {
                            continue middle;
                        }
                        if (i == 3) {
                            break outer;
                        }
                        if (j == 2) {
                            break middle;
                        }
                    }
                }
            }
            block:
            {
                if (await(p.later(seen.length())) > 3) {
                    break block;
                }
                seen.append("not here");
            }
            return seen.toString();
        });
    }

    public static Future<?> switchesOfAllKinds(Probe p) {
        return async(() -> {
            List<Object> out = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                switch (await(p.later(i))) {
                    case 0:
                        out.add("zero");
                    case 1:
                        out.add(await(p.later("falls through")));
                        break;
                    case 2: {
                        int inner = await(p.later(20));
                        out.add(inner);
                        break;
                    }
                    default:
                        out.add(await(p.later("other")) + i);
                }
            }
            for (String word : new String[] {"Aa", "BB", "cc", "dd"}) { // the first two have the same hash
                out.add(
                        switch (word) {
                            case "Aa" -> await(p.later(1));
                            case "BB" -> {
                                int two = await(p.later(2));
                                yield two + await(p.later(20));
                            }
                            case "cc" -> 3;
                            default -> throw await(p.later(new IllegalStateException("dd")));
                        });
                if (out.size() == 10) {
                    break;
                }
            }
            for (Colour colour : Colour.values()) {
                out.add(
                        switch (await(p.later(colour))) {
                            case RED -> await(p.later("r")) + out.size();
                            case GREEN -> "g";
                            case BLUE -> {
                                try {
                                    yield await(p.later("b"));
                                } finally {
                                    p.log("blue");
                                }
                            }
                        });
            }
            long many = 0;
            for (int i = 1; i < 2_000_000_000; i *= 37) {
                switch (i) {
                    case 1 -> many += await(p.later(1L));
                    case 37 -> many += await(p.later(2L));
                    case 1369 -> many += 4;
                    case 1_874_161 -> many += await(p.later(8L));
                    default -> many += 16;
                }
                if (i > 50_000_000) {
                    break;
                }
            }
            out.add(many);
            return out;
        });
    }

    public static Future<?> patterns(Probe p) {
        return async(() -> {
            List<Object> out = new ArrayList<>();
            Shape[] shapes = {
                new Circle(3), new Square(4), new Pair(new Circle(1), new Square(2)), new Pair(new Square(1), new Circle(9))
            };
            for (Shape shape : shapes) {
                out.add(
                        switch (await(p.later(shape))) {
                            case Circle(int r) when r > await(p.later(5)) -> "large " + r;
                            case Circle(int r) -> "small " + await(p.later(r));
                            case Square s when await(p.later(s.side())) == 4 -> "four " + s;
                            case Square(var side) -> side + await(p.later(100));
                            case Pair(Circle(var r), Square(var side)) -> r + ":" + await(p.later(side));
                            case Pair(var left, Circle c) when c.radius() == await(p.later(9)) -> left + "+" + c;
                            case Pair pair -> pair;
                        });
            }
            Object[] things = {1, "two", null, 4L, new int[] {5}, Colour.RED, 'c'};
            for (Object thing : things) {
                out.add(
                        switch (thing) {
                            case null -> await(p.later("null"));
                            case Integer i when i > 0 -> await(p.later(i)) + 1;
                            case String s -> s + await(p.later("!"));
                            case Long l -> l + await(p.later(1));
                            case int[] array -> array[0] + await(p.later(1));
                            case Colour c -> c.name() + await(p.later(0));
                            default -> thing;
                        });
                if (thing instanceof Integer i && await(p.later(i)) == 1) {
                    out.add(i);
                }
                if (!(thing instanceof String s)) {
                    continue;
                }
                out.add(await(p.later(s)) + s);
            }
            Object wrapped = new Pair(new Circle(1), new Circle(2));
            if (wrapped instanceof Pair(Circle(int a), Circle(int b)) && a + await(p.later(1)) == b) {
                out.add(a + b + await(p.later(39)));
            }
            return out;
        });
    }

    public static Future<?> conditions(Probe p) {
        return async(() -> {
            int count = 0;
            if (await(p.later(true)) && !await(p.later(false)) || await(p.later(true))) {
                count += 1;
            }
            boolean both = await(p.later(true)) & await(p.later(false)) | await(p.later(true)) ^ true;
            if (both) {
                count += 2;
            } else if (await(p.later(3)) > 2 == await(p.later(true))) {
                count += 4;
            }
            String kind = await(p.later(count)) > 4 ? "more" : await(p.later(1)) > 0 ? await(p.later("less")) : "none";
            int chosen = count == 5 ? await(p.later(1)) : 2;
            Object mixed = count > 100 ? (Object) await(p.later(1)) : await(p.later("text"));
            assert await(p.later(true)) : "not reached";
            return kind + chosen + mixed;
        });
    }

    public static Future<?> scopesThatReuseSlots(Probe p) {
        return async(() -> {
            StringBuilder out = new StringBuilder();
            {
                long wide = await(p.later(1L));
                out.append(wide);
            }
            {
                String narrow = await(p.later("s"));
                int next = await(p.later(2));
                out.append(narrow).append(next);
            }
            {
                double wide = await(p.later(2.5));
                out.append(wide);
            }
            int late;
            if (out.length() > 3) {
                late = await(p.later(1));
            } else {
                late = 2;
            }
            final int once;
            once = await(p.later(late)) + late;
            return out.append(once).toString();
        });
    }

    public static Future<?> iteratorsAcrossAwaits(Probe p) {
        return async(() -> {
            Map<String, Integer> counts = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
            int total = 0;
            for (Iterator<Map.Entry<String, Integer>> it = counts.entrySet().iterator(); it.hasNext(); ) {
                Map.Entry<String, Integer> entry = it.next();
                if (await(p.later(entry.getKey())).equals("b")) {
                    it.remove();
                } else {
                    total += entry.setValue(await(p.later(entry.getValue())) * 10);
                }
            }
            return counts + " " + total;
        });
    }

    public static Future<?> deadCode(Probe p) {
        return async(() -> {
            if (false) {
                await(p.later("never"));
                Future<?> never = async(() -> await(p.later("nor this")));
                return await(never);
            }
            while (true) {
                if (await(p.later(true))) {
                    return "left";
                }
            }
        });
    }

    public static Future<?> endsWithoutAValue(Probe p) {
        return async(() -> {
            p.log(await(p.later("void")));
            if (await(p.later(true))) {
                return;
            }
            p.log("not reached");
        });
    }

    public static Future<?> noAwaitAtAll(Probe p) {
        return async(() -> "at once");
    }

    public static Future<?> anEndlessBodyIsLeftByAThrow(Probe p) {
        return async(() -> {
            for (int i = 0; ; i++) {
                if (await(p.later(i)) == 3) {
                    throw new IllegalStateException("at " + i);
                }
            }
        });
    }
}
