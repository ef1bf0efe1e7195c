package io.magpie.internal.scheduler.current;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.internal.park.Parker;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/// [DriverSeat].
public final class DriverSeatStress {

    private DriverSeatStress() {}

    /// One leaves the seat while another enlists. Breaks if letting go is weaker than volatile.
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "enlisted first: it was told")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the seat was free already")
    @Outcome(id = "false, true", expect = ACCEPTABLE, desc = "both saw each other")
    @Outcome(id = "true, false", expect = FORBIDDEN, desc = "sleeps beside a free seat")
    @State
    public static class LeaveVsEnlist {
        private final DriverSeat seat = new DriverSeat();
        private final Parker token = new Parker();

        public LeaveVsEnlist() {
            if (!seat.tryTake()) {
                throw new AssertionError("a new seat is free");
            }
        }

        @Actor
        public void driver() {
            seat.leave();
        }

        @Actor
        public void waiter(ZZ_Result r) {
            r.r1 = seat.enlist(token);
        }

        @Arbiter
        public void end(ZZ_Result r) {
            r.r2 = token.park(0);
        }
    }

    /// What one driver wrote to the plain fields of the core, the next sees.
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "handed over")
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not free yet")
    @Outcome(expect = FORBIDDEN, desc = "two drivers, or a stale core")
    @State
    public static class LeaveVsTake {
        private final DriverSeat seat = new DriverSeat();
        private int core;

        public LeaveVsTake() {
            if (!seat.tryTake()) {
                throw new AssertionError("a new seat is free");
            }
        }

        @Actor
        public void driver() {
            core = 1;
            seat.leave();
        }

        @Actor
        public void next(II_Result r) {
            r.r1 = seat.tryTake() ? 1 : 0;
            r.r2 = r.r1 == 1 ? core : 0;
        }
    }
}
