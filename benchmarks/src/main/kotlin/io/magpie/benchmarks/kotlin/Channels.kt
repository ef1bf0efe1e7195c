package io.magpie.benchmarks.kotlin

import io.magpie.benchmarks.workloads.Size
import io.magpie.benchmarks.workloads.Workload
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.Semaphore
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.sync.withPermit
import kotlinx.coroutines.yield

/** W3a: 1,000 coroutines at once exchange one value each way with a new partner; ten times. */
class KotlinPingPongMany : Workload {
    private val rounds = Size.of(10)

    override fun run() = runRoot {
        repeat(rounds) {
            val latch = Latch(1_000)
            repeat(1_000) {
                detached {
                    val ping = CompletableDeferred<Int>()
                    val pong = CompletableDeferred<Int>()
                    detached { pong.complete(ping.await()) }
                    ping.complete(1)
                    requireEqual(pong.await(), 1)
                    latch.countDown()
                }
            }
            latch.await()
        }
    }
}

/** W3b: two coroutines make 20,000 round trips over two rendezvous channels. */
class KotlinPingPongPair : Workload {
    private val trips = Size.of(20_000)

    override fun run() = runRoot {
        val there = Channel<Int>()
        val back = Channel<Int>()
        val partner = launch { repeat(trips) { back.send(there.receive()) } }
        for (trip in 0 until trips) {
            there.send(trip)
            requireEqual(back.receive(), trip)
        }
        partner.join()
    }
}

/** W4, W5a: five coroutines send 10,000 numbers each into one channel. */
class KotlinMpsc private constructor(private val capacity: Int) : Workload {
    private val each = Size.of(10_000)

    override fun run() = runRoot {
        val channel = Channel<Int>(capacity)
        repeat(5) {
            detached {
                for (i in 0 until each) {
                    channel.send(i)
                }
            }
        }
        var sum = 0L
        repeat(5 * each) { sum += channel.receive() }
        requireEqual(sum, 5L * each * (each - 1) / 2)
    }

    companion object {
        @JvmStatic fun bounded(): Workload = KotlinMpsc(100)

        @JvmStatic fun unbounded(): Workload = KotlinMpsc(Channel.UNLIMITED)
    }
}

/** W5b: a coroutine sends 5,000 numbers, and receives them; ten times. */
class KotlinMpscUncontended : Workload {
    private val messages = Size.of(5_000)

    override fun run() = runRoot {
        repeat(10) {
            val channel = Channel<Int>(Channel.UNLIMITED)
            for (i in 0 until messages) {
                channel.send(i)
            }
            for (i in 0 until messages) {
                requireEqual(channel.receive(), i)
            }
        }
    }
}

/** W6a: 50 coroutines lock a mutex 2,000 times each. */
class KotlinLocking : Workload {
    private val times = Size.of(2_000)
    private var counted = 0

    override fun run() {
        counted = 0
        val mutex = Mutex()
        runRoot {
            List(50) {
                launch {
                    repeat(times) {
                        mutex.withLock {
                            val next = counted + 1
                            if (Size.CHECKED) yield()
                            counted = next
                        }
                    }
                }
            }.joinAll()
        }
        requireEqual(counted, 50 * times)
    }
}

/** W6b: 50 coroutines acquire one of 5 permits 2,000 times each, and yield. */
class KotlinAcquiring : Workload {
    private val times = Size.of(2_000)

    override fun run() {
        val semaphore = Semaphore(5)
        runRoot { List(50) { launch { repeat(times) { semaphore.withPermit { yield() } } } }.joinAll() }
        requireEqual(semaphore.availablePermits, 5)
    }
}

/** W6c: a coroutine acquires and releases a permit 100,000 times. */
class KotlinAcquiringAlone : Workload {
    private val times = Size.of(100_000)

    override fun run() = runRoot {
        val semaphore = Semaphore(10)
        repeat(times) { semaphore.withPermit { requireEqual(semaphore.availablePermits, 9) } }
    }
}

/** W7: a token goes round 100 coroutines 1,000 times. */
class KotlinNotifyRing : Workload {
    private val rounds = Size.of(1_000)

    override fun run() = runRoot {
        val ring = List(100) { Channel<Unit>(Channel.CONFLATED) }
        val members = List(100) { i ->
            launch {
                repeat(rounds) {
                    ring[i].receive()
                    ring[(i + 1) % 100].send(Unit)
                }
            }
        }
        ring[0].send(Unit)
        members.joinAll()
    }
}
