package io.magpie.examples.weaving.differential;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/// The random choices of a generator, and the names it gives out.
final class Dice {

    private final Random random;
    private int names;
    private int sites;

    Dice(long seed) {
        random = new Random(seed);
    }

    /// From 0 to `bound - 1`.
    int roll(int bound) {
        return random.nextInt(bound);
    }

    /// True once in `n`.
    boolean once(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T pick(List<T> choices) {
        return choices.get(roll(choices.size()));
    }

    @SafeVarargs
    final <T> T pick(T... choices) {
        return choices[roll(choices.length)];
    }

    Type type() {
        return pick(Type.ALL);
    }

    String name(String prefix) {
        return prefix + names++;
    }

    /// The number of a place where something is recorded.
    int site() {
        return sites++;
    }

    /// A choice of something to generate.
    record Choice(int weight, Supplier<Node> make) {}

    static Choice choice(int weight, Supplier<Node> make) {
        return new Choice(weight, make);
    }

    /// Makes one of the choices; null if what was picked cannot be had here.
    Node choose(List<Choice> choices) {
        int total = choices.stream().mapToInt(Choice::weight).sum();
        int at = roll(total);
        for (Choice choice : choices) {
            at -= choice.weight;
            if (at < 0) {
                return choice.make.get();
            }
        }
        throw new AssertionError("weights");
    }
}
