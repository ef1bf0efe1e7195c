@file:OptIn(DelicateCoroutinesApi::class)

package io.magpie.benchmarks.kotlin

import io.magpie.benchmarks.workloads.Size
import io.magpie.benchmarks.workloads.Workload
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** W9a: a million coroutines begin a delay where they are launched, and are cancelled in order. */
class KotlinTimerCancel : Workload {
    private val timers = Size.of(1_000_000)

    override fun run() = runRoot {
        val begun = System.nanoTime()
        val jobs = Array(timers) { i ->
            GlobalScope.launch(Dispatchers.Default, CoroutineStart.UNDISPATCHED) { delay(10_000L + i % 1_000) }
        }
        for (job in jobs) {
            if (!job.isActive && System.nanoTime() - begun < 10_000_000_000L) {
                throw AssertionError("a timer was due before its time")
            }
            job.cancel()
        }
    }
}

/** W9b: two coroutines, each 20,000 times: a yield under a timeout of 1 s. */
class KotlinTimeout : Workload {
    private val times = Size.of(20_000)

    override fun run() = runRoot {
        List(2) {
            launch {
                repeat(times) {
                    requireEqual(withTimeout(1_000) {
                        yield()
                        1
                    }, 1)
                }
            }
        }.joinAll()
    }
}

/** W9c: 100,000 coroutines sleep for 500 ms. */
class KotlinSleepMany : Workload {
    private val tasks = Size.of(100_000)

    override fun run() = runRoot {
        val latch = Latch(tasks)
        repeat(tasks) {
            detached {
                delay(500)
                latch.countDown()
            }
        }
        latch.await()
    }
}

/** W10: two coroutines, each 320 times: 16 closures on the dispatcher for blocking code, awaited. */
class KotlinSpawnBlocking : Workload {
    private val times = Size.of(320)

    override fun run() = runRoot {
        List(2) {
            launch {
                repeat(times) {
                    requireEqual(List(16) { GlobalScope.async(Dispatchers.IO) { 1 } }.awaitAll().sum(), 16)
                }
            }
        }.joinAll()
    }
}
