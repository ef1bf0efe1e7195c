package io.magpie.examples.weaving.cancelling;

import java.util.SplittableRandom;

/// What a tree of blocks is to do. Data only: [ResourceTree] makes the blocks.
public sealed interface Tree {

    /// Waits: yields `times`, then sleeps `micros`; for ever if that is negative.
    record Wait(int times, int micros) implements Tree {}

    /// Waits, and fails.
    record Fail(int times) implements Tree {}

    /// Holds a resource in a section that is not cancelled, and so closes it without `finally`.
    record Shielded(int times) implements Tree {}

    /// Holds a resource with `try`-with-resources.
    record Hold(Tree inner) implements Tree {}

    /// Holds a resource that `finally` closes, which awaits `times` for that.
    record HoldLong(Tree inner, int times, int micros) implements Tree {}

    /// Fails as `inner` does, but cleans up first, in a `catch` that awaits.
    record Catch(Tree inner, int times) implements Tree {}

    /// One of the ways to run two trees.
    record Both(How how, Tree first, Tree second, int micros) implements Tree {}

    /// How two trees are run.
    enum How {
        RACE,
        JOIN,
        TRY_JOIN,
        TIMEOUT,
        SCOPE,
        SCOPE_ANY,
        SCOPE_COLLECT,
        SPAWN,
        ABORT,
        ABORT_ON_DROP
    }

    /// A random tree.
    static Tree random(SplittableRandom random, int depth) {
        if (depth == 0 || random.nextInt(8) == 0) {
            return switch (random.nextInt(8)) {
                case 0 -> new Wait(0, -1);
                case 1 -> new Fail(random.nextInt(4));
                case 2 -> new Shielded(1 + random.nextInt(5));
                case 3 -> new Wait(0, 1 + random.nextInt(300));
                default -> new Wait(random.nextInt(6), 0);
            };
        }
        return switch (random.nextInt(6)) {
            case 0 -> new Hold(random(random, depth - 1));
            case 1 ->
                new HoldLong(
                        random(random, depth - 1), random.nextInt(4), random.nextInt(3) == 0 ? random.nextInt(200) : 0);
            case 2 -> new Catch(random(random, depth - 1), random.nextInt(3));
            default ->
                new Both(
                        How.values()[random.nextInt(How.values().length)],
                        random(random, depth - 1),
                        random(random, depth - 1),
                        1 + random.nextInt(400));
        };
    }
}
