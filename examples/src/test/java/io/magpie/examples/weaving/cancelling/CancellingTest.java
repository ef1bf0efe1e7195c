package io.magpie.examples.weaving.cancelling;

import static io.magpie.Async.sleep;
import static io.magpie.Async.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.AsyncRuntime;
import io.magpie.RuntimeBuilder;
import io.magpie.ShutdownReport;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import io.magpie.weaver.Weaver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Trees of blocks that hold resources are cancelled at random: by abort, lost races, timeouts, scopes that fail, and
/// the end of the runtime. Whatever was opened is closed once, in order, and not before the clean-up that uses it is
/// done; and nothing is left in the runtime.
@Timeout(3_000)
class CancellingTest {

    private static final int CANCELS = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void cancelledTrees_closeWhatTheyOpened_onManyThreads() throws Exception {
        cancel(CANCELS, false);
    }

    @Test
    void cancelledTrees_closeWhatTheyOpened_onTheCurrentThread() throws Exception {
        cancel(CANCELS, true);
    }

    @Test
    @Tag("weaving")
    void aMillionCancels() throws Exception {
        cancel(700_000, false);
        cancel(300_000, true);
    }

    /// Losers that fail while they are dropped are logged. Here that happens all the time.
    private static final Logger LOGGER = Logger.getLogger("io.magpie");

    @BeforeAll
    static void beQuiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void beLoud() {
        LOGGER.setLevel(null);
    }

    private static void cancel(long wanted, boolean currentThread) throws Exception {
        Long given = Long.getLong("magpie.test.seed");
        long seed = given != null ? given : ThreadLocalRandom.current().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        long cancelled = 0;
        long opened = 0;
        long rounds = 0;
        while (cancelled < wanted) {
            Ledger ledger = new Ledger();
            try {
                RuntimeBuilder builder = AsyncRuntime.builder();
                round(currentThread ? builder.currentThread() : builder.workers(1 + random.nextInt(3)), ledger, random);
                assertThat(ledger.wrongs).isEmpty();
                assertThat(ledger.closed.get()).as("closed").isEqualTo(ledger.opened.get());
            } catch (AssertionError | Exception e) {
                throw new AssertionError("seed " + seed + ", round " + rounds + ": " + e.getMessage(), e);
            }
            cancelled += ledger.cancelled.get();
            opened += ledger.opened.get();
            rounds++;
        }
        System.out.println("CancellingTest: seed " + seed + ", " + rounds + " rounds, " + opened + " resources, "
                + cancelled + " blocks cancelled");
    }

    /// Spawns some trees, aborts some of them while they run, and ends the others in one of three ways.
    private static void round(RuntimeBuilder builder, Ledger ledger, SplittableRandom random) throws Exception {
        AsyncRuntime runtime =
                builder.withoutIo().onUnobservedFailure(failure -> {}).build();
        List<JoinHandle<Integer>> roots = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            roots.add(runtime.spawn(tree(ledger, random)));
        }
        for (int i = random.nextInt(20); i >= 0; i--) {
            // The trees of a current-thread runtime run here; those of the other are given time.
            runtime.blockOn(sleep(Duration.ofNanos(random.nextInt(300_000))));
            abortSome(roots, random, 20);
        }
        finish(runtime, ledger, roots, random);
    }

    private static void abortSome(List<JoinHandle<Integer>> roots, SplittableRandom random, int most) {
        for (int i = random.nextInt(most); i >= 0; i--) {
            roots.get(random.nextInt(roots.size())).abortHandle().abort("aborted by the test");
        }
    }

    /// Ends the trees, or leaves that to the end of the runtime.
    private static void finish(
            AsyncRuntime runtime, Ledger ledger, List<JoinHandle<Integer>> roots, SplittableRandom random)
            throws Exception {
        if (random.nextInt(3) > 0) {
            roots.forEach(root -> root.abortHandle().abort("aborted at the end"));
            for (JoinHandle<?> root : roots) {
                join(runtime, root);
            }
            for (JoinHandle<?> other = ledger.detached.poll(); other != null; other = ledger.detached.poll()) {
                join(runtime, other);
            }
        }
        ShutdownReport report = runtime.shutdown(PATIENCE);
        assertThat(report.isComplete()).as(report.toString()).isTrue();
        assertThat(runtime.metrics().aliveTasks()).as("tasks alive").isZero();
    }

    /// Waits in the runtime, since a current-thread runtime runs only then.
    private static void join(AsyncRuntime runtime, JoinHandle<?> handle) throws InterruptedException {
        try {
            runtime.blockOn(timeout(PATIENCE, handle));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception ofTheTree) {
            assertThat(handle.outcome()).as("a tree does not end: %s", handle).isNotNull();
        }
    }

    // ---- the woven class of the trees

    private static Future<Integer> tree(Ledger ledger, SplittableRandom random) throws Exception {
        return TREES.root(ledger, Tree.random(random, 1 + random.nextInt(4)));
    }

    private interface Trees {
        Future<Integer> root(Ledger ledger, Tree tree);
    }

    private static final Trees TREES = weave();

    @SuppressWarnings("unchecked")
    private static Trees weave() {
        String name = ResourceTree.class.getName().replace('.', '/');
        Weaver.Result woven = new Weaver(CancellingTest::find).weave(find(name));
        if (!woven.problems().isEmpty()) {
            throw new AssertionError(woven.problems());
        }
        Map<String, byte[]> classes = new HashMap<>();
        classes.put(name, woven.classFile());
        classes.putAll(woven.frames());
        ClassLoader loader = new ClassLoader(CancellingTest.class.getClassLoader()) {
            @Override
            protected Class<?> loadClass(String wanted, boolean resolve) throws ClassNotFoundException {
                synchronized (getClassLoadingLock(wanted)) {
                    String internal = wanted.replace('.', '/');
                    Class<?> loaded = findLoadedClass(wanted);
                    if (loaded != null || !internal.startsWith(name)) {
                        return loaded != null ? loaded : super.loadClass(wanted, resolve);
                    }
                    byte[] bytes = classes.containsKey(internal) ? classes.get(internal) : find(internal);
                    return defineClass(wanted, bytes, 0, bytes.length);
                }
            }
        };
        try {
            var type = loader.loadClass(ResourceTree.class.getName());
            var constructor = type.getConstructor(Ledger.class);
            var root = type.getMethod("root", Tree.class);
            return (ledger, tree) -> {
                try {
                    return (Future<Integer>) root.invoke(constructor.newInstance(ledger), tree);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            };
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] find(String internalName) {
        try (InputStream in = CancellingTest.class.getResourceAsStream("/" + internalName + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
