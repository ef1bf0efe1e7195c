package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.Crew;
import io.magpie.internal.park.IdleState;
import io.magpie.internal.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The workers that exist, and what they ask about each other.
///
/// Slots from 0 are the workers the runtime was asked for, which stay for its life; above them come and go the spares.
/// The array is replaced as a whole when one comes, so a reader sees one state of it.
final class Roster {

    private final Crew crew;
    private final int permanent;

    /// Spares last. Changed by one thread at a time.
    private volatile Worker[] workers;

    Roster(Worker[] workers, Crew crew) {
        this.crew = crew;
        this.permanent = workers.length;
        this.workers = workers;
    }

    /// The workers at this moment; not to be changed.
    Worker[] workers() {
        return workers;
    }

    // ---- spares come and go

    /// Makes a worker known that stands in; it takes the place of one that has ended in the same slot.
    synchronized void add(Worker spare) {
        List<Worker> after = new ArrayList<>(List.of(workers));
        after.removeIf(worker -> worker.slot == spare.slot);
        after.add(spare);
        workers = after.toArray(Worker[]::new);
    }

    /// Forgets a spare whose thread could not be started.
    synchronized void remove(Worker spare) {
        List<Worker> after = new ArrayList<>(List.of(workers));
        after.remove(spare);
        workers = after.toArray(Worker[]::new);
    }

    /// The worker in a slot; null if there is none yet.
    @Nullable
    Worker in(int slot) {
        Worker[] all = workers;
        if (slot < permanent) {
            return all[slot];
        }
        for (int i = permanent; i < all.length; i++) {
            if (all[i].slot == slot) {
                return all[i];
            }
        }
        return null;
    }

    // ---- tokens

    /// Gives a slot's worker its token; [IdleState#NONE] for nobody.
    void unpark(int slot) {
        if (slot == IdleState.NONE) {
            return;
        }
        Worker worker = in(slot);
        if (worker != null) {
            worker.parker.unpark();
        }
    }

    /// Gives every worker its token.
    void unparkAll() {
        for (Worker worker : workers) {
            worker.parker.unpark();
        }
    }

    // ---- what a sleeper asks

    /// Whether there is another worker to watch over.
    boolean hasPeers() {
        return workers.length > 1;
    }

    /// Whether another worker has work that a thief may take now.
    boolean hasStealableWork(Worker asking) {
        for (Worker worker : workers) {
            if (worker != asking && hasStealableWork(worker, asking.clock)) {
                return true;
            }
        }
        return false;
    }

    /// The rule of [Search]: who finds nothing to steal must not be told that there is something.
    private boolean hasStealableWork(Worker worker, Clock clock) {
        return (worker.queue.size() >= 2 && worker.sharing.isOpen(clock))
                || (crew.isStuck(worker.slot) && !worker.queue.isEmpty());
    }

    /// What all workers have ever done, up to their last ticks.
    long work() {
        long sum = 0;
        for (Worker worker : workers) {
            sum += worker.work();
        }
        return sum;
    }

    /// When the first timer of a worker that is stuck is due.
    long deadlineOfStuck() {
        if (!crew.anyStuck()) {
            return Long.MAX_VALUE;
        }
        long first = Long.MAX_VALUE;
        for (Worker worker : workers) {
            if (!worker.spare && crew.isStuck(worker.slot)) {
                first = Math.min(first, worker.wheel.nextDeadline());
            }
        }
        return first;
    }

    /// Fires the timers of stuck workers that are due, on behalf of the calling worker.
    int fireStuck(Worker rescuer, long now) {
        int fired = 0;
        if (crew.anyStuck()) {
            for (Worker worker : workers) {
                if (!worker.spare && crew.isStuck(worker.slot) && worker.wheel.nextDeadline() <= now) {
                    fired += rescuer.dispatch.fire(worker.wheel, now);
                }
            }
        }
        return fired;
    }
}
