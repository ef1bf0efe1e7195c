package io.magpie.internal.task;

/// A scheduler of tasks that are never run.
final class Nowhere implements Scheduler {

    static final Nowhere INSTANCE = new Nowhere();

    private Nowhere() {}

    @Override
    public void schedule(Task<?> task) {}

    @Override
    public void release(Task<?> task) {}

    @Override
    public void reportFailure(FailureReport report) {}

    @Override
    public UnseenFailures unseenFailures() {
        throw new AssertionError("no task here fails");
    }
}
