package io.magpie.benchmarks.driver;

import java.util.List;

/// Measurements on one subject: the workloads, echo, …
@FunctionalInterface
public interface Suite {

    /// What is to be measured, in order. Starts nothing yet.
    ///
    /// @param selection what the user asked for; rows that it does not select are left out
    /// @return the experiments; none if nothing of this suite was selected
    /// @throws Exception if the machine cannot be asked what it allows
    List<Experiment> plan(Selection selection) throws Exception;
}
