package io.magpie.internal.model;

/// What lincheck tests are made of: threads that run at once, and what must hold when they have ended.
public final class Actors {

    private Actors() {}

    /// Runs each actor on a thread of its own, and waits for all.
    public static void inParallel(Runnable... actors) {
        Thread[] threads = new Thread[actors.length];
        for (int i = 0; i < actors.length; i++) {
            threads[i] = new Thread(actors[i]);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Fails with `what` unless `holds`; plain, because assertion libraries have too many steps to be explored.
    public static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
