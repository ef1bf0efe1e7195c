package io.magpie.future;

import java.util.List;

/// A future that waits for other futures: reports of what hangs look through it.
///
/// Optional: a future that is none is the end of the chain in such a report.
public interface Composite {

    /// What this future waits for at the moment. Called by its poller, between polls.
    ///
    /// @return the unfinished futures inside; empty if it has finished
    List<? extends Future<?>> parts();
}
