package io.magpie.benchmarks.kotlin

import io.magpie.benchmarks.workloads.IdleMemory
import io.magpie.benchmarks.workloads.Size
import io.magpie.benchmarks.workloads.Spin
import io.magpie.benchmarks.workloads.Ticker
import io.magpie.benchmarks.workloads.Workload
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.channels.SendChannel
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** W1a: a coroutine launches 10,000 that count a latch down, and waits for it; ten times. */
class KotlinSpawnLocal : Workload {
    private val tasks = Size.of(10_000)

    override fun run() = runRoot {
        repeat(10) {
            val latch = Latch(tasks)
            repeat(tasks) { detached { latch.countDown() } }
            latch.await()
        }
    }
}

/** W1b: an external thread launches empty coroutines, and joins them in order. */
open class KotlinSpawnRemote(tasks: Int) : Workload {
    private val tasks = Size.of(tasks)

    constructor() : this(10_000)

    final override fun run() {
        val jobs = Array<Job>(tasks) { detached {} }
        runBlocking { jobs.forEach { it.join() } }
    }
}

/** W1c: the same, while two coroutines for each worker yield and compute. */
class KotlinSpawnRemoteBusy : KotlinSpawnRemote(1_000) {
    @Volatile private var stopped = false

    init {
        repeat(2 * Size.WORKERS) {
            detached {
                while (!stopped) {
                    yield()
                    Spin.nanos(10_000)
                }
            }
        }
    }

    override fun close() {
        stopped = true
    }
}

/** W1d: a coroutine launches one that launches one, 1,000 deep; a hundred times. */
class KotlinChainedSpawn : Workload {
    private val chains = Size.of(100)

    override fun run() = runRoot {
        repeat(chains) {
            val latch = Latch(1)
            startLink(1_000, latch)
            latch.await()
        }
    }

    private fun startLink(depth: Int, latch: Latch) {
        detached {
            if (depth == 1) {
                latch.countDown()
            } else {
                startLink(depth - 1, latch)
            }
        }
    }
}

/** W1e: an external thread launches one coroutine on idle workers, and joins it; 2,000 times. */
class KotlinSpawnRemoteOne : Workload {
    private val times = Size.of(2_000)

    override fun run() {
        repeat(times) {
            val job = detached {}
            runBlocking { job.join() }
        }
    }
}

/** W2: 200 coroutines yield 1,000 times each. */
class KotlinYieldMany : Workload {
    private val yields = Size.of(1_000)

    override fun run() {
        val latch = CountDownLatch(200)
        repeat(200) {
            detached {
                repeat(yields) { yield() }
                latch.countDown()
            }
        }
        latch.await()
    }
}

/** W11a: a tree of coroutines with a million leaves, each of which sends its sum to its parent. */
class KotlinSkynet : Workload {
    private val leaves = Size.of(1_000_000)

    override fun run() = runRoot {
        val result = Channel<Long>(1)
        detached { sum(result, 0, leaves) }
        requireEqual(result.receive(), leaves * (leaves - 1L) / 2)
    }

    private suspend fun sum(parent: SendChannel<Long>, first: Long, leaves: Int) {
        if (leaves == 1) {
            parent.send(first)
            return
        }
        val numbers = Channel<Long>(10)
        val each = leaves / 10
        for (child in 0 until 10) {
            detached { sum(numbers, first + child.toLong() * each, each) }
        }
        var sum = 0L
        repeat(10) { sum += numbers.receive() }
        parent.send(sum)
    }
}

/** W11b: a million coroutines wait at one gate. */
class KotlinIdleMemory : IdleMemory() {
    override fun spawn(count: Int): Gate {
        val gate = CompletableDeferred<Unit>()
        repeat(count) {
            detached {
                arrive()
                gate.await()
                leave()
            }
        }
        return Gate { gate.complete(Unit) }
    }
}

/** W12: a ticker beside coroutines that compute and yield. */
class KotlinTicker(spinMillis: Int) : Ticker(spinMillis) {
    override fun startHog() {
        detached {
            while (!isStopped()) {
                Spin.nanos(spinNanos)
                yield()
            }
        }
    }

    override fun startTicker(ticks: Ticks) {
        detached {
            do {
                delay(PERIOD.toMillis())
            } while (!ticks.isOver())
        }
    }
}
