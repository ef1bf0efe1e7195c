package io.magpie.io.internal;

import static io.magpie.io.internal.Actors.inParallel;

import io.magpie.future.Waker;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Connections that close while a listener looks for a place, on the real object: who sleeps finds none.
@Tag("lincheck")
class PlacesLincheckTest {

    private static final int SCHEDULES = 100 * Integer.getInteger("magpie.test.scale", 1);

    /// A listener of which all places are taken.
    private static final class Listener extends ScheduledIo {
        private final Places places;
        private final AtomicBoolean woken = new AtomicBoolean();
        private final Waker waker = () -> woken.set(true);
        private boolean asleep;

        Listener(int limit) {
            super(Readiness.READABLE);
            places = new Places(limit);
            for (int i = 0; i < limit; i++) {
                if (!places.take()) {
                    throw new AssertionError("only " + i + " of " + limit + " places");
                }
            }
        }

        @Override
        protected void arm(int bits) {}

        void accept() {
            asleep = !places.take() && !places.await(this, waker);
        }

        void close() {
            places.free(this);
        }

        void requireNobodySleeps() {
            if (asleep && !woken.get()) {
                throw new AssertionError("the listener sleeps, and a place is free");
            }
        }
    }

    @Test
    void aPlaceThatIsFree_isFoundOrTold() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            var listener = new Listener(1);
            inParallel(listener::accept, listener::close);
            listener.requireNobodySleeps();
        });
    }

    @Test
    void oneOfSeveralPlacesThatAreFree_isFoundOrTold() {
        Lincheck.runConcurrentTest(SCHEDULES, () -> {
            var listener = new Listener(2);
            inParallel(listener::accept, listener::close, listener::close);
            listener.requireNobodySleeps();
        });
    }
}
