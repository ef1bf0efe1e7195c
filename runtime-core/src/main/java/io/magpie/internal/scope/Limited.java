package io.magpie.internal.scope;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import io.magpie.sync.Permit;
import io.magpie.sync.Semaphore;
import org.jspecify.annotations.Nullable;

/// A child of a scope with a limit: waits for a permit, then runs, and gives the permit back when it has ended.
///
/// @param <T> the type of the value
public final class Limited<T extends @Nullable Object> implements Future<T> {

    /// Null once it has given the permit.
    private @Nullable Future<Permit> acquiring;

    private @Nullable Permit permit;

    /// Null once finished or dropped.
    private @Nullable Future<T> work;

    /// Runs `work` once it has a permit of `limit`. Owns it from now on.
    public Limited(Semaphore limit, Future<T> work) {
        this.acquiring = limit.acquire();
        this.work = work;
    }

    @Override
    public @Nullable Object poll(Context cx) throws Exception {
        Future<T> future = Finished.alive(work, this);
        if (acquiring != null) {
            Object answer = acquiring.poll(cx);
            if (answer == Poll.PENDING) {
                return Poll.PENDING;
            }
            permit = (Permit) answer;
            acquiring = null;
        }
        return step(future, cx, false);
    }

    @Override
    public @Nullable Object drop(Context cx) throws Exception {
        Future<T> future = work;
        if (future == null) {
            return Poll.CANCELLED;
        }
        if (acquiring != null) {
            var _ = acquiring.drop(cx); // a leaf: releases at once
            acquiring = null;
        }
        return step(future, cx, true);
    }

    /// Polls or drops the work, and gives the permit back if that was its end.
    private @Nullable Object step(Future<T> future, Context cx, boolean drop) throws Exception {
        boolean pending = false;
        try {
            Object answer = drop ? future.drop(cx) : future.poll(cx);
            pending = answer == Poll.PENDING;
            return answer;
        } finally {
            if (!pending) {
                work = null;
                if (permit != null) {
                    permit.close();
                }
            }
        }
    }
}
