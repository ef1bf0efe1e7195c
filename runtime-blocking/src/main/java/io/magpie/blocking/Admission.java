package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// Lets one submitter at a time to a bounded queue, so that to look for room and to add is one step: between the two, only
/// takers change the numbers, and they make room.
///
/// Nothing is rejected inside: a rejected job wakes whoever awaits it, and a waker may be anybody's code, which may submit.
final class Admission {

    private final ReentrantLock lock = new ReentrantLock();

    /// Jobs to reject on the way out. Guarded by the lock.
    private final ArrayList<BlockingJob> refused = new ArrayList<>();

    /// Waits for its turn. Who is inside may enter again.
    void enter() {
        lock.lock();
    }

    /// Lets the next one in, then rejects what was refused inside.
    void leave() {
        List<BlockingJob> rejected = List.of();
        if (lock.getHoldCount() == 1 && !refused.isEmpty()) {
            rejected = List.copyOf(refused);
            refused.clear();
        }
        lock.unlock();
        rejected.forEach(BlockingJob::reject);
    }

    /// Rejects a job that was taken from the queue; at once, or when the calling thread leaves.
    void reject(BlockingJob job) {
        if (lock.isHeldByCurrentThread()) {
            refused.add(job);
        } else {
            job.reject();
        }
    }
}
