package io.magpie.future;

import org.jspecify.annotations.Nullable;

/// A context without a runtime: see [Context#of(Waker)].
final class DetachedContext extends Context {

    DetachedContext(Waker waker, Budget budget) {
        super(waker, budget);
    }

    @Override
    public <S> @Nullable S service(Class<S> type) {
        return null;
    }

    @Override
    protected void defer(Waker deferred) {
        deferred.wake();
    }
}
