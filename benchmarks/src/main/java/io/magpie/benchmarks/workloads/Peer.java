package io.magpie.benchmarks.workloads;

import java.util.Arrays;

/// On what a workload runs, and how it is written.
public enum Peer {
    /// Magpie, in async blocks: what users write.
    MAGPIE("magpie"),
    /// Magpie, in futures written by hand.
    MAGPIE_BY_HAND("magpie-by-hand"),
    /// Magpie's [io.magpie.sync.Mutex#fair].
    MAGPIE_FAIR("magpie-fair"),
    /// Magpie with workers that spin before they sleep: [io.magpie.RuntimeBuilder#spin].
    MAGPIE_SPIN("magpie-spin"),
    /// The virtual threads of the JDK: what ratios are taken to.
    VIRTUAL_THREADS("virtual-threads"),
    /// A [java.util.concurrent.ForkJoinPool] and [java.util.concurrent.CompletableFuture].
    FORKJOIN("forkjoin"),
    /// Kotlin's coroutines on `Dispatchers.Default`.
    KOTLIN("kotlin");

    private final String id;

    Peer(String id) {
        this.id = id;
    }

    /// The name in results and on the command line.
    ///
    /// @return in lower case
    public String id() {
        return id;
    }

    /// The peer of that name.
    ///
    /// @param id as in results
    /// @return the peer
    /// @throws IllegalArgumentException if there is none
    public static Peer of(String id) {
        return Arrays.stream(values())
                .filter(peer -> peer.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer " + id + ": only "
                        + Arrays.stream(values()).map(Peer::id).toList()));
    }
}
