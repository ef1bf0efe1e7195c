@file:OptIn(DelicateCoroutinesApi::class)

package io.magpie.benchmarks.kotlin

import io.magpie.benchmarks.workloads.Workload
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** Runs [root] as a coroutine on the workers; the calling thread waits for its end, and gets its failure. */
internal fun runRoot(root: suspend CoroutineScope.() -> Unit) = runBlocking(Dispatchers.Default) { root() }

/** Starts a coroutine on the workers that nobody joins. Its failure goes to the handler of uncaught exceptions. */
internal fun detached(body: suspend CoroutineScope.() -> Unit): Job = GlobalScope.launch(Dispatchers.Default, block = body)

/** An atomic counter whose last decrement wakes the one waiter. */
internal class Latch(count: Int) {
    private val left = AtomicInteger(count)
    private val zero = CompletableDeferred<Unit>()

    fun countDown() {
        if (left.decrementAndGet() == 0) {
            zero.complete(Unit)
        }
    }

    suspend fun await() = zero.await()
}

internal fun requireEqual(found: Any?, wanted: Any) {
    if (found != wanted) {
        throw AssertionError("the result is $found, not $wanted")
    }
}

/** Fails in a coroutine that is joined, or in one that is not: for the test that says that a wrong result is noticed. */
class WrongInKotlin(private val joined: Boolean) : Workload {
    override fun run() = runRoot {
        if (joined) {
            requireEqual(1, 2)
        } else {
            detached { requireEqual(1, 2) }
            awaitCancellation()
        }
    }
}
