/// The [Catalogue] of workloads: what each runtime costs for spawning, yielding, channels, locks, timers, memory.
///
/// A workload is a file; its nested classes are the peers, each in its natural idiom: `Magpie` is what a user of async
/// blocks writes, `ByHand` the same with futures written by hand, where that differs. The Kotlin peers are in
/// `src/main/kotlin`. Each workload checks its result.
@NullMarked
package io.magpie.benchmarks.workloads;

import org.jspecify.annotations.NullMarked;
