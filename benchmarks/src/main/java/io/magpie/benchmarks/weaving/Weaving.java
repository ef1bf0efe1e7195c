package io.magpie.benchmarks.weaving;

import io.magpie.benchmarks.workloads.Workload;
import java.util.function.Function;

/// The workloads; one iteration of each is as many operations.
public enum Weaving {
    /// An await of a future that is ready: one class of futures.
    READY("await a ready future", form -> new ReadyAwait(form, 1)),
    /// The same with four classes.
    READY_FOUR("await a ready future, of 4 classes", form -> new ReadyAwait(form, 4)),
    /// A call of an async function that never suspends.
    AT_ONCE("call an async function that completes at once", AtOnce::new),
    /// A task that runs once.
    SPAWN("spawn a block, and complete", SpawnBlock::new),
    /// A yield in the task itself.
    CHAIN_1("suspend and resume", form -> new Chain(form, 1)),
    /// A yield one call below.
    CHAIN_2("suspend and resume, 2 nested", form -> new Chain(form, 2)),
    /// A yield below four calls.
    CHAIN_5("suspend and resume, 5 nested", form -> new Chain(form, 5)),
    /// A yield below nine calls.
    CHAIN_10("suspend and resume, 10 nested", form -> new Chain(form, 10)),
    /// A yield below 19 calls.
    CHAIN_20("suspend and resume, 20 nested", form -> new Chain(form, 20)),
    /// A yield below 49 calls.
    CHAIN_50("suspend and resume, 50 nested", form -> new Chain(form, 50)),
    /// A yield below 99 calls.
    CHAIN_100("suspend and resume, 100 nested", form -> new Chain(form, 100));

    /// Operations in one iteration: a multiple of what each workload wants.
    public static final int OPERATIONS = 160_000;

    private final String title;
    private final Function<Form, Workload> start;

    Weaving(String title, Function<Form, Workload> start) {
        this.title = title;
        this.start = start;
    }

    /// What one operation is.
    ///
    /// @return for tables
    public String title() {
        return title;
    }

    /// Makes the workload ready.
    ///
    /// @param form how it is written
    /// @return to be run many times, and closed
    public Workload start(Form form) {
        return start.apply(form);
    }
}
