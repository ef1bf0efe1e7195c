package io.magpie.internal.task;

import static io.magpie.internal.model.Actors.inParallel;
import static io.magpie.internal.model.Actors.require;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Cancellation;
import io.magpie.future.Poll;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The real [TaskRegistry] and [WorkerTasks] under Lincheck's model checker. Each claim comes with a break that must be
/// found.
@Tag("lincheck")
class TaskRegistryLincheckTest {

    private static final int INVOCATIONS = 10 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 5_000;

    // ---- the list is its worker's

    @Test
    void whatThievesGiveBack_leavesTheList() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Lists(true).run());
    }

    @Test
    void aThiefThatTakesTasksOffTheList_isRefuted() {
        refute(() -> new Lists(false).run());
    }

    /// A worker that spawns, completes and collects, and two thieves that complete what it has spawned.
    private static final class Lists {
        private final WorkerTasks tasks = new WorkerTasks(0);
        private final Task<String> first = task();
        private final Task<String> second = task();
        private final Task<String> third = task();
        private final Task<String> last = task();
        private final boolean thievesGiveBack;

        Lists(boolean thievesGiveBack) {
            this.thievesGiveBack = thievesGiveBack;
            tasks.link(first);
            tasks.link(second);
            tasks.link(third);
        }

        void run() {
            inParallel(this::work, () -> steal(first), () -> steal(third));
            tasks.collect();
            List<Task<?>> listed = new ArrayList<>();
            tasks.addTo(listed);
            require(listed.equals(List.of(last)), "listed: " + listed);
            require(last.ownedPrevious == null && last.ownedNext == null, "a link that leads nowhere");
        }

        private void work() {
            tasks.unlink(second);
            tasks.collect();
            tasks.link(last);
        }

        private void steal(Task<?> task) {
            if (thievesGiveBack) {
                var _ = tasks.giveBack(task);
            } else {
                tasks.unlink(task);
            }
        }
    }

    // ---- spawn ‖ close

    @Test
    void aSpawn_isRefused_orAborted() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Closing(true).run());
    }

    @Test
    void aWorkerThatAcknowledgesNothing_isRefuted() {
        refute(() -> new Closing(false).run());
    }

    /// A worker that spawns a task and completes another, whose list therefore changes, and one who closes.
    private static final class Closing {
        private final TaskRegistry registry = new TaskRegistry(2, () -> {});
        private final Task<String> older = task();
        private final Task<String> stolen = task();
        private final Task<String> spawned = task();
        private final boolean acknowledges;
        private volatile boolean linked;

        Closing(boolean acknowledges) {
            this.acknowledges = acknowledges;
            require(registry.linkOwn(older, 0) && registry.linkOwn(stolen, 0), "refused while open");
        }

        void run() {
            inParallel(this::work, this::close, () -> {
                var _ = registry.unlinkOwn(stolen, 1);
            });
            if (acknowledges) { // in the worker's loop, at the latest before it sleeps
                registry.acknowledgeClose(0, Cancellation.SHUT_DOWN);
            }
            require(!linked || spawned.reason() == Cancellation.SHUT_DOWN, "escaped the shutdown");
            require(registry.count() == (linked ? 1 : 0), "counted: " + registry.count());
        }

        private void work() {
            linked = registry.linkOwn(spawned, 0);
            var _ = registry.unlinkOwn(older, 0);
            registry.collect(0);
        }

        private void close() {
            registry.close();
            registry.abortAll(Cancellation.SHUT_DOWN);
        }
    }

    // ---- spawn from outside ‖ close

    @Test
    void aSpawnFromOutside_isRefused_orAborted() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Admission(true).run());
    }

    @Test
    void aPullThatDoesNotLookWhetherAllWereAborted_isRefuted() {
        refute(() -> new Admission(false).run());
    }

    /// One who spawns from outside, the worker that pulls the task, and one who closes.
    private static final class Admission {
        private final TaskRegistry registry = new TaskRegistry(1, () -> {});
        private final Task<String> spawned = task();
        private final boolean looks;
        private volatile boolean admitted;
        private volatile boolean injected;
        private boolean acknowledged;

        Admission(boolean looks) {
            this.looks = looks;
        }

        void run() {
            inParallel(
                    () -> {
                        admitted = registry.admit();
                        injected = admitted;
                    },
                    () -> {
                        lookWhetherClosing();
                        pull();
                    },
                    () -> {
                        registry.close();
                        registry.abortAll(Cancellation.SHUT_DOWN);
                        require(!registry.isEmpty() || !injected, "the workers leave, and the task waits for ever");
                    });
            pull();
            lookWhetherClosing();
            require(!admitted || spawned.reason() == Cancellation.SHUT_DOWN, "escaped the shutdown");
            require(registry.count() == (admitted ? 1 : 0), "counted: " + registry.count());
        }

        private void lookWhetherClosing() {
            if (!acknowledged && registry.isClosed()) {
                acknowledged = true;
                registry.acknowledgeClose(0, Cancellation.SHUT_DOWN);
            }
        }

        private void pull() {
            if (injected && registry.listAdmitted(spawned, 0) && acknowledged && looks) {
                spawned.abort(Cancellation.SHUT_DOWN);
            }
        }
    }

    // ---- the last one tells

    @Test
    void whenTheLastTaskHasEnded_somebodyKnows() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Ending(true).run());
    }

    @Test
    void aWorkerThatParksWithoutALook_isRefuted() {
        refute(() -> new Ending(false).run());
    }

    /// Two workers that complete the last two tasks, one of them stolen, and one who closes.
    private static final class Ending {
        private final AtomicInteger told = new AtomicInteger();
        private final TaskRegistry registry = new TaskRegistry(2, told::incrementAndGet);
        private final Task<String> own = task();
        private final Task<String> stolen = task();
        private final boolean looks;

        Ending(boolean looks) {
            this.looks = looks;
            require(registry.linkOwn(own, 0) && registry.linkOwn(stolen, 0), "refused while open");
        }

        void run() {
            inParallel(() -> complete(own, 0), () -> complete(stolen, 1), registry::close);
            // The closer unparks all workers, and each looks once more.
            require(told.get() > 0 || looks && registry.isClosed() && registry.isEmpty(), "nobody knows");
            require(registry.isEmpty(), "not empty");
        }

        private void complete(Task<?> task, int slot) {
            var _ = registry.unlinkOwn(task, slot);
        }
    }

    // ---- the counts

    @Test
    void aRegistryThatIsNeverEmpty_neverSeemsToBe() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Counting(true).run());
    }

    @Test
    void countingSpawnsBeforeCompletions_isRefuted() {
        refute(() -> new Counting(false).run());
    }

    /// A worker that always spawns before it completes, a thief that completes what it spawned, and one who counts.
    private static final class Counting {
        private final WorkerTasks home = new WorkerTasks(0);
        private final WorkerTasks thief = new WorkerTasks(1);
        private final Task<String> first = task();
        private final Task<String> second = task();
        private final Task<String> third = task();
        private final boolean completionsFirst;
        private volatile long alive;

        Counting(boolean completionsFirst) {
            this.completionsFirst = completionsFirst;
            home.link(first);
            home.link(second);
        }

        void run() {
            inParallel(
                    () -> {
                        home.link(third);
                        home.unlink(first);
                        home.countCompleted();
                    },
                    () -> {
                        var _ = home.giveBack(second);
                        thief.countCompleted();
                    },
                    () -> alive = count());
            require(alive > 0, "seemed empty");
        }

        private long count() {
            if (completionsFirst) {
                long completed = home.completed() + thief.completed();
                return home.linked() + thief.linked() - completed;
            }
            long linked = home.linked() + thief.linked();
            return linked - home.completed() - thief.completed();
        }
    }

    // ---- clean-up that is left behind

    @Test
    void aTaskThatLeavesCleanUpBehind_leavesNoEmptyRegistry() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            TaskRegistry registry = new TaskRegistry(1, () -> {});
            Task<String> last = task();
            require(registry.linkOwn(last, 0), "refused while open");
            registry.close();
            AtomicBoolean seemedEmpty = new AtomicBoolean();
            inParallel(
                    () -> {
                        require(registry.linkLate(task()), "refused, though not empty");
                        var _ = registry.unlinkOwn(last, 0);
                    },
                    () -> seemedEmpty.set(registry.isEmpty()));
            require(!seemedEmpty.get(), "seemed empty");
        });
    }

    private static void refute(Runnable scenario) {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, scenario::run))
                .isInstanceOf(AssertionError.class);
    }

    private static Task<String> task() {
        return new Task<>(cx -> Poll.PENDING, Nowhere.INSTANCE);
    }
}
