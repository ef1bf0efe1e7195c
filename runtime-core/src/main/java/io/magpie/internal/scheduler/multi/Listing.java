package io.magpie.internal.scheduler.multi;

import io.magpie.future.Cancellation;
import io.magpie.internal.task.Task;
import io.magpie.internal.task.TaskRegistry;
import java.lang.invoke.VarHandle;

/// One worker's part in the registry of tasks: it lists those from outside that it takes, lets go of those that are
/// complete, and when the runtime shuts down aborts its own.
///
/// Used by its worker only. The protocol is that of [TaskRegistry].
final class Listing {

    private final Worker worker;
    private final MultiThreadScheduler scheduler;

    /// Whether this worker has seen the shutdown and aborted what it had listed.
    private boolean acknowledged;

    Listing(Worker worker) {
        this.worker = worker;
        this.scheduler = worker.scheduler;
    }

    /// Lets go of tasks that thieves have completed, and aborts this worker's own when the runtime shuts down.
    void lookAfter() {
        registry().collect(worker.slot);
        if (!acknowledged && scheduler.isClosing()) {
            acknowledged = true;
            registry().acknowledgeClose(worker.slot, Cancellation.SHUT_DOWN);
        }
    }

    /// For a worker that is in place: it may wait there for a task of its own, and never come to acknowledge a shutdown
    /// that has missed that task.
    void lookWhetherClosing() {
        // Between what was listed and the read of `closing`; pairs with the fence before the closer reads the lists.
        VarHandle.fullFence();
        if (!acknowledged && scheduler.isClosing()) {
            lookAfter();
        }
    }

    /// Lists a task that was spawned from outside, and aborts it if it comes after the shutdown has aborted all that were
    /// listed. One that was only woken is listed already.
    void list(Task<?> task) {
        boolean isLate;
        if (worker.spare) { // it may end, and then nobody would look after its list
            isLate = registry().listAdmitted(task) && scheduler.isClosing();
        } else {
            isLate = registry().listAdmitted(task, worker.slot) && acknowledged;
        }
        if (isLate) {
            task.abort(Cancellation.SHUT_DOWN);
        }
    }

    private TaskRegistry registry() {
        return scheduler.registry();
    }
}
