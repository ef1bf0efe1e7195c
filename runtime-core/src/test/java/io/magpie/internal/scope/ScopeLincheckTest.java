package io.magpie.internal.scope;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Cancellation;
import io.magpie.internal.task.Task;
import io.magpie.task.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Interleavings (under sequential consistency) of the real classes: a task that completes, a thread that spawns, and
/// the scope that is polled or dropped meanwhile.
@Tag("lincheck")
final class ScopeLincheckTest {

    private static final int INVOCATIONS = 25 * Integer.getInteger("magpie.test.scale", 1);

    @Test
    void aChildThatEndsDuringAPoll_isSeenByItOrWakesTheOwner() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            Task<?> child = scenario.spawn();
            together(() -> scenario.run(child), scenario::poll);
            scenario.pollWhileWoken();
            scenario.mustHaveEnded();
        });
    }

    @Test
    void aSpawnDuringAPoll_isWaitedForOrRefused() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            var child = new AtomicReference<Task<?>>();
            together(
                    () -> {
                        try {
                            child.set(scenario.spawn());
                        } catch (IllegalStateException ended) {
                            child.set(null);
                        }
                    },
                    scenario::poll);
            Task<?> spawned = child.get();
            if (spawned != null) {
                scenario.mustNotHaveEnded();
                scenario.run(spawned);
                scenario.pollWhileWoken();
            }
            scenario.mustHaveEnded();
        });
    }

    @Test
    void aSpawnDuringACancel_isAbortedOrRefused() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            var child = new AtomicReference<Task<?>>();
            together(
                    () -> {
                        try {
                            child.set(scenario.spawn());
                        } catch (IllegalStateException ended) {
                            child.set(null);
                        }
                    },
                    scenario::drop);
            Task<?> spawned = child.get();
            if (spawned != null && !spawned.isFinished()) {
                scenario.run(spawned);
                if (!(spawned.outcome() instanceof Outcome.Aborted<?>)) {
                    throw new AssertionError("escaped the cancel: " + spawned);
                }
                scenario.pollWhileWoken();
            }
            scenario.mustHaveEnded();
        });
    }

    @Test
    void aScenarioWithoutRaces_ends() {
        var scenario = new Scenario();
        Task<?> child = scenario.spawn();
        scenario.poll();
        scenario.mustNotHaveEnded();
        scenario.run(child);
        scenario.pollWhileWoken();
        scenario.mustHaveEnded();
        assertThat(child.isFinished()).isTrue();
    }

    private static void together(Runnable first, Runnable second) {
        var other = new Thread(first);
        other.start();
        second.run();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The children of a scope whose body has returned.
    private static final class Scenario {
        private final ManualLauncher launcher = new ManualLauncher();
        private final AtomicBoolean woken = new AtomicBoolean();
        private final Children children = new Children();
        private boolean ended;

        private void settle() {
            children.aim(() -> woken.set(true));
            Child child = children.take();
            while (child != null) {
                Child following = child.next;
                children.settle(child);
                child = following;
            }
        }

        Task<?> spawn() {
            return children.spawn(launcher, _ -> "value", null);
        }

        void run(Task<?> child) {
            child.run(ManualLauncher.context());
        }

        void poll() {
            settle();
            ended = children.end();
        }

        void drop() {
            settle();
            children.cancel(Cancellation.GIVEN_UP);
            settle();
            children.abortAll(Cancellation.GIVEN_UP);
            ended = children.end();
        }

        void pollWhileWoken() {
            while (!ended && woken.getAndSet(false)) {
                poll();
            }
        }

        void mustHaveEnded() {
            if (!ended) {
                throw new AssertionError("lost: the owner was not woken, " + children);
            }
        }

        void mustNotHaveEnded() {
            if (ended) {
                throw new AssertionError("a child outlives its scope");
            }
        }
    }
}
