package io.magpie.benchmarks.driver;

/// A process whose workload failed, or had a wrong result.
public final class ChildFailedException extends Exception {

    private static final long serialVersionUID = 1;

    /// A failure of a child.
    ///
    /// @param what the child said
    public ChildFailedException(String what) {
        super(what);
    }
}
