/// The elastic pool of threads behind `spawnBlocking` and `spawnCompute`.
///
/// With this module on the module path or class path a runtime finds [io.magpie.blocking.ElasticPoolFactory] by itself.
/// [io.magpie.blocking.VirtualThreadPoolFactory] is given to the builder by those who want it.
///
/// ## Protocol
///
/// One word holds the pool's numbers ([io.magpie.blocking.PoolState]):
///
/// | field | counts |
/// |---|---|
/// | `total` | threads: started, or about to be |
/// | `idle` | threads that wait and that nobody has claimed |
/// | `arriving` | threads on their way to a job: claimed or started, but they have not looked yet |
/// | `jobs` | permits to take a job from the queue |
/// | CLOSED | no more jobs |
///
/// **Rule 1: a permit always finds a job.** A job is pushed before `jobs` is raised, and whoever lowers `jobs` takes one
/// job from the queue, or pushes one back before it raises `jobs` again. A submitter that finds CLOSED after its push
/// withdraws its job; has another thread taken that job with its own permit, then the submitter takes the job that was
/// left over instead, and rejects it.
///
/// **Rule 2: one arrival at a time.** Waking or starting a thread costs tens of microseconds, and the caller may be a
/// worker of the runtime. So a submitter summons a thread only when none is arriving. The thread that arrives takes a
/// job and, if more wait, summons the next *before* it runs its own. Hence the invariant that makes every job start
/// although all others block: `jobs > 0` and a thread is idle or may be started ⇒ `arriving > 0`. An arriving thread
/// runs no user code before it looks.
///
/// **Rule 3: going idle is one step.** `jobs = 0` and `idle + 1` are one compare-and-set, and a submitter at the limit
/// adds its job to the same word: whoever goes idle next must see it. (Two steps strand the job: the lost spawn of
/// Tokio issue 8056.)
///
/// **Rule 4: claims are anonymous until they meet a node.** A thread publishes a node (WAITING) before `idle + 1`.
/// Whoever lowers `idle` owns one claim, and turns some node WAITING → CLAIMED. There always is one: nodes WAITING = `idle`
/// + claims under way + nodes published but not yet counted + nodes of threads that have timed out but not yet
/// unpublished. The last two may be met by a claim that was not meant for them: their thread then passes the claim on to
/// another node. Time-out takes the word first, then the node: the other order lets a late claim hit the same thread's
/// next idle period.
///
/// **Compute jobs** wait in a lane of their own ([io.magpie.blocking.ComputeLane]) for one of `maxComputing` permits. A
/// permit turns one into an ordinary job. A thread that has run a compute job passes its permit on: it pushes the next
/// one and counts itself as arriving.
///
/// **Threads that cannot be started** (`OutOfMemoryError: unable to create native thread`): `total` and `arriving` go
/// back. While another thread exists it takes the jobs later; if none does, all queued jobs are rejected, and the
/// submitter's own with the cause.
///
/// **Close** sets CLOSED, takes all permits and all idle threads in one step, rejects that many jobs and wakes those
/// threads; every thread that finds CLOSED leaves, and the last one opens the latch.
@CheckReturnValue
@NullMarked
package io.magpie.blocking;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
