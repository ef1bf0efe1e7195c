package io.magpie.internal.scope;

import static io.magpie.internal.model.Actors.inParallel;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Cancellation;
import io.magpie.future.Future;
import io.magpie.future.Waker;
import io.magpie.internal.task.Task;
import io.magpie.task.Outcome;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jetbrains.lincheck.Lincheck;
import org.jspecify.annotations.Nullable;
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
            inParallel(() -> scenario.run(child), scenario::poll);
            scenario.pollWhileWoken();
            scenario.mustHaveEnded();
        });
    }

    @Test
    void aSpawnDuringAPoll_isWaitedForOrRefused() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            var child = new AtomicReference<Task<?>>();
            inParallel(
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
    void aChildThatEndsWhileAnotherPolls_isSeenByThatOneOrWakesIt() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            Task<?> child = scenario.spawn();
            scenario.openBySomebodyElse();
            inParallel(() -> scenario.run(child), scenario::poll);
            scenario.pollWhileWoken();
            scenario.mustHaveEnded();
        });
    }

    @Test
    void aChildThatEndsDuringItsSpawn_wakesTheOwner() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            scenario.open();
            var launched = new AtomicReference<Task<?>>();
            inParallel(() -> scenario.spawn(launched::set), () -> {
                Task<?> child = launched.get();
                if (child != null) {
                    scenario.run(child);
                    scenario.pollWhileWoken();
                }
            });
            Task<?> child = launched.get();
            if (!child.isFinished()) {
                scenario.run(child);
            }
            scenario.pollWhileWoken();
            scenario.mustHaveEnded();
        });
    }

    @Test
    void aSpawnDuringACancel_isAbortedOrRefused() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            var scenario = new Scenario();
            var child = new AtomicReference<Task<?>>();
            inParallel(
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

    /// The children of a scope whose body has returned.
    private static final class Scenario {
        private final ManualLauncher launcher = new ManualLauncher();
        private final AtomicBoolean woken = new AtomicBoolean();
        private final Children children = new Children();
        private boolean ended;

        private final Waker owner = () -> woken.set(true);

        /// A poll with a waker that nobody listens to any more.
        void openBySomebodyElse() {
            children.settleAll(() -> {}, _ -> {});
        }

        /// The owner's first poll, when its body has not returned.
        void open() {
            children.settleAll(owner, _ -> {});
        }

        Task<?> spawn() {
            return children.spawn(launcher, _ -> "value", null);
        }

        /// Spawns a child that others see as soon as it is launched.
        void spawn(Consumer<Task<?>> whenLaunched) {
            children.spawn(
                    new Launcher() {
                        @Override
                        public <T extends @Nullable Object> Task<T> launch(Future<T> future, @Nullable String name) {
                            Task<T> task = launcher.launch(future, name);
                            whenLaunched.accept(task);
                            return task;
                        }

                        @Override
                        public <T extends @Nullable Object> Task<T> refuse(
                                Future<T> future, @Nullable String name, Cancellation why) {
                            return launcher.refuse(future, name, why);
                        }
                    },
                    _ -> "value",
                    null);
        }

        void run(Task<?> child) {
            child.run(ManualLauncher.context());
        }

        void poll() {
            children.settleAll(owner, _ -> {});
            ended = children.end();
        }

        void drop() {
            children.settleAll(owner, _ -> {});
            children.cancelAll(Cancellation.GIVEN_UP, owner, _ -> {});
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
