package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import io.magpie.spi.BlockingPoolFactory.Settings;
import java.time.Duration;

/// An elastic pool whose threads never start: the actors play their parts.
final class TestPool implements ThreadSource {
    private static final Thread NOBODY = new Thread(() -> {});
    private static final Settings ONE = new Settings(1, 1, Integer.MAX_VALUE, Duration.ofSeconds(1), "", Runnable::run);
    private static final Settings TWO = new Settings(2, 1, Integer.MAX_VALUE, Duration.ofSeconds(1), "", Runnable::run);

    final ElasticPool pool;

    TestPool(int maxThreads) {
        pool = new ElasticPool(maxThreads == 1 ? ONE : TWO, this, 1, 1);
    }

    @Override
    public void start(String name, Runnable body) {}

    /// Brings a thread into being that has run one job and is about to look for the next.
    void addBusyThread() {
        pool.execute(new Job());
        pool.arrive();
    }

    /// Brings a thread into being that waits for a job.
    IdleStack.Node addIdleThread() {
        addBusyThread();
        return goIdle();
    }

    /// What a busy thread does that found no job: returns its node, or null if it was refused.
    IdleStack.Node goIdle() {
        IdleStack.Node node = pool.idlers().publish(NOBODY);
        if (pool.goIdle()) {
            return node;
        }
        pool.idlers().unpublish(node);
        return null;
    }

    /// What a thread does whose time is out: whether it has ended.
    boolean timeOut(IdleStack.Node node) {
        if (!pool.timeOut()) {
            return false;
        }
        pool.idlers().unpublish(node);
        return true;
    }

    /// Does nothing.
    static final class Job implements BlockingJob {
        volatile int rejected;

        @Override
        public void run() {}

        @Override
        public void reject() {
            rejected = 1;
        }

        @Override
        public Kind kind() {
            return Kind.BLOCKING;
        }

        @Override
        public String name() {
            return null;
        }

        @Override
        public boolean isWithdrawn() {
            return false;
        }
    }
}
