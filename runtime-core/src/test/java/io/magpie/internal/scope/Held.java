package io.magpie.internal.scope;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import org.jspecify.annotations.Nullable;

/// A future that ends when the test says so, and keeps book of what is done to it. For one thread.
final class Held<T extends @Nullable Object> implements Future<T> {

    int polls;
    int drops;

    @Nullable
    Cancellation droppedFor;

    private @Nullable Waker waker;
    private boolean finished;
    private @Nullable T value;
    private @Nullable Exception failure;
    private boolean slowToDrop;

    /// A future whose drop is pending until [#letGo].
    @CanIgnoreReturnValue
    Held<T> slowToDrop() {
        slowToDrop = true;
        return this;
    }

    void finish(T result) {
        finished = true;
        value = result;
        wake();
    }

    void fail(Exception thrown) {
        finished = true;
        failure = thrown;
        wake();
    }

    /// Lets a drop end.
    void letGo() {
        slowToDrop = false;
        wake();
    }

    /// Lets a drop end with a failure.
    void letGo(Exception thrown) {
        failure = thrown;
        letGo();
    }

    boolean isDropped() {
        return drops > 0;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        polls++;
        waker = cx.waker();
        return finished ? end(value) : Poll.PENDING;
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        drops++;
        droppedFor = cx.cancellation();
        waker = cx.waker();
        return slowToDrop ? Poll.PENDING : end(finished ? value : Poll.CANCELLED);
    }

    private @Nullable Object end(@Nullable Object answer) throws Exception {
        if (failure != null) {
            throw failure;
        }
        return answer;
    }

    private void wake() {
        if (waker != null) {
            waker.wake();
        }
    }
}
