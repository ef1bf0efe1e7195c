package io.magpie.io.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.magpie.future.Waker;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// The races for the places of a listener.
public final class PlacesStress {

    private PlacesStress() {}

    private static Places full() {
        Places places = new Places(1);
        if (!places.take()) {
            throw new AssertionError("a new place is taken");
        }
        return places;
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Found the place, before anybody looked for who waits.")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "Found the place, and is woken once too often.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Waits, and is woken.")
    @Outcome(expect = FORBIDDEN, desc = "Waits with a place free, and nobody wakes it.")
    @State
    public static class AwaitPlaceVsFree extends ScheduledIoStress.BareIo {
        private final Places places = full();
        private final AtomicInteger woken = new AtomicInteger();
        private final Waker waker = woken::incrementAndGet;

        public AwaitPlaceVsFree() {
            super(Readiness.READABLE);
        }

        @Actor
        public void acceptor(II_Result r) {
            r.r1 = places.await(this, waker) ? 1 : 0;
        }

        @Actor
        public void closer() {
            places.free(this);
        }

        @Arbiter
        public void arbiter(II_Result r) {
            r.r2 = woken.get();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One has the place.")
    @Outcome(expect = FORBIDDEN, desc = "Two have it, or nobody.")
    @State
    public static class TakeVsTake {
        private final Places places = new Places(1);

        @Actor
        public void one(II_Result r) {
            r.r1 = places.take() ? 1 : 0;
        }

        @Actor
        public void other(II_Result r) {
            r.r2 = places.take() ? 1 : 0;
        }
    }
}
