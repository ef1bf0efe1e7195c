package io.magpie.sync;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Future;
import org.jspecify.annotations.Nullable;

/// A number of permits, which tasks acquire, hold and give back; first come, first served.
///
/// ```java
/// try (Permit permit = await(semaphore.acquire())) {
///     …
/// }
/// ```
///
/// Permits that are released go straight to those who wait, in order. A request for many permits at the head of the
/// queue
/// holds back the smaller ones behind it, until it is served or dropped. What a holder did before releasing is seen by
/// whoever acquires afterwards. A semaphore knows no owners: any thread may release, and permits may be added at any
/// time.
///
/// Source: Tokio's `Semaphore`.
public final class Semaphore {

    /// The most permits a semaphore may have.
    public static final int MAX_PERMITS = Permits.MAX;

    private final Permits permits;

    /// A semaphore with `permits`.
    ///
    /// @param permits 0 or more
    /// @throws IllegalArgumentException if negative
    public Semaphore(int permits) {
        this.permits = new Permits(requireAtLeast(0, permits), null);
    }

    /// Waits for a permit, as [#acquire(int)] does.
    ///
    /// @return a future of the permit
    public Future<Permit> acquire() {
        return acquire(1);
    }

    /// Waits until `n` permits are there and everybody who came before has been served, and takes them, all at once.
    ///
    /// Takes one operation of the poll's budget. Fails with [ClosedException] if the semaphore is, or gets, closed.
    /// Dropping the future loses the place in the queue, and nothing else: permits that were meant for it go to the
    /// next.
    ///
    /// @param n 1 or more; more than there are means to wait for [#addPermits]
    /// @return a future of the permits
    /// @throws IllegalArgumentException if `n` is less than 1
    public Future<Permit> acquire(int n) {
        return new Acquire(permits, requireAtLeast(1, n));
    }

    /// Takes a permit if one is there and nobody waits.
    ///
    /// @return the permit, or null
    /// @throws ClosedException if the semaphore was closed
    public @Nullable Permit tryAcquire() throws ClosedException {
        return tryAcquire(1);
    }

    /// Takes `n` permits if they are there and nobody waits.
    ///
    /// @param n 1 or more
    /// @return the permits, or null
    /// @throws ClosedException if the semaphore was closed
    /// @throws IllegalArgumentException if `n` is less than 1
    public @Nullable Permit tryAcquire(int n) throws ClosedException {
        if (permits.tryTake(requireAtLeast(1, n))) {
            return new Acquire(permits, n).finishWithPermits();
        }
        if (permits.isClosed()) {
            throw new ClosedException("the semaphore was closed: no permits are given any more");
        }
        return null;
    }

    /// Adds permits that nobody acquired; they go to those who wait first.
    ///
    /// @param n 0 or more
    /// @throws IllegalArgumentException if `n` is negative
    /// @throws IllegalStateException if there would be more than [#MAX_PERMITS]
    public void addPermits(int n) {
        if (requireAtLeast(0, n) > 0) {
            permits.release(n);
        }
    }

    /// Takes up to `n` of the permits that nobody holds away for ever, before those who wait for more than there are.
    ///
    /// @param n 0 or more
    /// @return how many were there and are gone
    /// @throws IllegalArgumentException if `n` is negative
    @CanIgnoreReturnValue
    public int forgetPermits(int n) {
        return permits.forget(requireAtLeast(0, n));
    }

    /// How many permits nobody holds, at this moment. They may be spoken for: a request for more than there are may
    /// wait
    /// at the head of the queue.
    ///
    /// @return 0 or more
    public int availablePermits() {
        return permits.available();
    }

    /// Fails everyone who waits, and every acquire from now on, with [ClosedException]. Permits that are held stay
    /// valid.
    /// Closing again does nothing.
    public void close() {
        var _ = permits.close();
    }

    /// Whether [#close] was called.
    ///
    /// @return true once closed
    public boolean isClosed() {
        return permits.isClosed();
    }

    @Override
    public String toString() {
        return "Semaphore[" + permits + "]";
    }

    private static int requireAtLeast(int least, int n) {
        if (n < least) {
            throw new IllegalArgumentException("the number of permits is " + n + ": it must be " + least + " or more");
        }
        return n;
    }
}
