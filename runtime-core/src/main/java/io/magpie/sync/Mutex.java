package io.magpie.sync;

import io.magpie.future.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A lock that tasks may hold while they wait for something else.
///
/// ```java
/// try (Mutex.Guard guard = await(mutex.lock())) {
///     … await(…) …
/// }
/// ```
///
/// An ordinary mutex favours throughput: a running task takes a free lock past those who wait for it. Whoever was
/// passed
/// over for 1 ms is handed the lock directly, before anybody else. A [#fair] mutex is strictly first come, first
/// served,
/// at the price of a task switch at every contended unlock. What a holder did is seen by the next one. A mutex is not
/// reentrant, and a task that fails while holding the lock should unlock it (try-with-resources does).
///
/// Around code that never awaits, a `synchronized` block or a `ReentrantLock` is cheaper.
///
/// Source: Tokio's `Mutex` (the fair one), Go's `sync.Mutex` (the ordinary one, with its 1 ms).
public final class Mutex {

    private final Permits permits;

    /// An unlocked mutex that favours throughput.
    public Mutex() {
        this(new Permits(1, System::nanoTime, new Spinning()));
    }

    /// As above, with another clock, and without looking twice at a lock that is taken: for tests, step by step.
    Mutex(LongSupplier clock) {
        this(new Permits(1, clock, null));
    }

    private Mutex(Permits permits) {
        this.permits = permits;
    }

    /// An unlocked mutex whose lock goes from holder to holder strictly in order of arrival.
    ///
    /// @return a new mutex
    public static Mutex fair() {
        return new Mutex(new Permits(1, null));
    }

    /// The right that the holder of a mutex has, until [#close].
    ///
    /// A guard has one owner at a time, who may be another task or thread than the one that locked.
    public sealed interface Guard extends AutoCloseable permits Lock {

        /// Unlocks the mutex. Closing again does nothing.
        @Override
        void close();
    }

    /// Waits for the lock.
    ///
    /// Takes one operation of the poll's budget. Dropping the future loses the place in the queue, and nothing
    /// else: a lock that was meant for it goes to the next.
    ///
    /// @return a future of the guard
    public Future<Guard> lock() {
        return new Lock(permits);
    }

    /// Takes the lock if it is free and nobody must come first.
    ///
    /// @return the guard, or null
    public @Nullable Guard tryLock() {
        return permits.tryTake(1) ? new Lock(permits).finishWithPermits() : null;
    }

    /// Blocks the calling thread until it has the lock; for threads outside the runtime, or of its blocking pool.
    ///
    /// @return the guard
    /// @throws InterruptedException if the calling thread was interrupted; it has no lock then
    /// @throws IllegalStateException if called on a thread that polls tasks, which must not block
    public Guard blockingLock() throws InterruptedException {
        return Blocking.await(lock(), "Mutex.blockingLock");
    }

    /// Whether somebody holds the lock at this moment.
    ///
    /// @return true if locked
    public boolean isLocked() {
        return permits.available() == 0;
    }

    @Override
    public String toString() {
        return isLocked() ? "Mutex[locked]" : "Mutex[unlocked]";
    }

    /// Waits for the lock, and then is the guard.
    private static final class Lock extends PermitFuture<Guard> implements Guard {

        Lock(Permits permits) {
            super(permits, 1);
        }

        @Override
        public void close() {
            releaseHeld();
        }

        @Override
        Guard granted() {
            return this;
        }

        @Override
        String name() {
            return "Mutex.lock";
        }

        @Override
        String closedMessage() {
            return "a mutex cannot be closed";
        }

        @Override
        public String toString() {
            return held() > 0 ? "Guard[locked]" : "Mutex.lock";
        }
    }
}
