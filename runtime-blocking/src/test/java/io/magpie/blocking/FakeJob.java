package io.magpie.blocking;

import io.magpie.spi.BlockingJob;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A job that counts what the pool does with it.
final class FakeJob implements BlockingJob {
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger rejections = new AtomicInteger();
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch ended = new CountDownLatch(1);
    volatile Thread thread;
    volatile boolean withdrawn;

    private final Kind kind;
    private final String name;
    private final Runnable body;
    private Action whenRejected = () -> {};

    /// What somebody does who learns that the job was rejected.
    interface Action {
        void run() throws Exception;
    }

    private FakeJob(Kind kind, String name, Runnable body) {
        this.kind = kind;
        this.name = name;
        this.body = body;
    }

    static FakeJob rejectedTo(Action whenRejected) {
        FakeJob job = empty();
        job.whenRejected = whenRejected;
        return job;
    }

    static FakeJob of(Runnable body) {
        return new FakeJob(Kind.BLOCKING, null, body);
    }

    static FakeJob empty() {
        return of(() -> {});
    }

    static FakeJob compute(Runnable body) {
        return new FakeJob(Kind.COMPUTE, null, body);
    }

    /// A job that runs until `gate` opens, or it is interrupted.
    static FakeJob behind(CountDownLatch gate) {
        return of(waitFor(gate));
    }

    static Runnable waitFor(CountDownLatch gate) {
        return () -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                // ends; the flag is clear
            }
        };
    }

    FakeJob named(String name) {
        return new FakeJob(kind, name, body);
    }

    @Override
    public void run() {
        runs.incrementAndGet();
        thread = Thread.currentThread();
        started.countDown();
        try {
            body.run();
        } finally {
            ended.countDown();
        }
    }

    @Override
    public void reject() {
        rejections.incrementAndGet();
        try {
            whenRejected.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        ended.countDown();
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isWithdrawn() {
        return withdrawn;
    }
}
