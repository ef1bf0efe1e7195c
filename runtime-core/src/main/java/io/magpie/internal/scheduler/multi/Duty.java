package io.magpie.internal.scheduler.multi;

import io.magpie.internal.park.Parker;
import io.magpie.internal.time.Clock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/// Whether the thread of a spare works, rests, or has ended.
///
/// ```text
/// ACTIVE ──────rest─────▶ DORMANT ──time is up──▶ DEAD
///   ▲  └─recall─▶ RECALLED    │
///   └──rest finds it──┘       │
///   └─────────recall──────────┘
/// ```
///
/// The crew word comes first: a spare that retires is no longer counted before it rests, and whoever recalls it got the
/// slot from that word. So one thread recalls at a time, maybe before the spare has come to rest.
final class Duty {

    private static final int ACTIVE = 0;
    private static final int RECALLED = 1;
    private static final int DORMANT = 2;
    private static final int DEAD = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Duty.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through STATE
    private int state = ACTIVE;

    /// Waits to be recalled. Called by the spare, after it has retired.
    ///
    /// @param parker the spare's
    /// @param nanos how long at most
    /// @param over whether the runtime ends
    /// @return true if it was recalled, false if its thread must end
    boolean rest(Parker parker, Clock clock, long nanos, BooleanSupplier over) {
        if (!STATE.compareAndSet(this, ACTIVE, DORMANT)) {
            // RECALLED: only this thread changes that.
            STATE.setVolatile(this, ACTIVE);
            return true;
        }
        long deadline = clock.now() + nanos;
        while ((int) STATE.getVolatile(this) == DORMANT) {
            long left = deadline - clock.now();
            if ((left <= 0 || over.getAsBoolean()) && STATE.compareAndSet(this, DORMANT, DEAD)) {
                return false;
            }
            var _ = parker.park(Math.max(left, 1));
        }
        return true;
    }

    /// Calls a spare back that has retired. Called by the thread that has enlisted its slot again.
    ///
    /// @param parker the spare's
    /// @return false if its thread has ended
    boolean recall(Parker parker) {
        if (STATE.compareAndSet(this, ACTIVE, RECALLED)) {
            return true;
        }
        if (STATE.compareAndSet(this, DORMANT, ACTIVE)) {
            parker.unpark();
            return true;
        }
        return false;
    }
}
