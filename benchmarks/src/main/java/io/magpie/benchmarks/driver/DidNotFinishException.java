package io.magpie.benchmarks.driver;

/// A peer that cannot do a workload, or not in time. The run goes on; its row says so.
public final class DidNotFinishException extends Exception {

    private static final long serialVersionUID = 1;

    /// A peer that did not finish.
    ///
    /// @param why for the row, for instance `not served for 60 s`
    public DidNotFinishException(String why) {
        super(why);
    }
}
