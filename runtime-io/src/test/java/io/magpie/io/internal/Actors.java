package io.magpie.io.internal;

/// What lincheck tests are made of: threads that run at once.
final class Actors {

    private Actors() {}

    /// Runs each actor on a thread of its own, and waits for all.
    static void inParallel(Runnable... actors) {
        Thread[] threads = new Thread[actors.length];
        for (int i = 0; i < actors.length; i++) {
            threads[i] = new Thread(actors[i]);
            threads[i].start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
