package io.magpie.testkit;

import io.magpie.future.Budget;
import io.magpie.future.Cancellation;
import io.magpie.future.Context;
import io.magpie.future.Waker;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// The context of a [TaskProbe]: a yield wakes at once, and services and chance are what the test says.
final class ProbeContext extends Context {

    private final Map<Class<?>, Object> services = new HashMap<>();

    private @Nullable IntSupplier random;
    private int deferCount;

    ProbeContext(Waker waker, Budget budget) {
        super(waker, budget);
    }

    void beginPoll(Waker waker) {
        aim(waker);
        explain(null);
        refill();
    }

    void beginDrop(Waker waker, Cancellation why) {
        aim(waker);
        explain(why);
        refill();
    }

    <S> void offer(Class<S> type, S service) {
        services.put(type, service);
    }

    void decideBy(IntSupplier choice) {
        random = choice;
    }

    int deferCount() {
        return deferCount;
    }

    @Override
    public <S> @Nullable S service(Class<S> type) {
        return type.cast(services.get(type));
    }

    @Override
    protected void defer(Waker deferred) {
        deferCount++;
        deferred.wake();
    }

    @Override
    protected int nextRandom() {
        return random == null ? super.nextRandom() : random.getAsInt();
    }
}
