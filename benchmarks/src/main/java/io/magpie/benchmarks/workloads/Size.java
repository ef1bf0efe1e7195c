package io.magpie.benchmarks.workloads;

/// How large the workloads are in this process: as the catalogue says, or a fraction of that, for tests and `--quick`.
public final class Size {

    /// The system property that divides all counts and durations: a power of ten.
    public static final String DIVISOR_PROPERTY = "magpie.benchmarks.divisor";
    /// The system property that says how many workers the runtimes have, where that is not the number of processors.
    public static final String WORKERS_PROPERTY = "magpie.benchmarks.workers";

    /// The system property that makes a race certain where a lock is missing, for tests.
    public static final String CHECKED_PROPERTY = "magpie.benchmarks.checked";

    /// How many workers each runtime has.
    public static final int WORKERS =
            Integer.getInteger(WORKERS_PROPERTY, Runtime.getRuntime().availableProcessors());

    /// Whether the critical section of W6a yields between reading the count and writing it, so that a lock that does not
    /// exclude loses counts at any size. Never where it is measured.
    public static final boolean CHECKED = Boolean.getBoolean(CHECKED_PROPERTY);

    static final int DIVISOR = Integer.getInteger(DIVISOR_PROPERTY, 1);

    private Size() {}

    /// The count to use.
    ///
    /// @param full that of the catalogue
    /// @return 1 or more
    public static int of(int full) {
        return Math.max(1, full / DIVISOR);
    }
}
