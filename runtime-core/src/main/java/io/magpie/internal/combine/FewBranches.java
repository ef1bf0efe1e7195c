package io.magpie.internal.combine;

import io.magpie.future.Context;
import io.magpie.future.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A combination of a few futures: every poll polls all that are open, and nothing is allocated but this object and the
/// one array it is given.
final class FewBranches<R extends @Nullable Object> extends Combination<R> {

    /// The most branches that are worth polling all at every wake. A guess: as many as the typed joins take.
    static final int MAX = 8;

    private static final @Nullable Object[] NONE = {};

    /// For each branch its future while its bit is set, then its value.
    private @Nullable Object[] slots;

    /// A bit for each open branch.
    private int openBits;

    /// The branch that is polled first; moves on with every poll, so that a greedy branch cannot eat the budget of all
    /// the others each time.
    private int first;

    /// The array must hold futures only, [#MAX] at most, and is this object's own from now on.
    FewBranches(Rule rule, Function<@Nullable Object[], R> assemble, @Nullable Object... futures) {
        super(rule, futures.length, assemble);
        this.slots = futures;
        this.openBits = (1 << futures.length) - 1;
    }

    @Override
    void pollBranches(Context cx) {
        int count = slots.length;
        int start = isRace() ? cx.random(count) : first;
        first = start + 1 == count ? 0 : start + 1;
        for (int i = start; i < count && isRunning(); i++) {
            pollIfOpen(i, cx);
        }
        for (int i = 0; i < start && isRunning(); i++) {
            pollIfOpen(i, cx);
        }
    }

    private void pollIfOpen(int branch, Context cx) {
        if (isOpen(branch)) {
            pollBranch(branch, future(branch), cx);
        }
    }

    @Override
    void dropAll(Context cx) {
        for (int i = 0; i < slots.length; i++) {
            if (isOpen(i)) {
                dropBranch(i, future(i), cx);
            }
        }
    }

    @Override
    void dropPending(Context cx) {
        dropAll(cx);
    }

    @Override
    Map<Integer, Future<?>> openBranches() {
        Map<Integer, Future<?>> open = new LinkedHashMap<>();
        for (int i = 0; i < slots.length; i++) {
            if (isOpen(i)) {
                open.put(i, future(i));
            }
        }
        return open;
    }

    @Override
    void settle(int branch, @Nullable Object value) {
        openBits &= ~(1 << branch);
        slots[branch] = value;
    }

    @Override
    @Nullable
    Object[] values() {
        return slots;
    }

    @Override
    void release() {
        slots = NONE;
    }

    private boolean isOpen(int branch) {
        return (openBits & 1 << branch) != 0;
    }

    @SuppressWarnings("NullAway") // an open branch's slot holds its future
    private Future<?> future(int branch) {
        return (Future<?>) slots[branch];
    }
}
