package io.magpie.examples.weaving.differential;

/// What happens in one run of a program: what fails, what is pending for how long, which branch is taken.
///
/// Everything follows from a seed and from how many events there were before, so that two runs of the same program have
/// the same events as long as they do the same.
///
/// @param seed decides
/// @param failures one in so many events fails; 0 for none
/// @param dropAt the pending poll after which the program is dropped, from 1; 0 for never
record Schedule(long seed, int failures, int dropAt) {

    Schedule droppedAt(int suspension) {
        return new Schedule(seed, failures, suspension);
    }

    /// A number from 0 to `bound - 1` for event `index`; `kind` keeps different questions apart.
    int choose(int index, int kind, int bound) {
        long z = seed + index * 0x9E3779B97F4A7C15L + kind * 0xD1B54A32D192ED03L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (int) Math.floorMod(z ^ (z >>> 31), (long) bound);
    }

    boolean fails(int index, int kind) {
        return failures > 0 && choose(index, kind, failures) == 0;
    }
}
