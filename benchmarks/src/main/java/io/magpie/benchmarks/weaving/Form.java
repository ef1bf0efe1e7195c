package io.magpie.benchmarks.weaving;

/// How a workload is written.
public enum Form {
    /// An async block, woven.
    WOVEN("woven"),
    /// A state machine, written as its author would write it who knows the runtime.
    BY_HAND("by hand"),
    /// `map` and `then`, or the repetition of a future where there is a loop.
    COMBINATORS("combinators"),
    /// Blocking code on a virtual thread.
    VIRTUAL_THREAD("virtual thread"),
    /// A block that was not woven, and all that it calls, on one continuation: needs [Unwoven#FLAGS].
    CONTINUATION("continuation");

    private final String title;

    Form(String title) {
        this.title = title;
    }

    /// The head of its column.
    ///
    /// @return for tables
    public String title() {
        return title;
    }

    /// The workers of a runtime that runs this form: as many as there are processors. Only one for a continuation, which
    /// another worker must not go on with: compiled code may mistake the thread it runs on.
    int workers() {
        return this == CONTINUATION ? 1 : Runtime.getRuntime().availableProcessors();
    }
}
