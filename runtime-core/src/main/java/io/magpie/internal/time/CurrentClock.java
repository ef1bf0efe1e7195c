package io.magpie.internal.time;

import io.magpie.internal.util.CurrentRuntime;

/// The clock of the runtime that the calling thread belongs to, for code that has no context: `TimeMark.now()`.
public final class CurrentClock {

    /// Something that has a clock: implemented by the object that [CurrentRuntime] binds threads to.
    public interface Source {

        /// The clock.
        ///
        /// @return never changes
        Clock timeSource();
    }

    private CurrentClock() {}

    /// The calling thread's clock.
    ///
    /// @return that of its runtime; outside any runtime, the system's
    public static Clock find() {
        return CurrentRuntime.find() instanceof Source runtime ? runtime.timeSource() : SystemClock.INSTANCE;
    }
}
