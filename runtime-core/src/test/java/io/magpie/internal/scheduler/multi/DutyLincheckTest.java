package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.internal.park.Parker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The rest of a spare worker under Lincheck's model checker: a recall and the end of the rest agree on whether the
/// thread goes on.
@Tag("lincheck")
class DutyLincheckTest {

    private static final int INVOCATIONS = 50 * Integer.getInteger("magpie.test.scale", 1);
    private static final int MUTANT_INVOCATIONS = 5_000;

    /// Recalled, before it rests, while it rests, or while its time is up: it goes on if and only if it was told so.
    @Test
    void aRecall_andTheEndOfTheRest_agree() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race().run(0));
    }

    /// A spare whose time is never up sleeps until the recall: lost, it would be a deadlock.
    @Test
    void aRecall_endsTheRest() {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> new Race().run(Long.MAX_VALUE >> 1));
    }

    @Test
    void aRecallThatIsNotTold_isRefuted() {
        assertThatThrownBy(() -> Lincheck.runConcurrentTest(MUTANT_INVOCATIONS, () -> {
                    Race race = new Race();
                    race.deafParker = new Parker();
                    race.run(Long.MAX_VALUE >> 1);
                }))
                .isInstanceOf(AssertionError.class);
    }

    private static final class Race {
        private final Duty duty = new Duty();
        private final Parker parker = new Parker();
        private Parker deafParker = parker;
        private final AtomicInteger recalled = new AtomicInteger();
        private final AtomicInteger goesOn = new AtomicInteger();

        void run(long nanos) {
            Thread spare = new Thread(() -> {
                if (duty.rest(parker, () -> 0, nanos, () -> false)) {
                    goesOn.incrementAndGet();
                }
            });
            Thread recaller = new Thread(() -> {
                if (duty.recall(deafParker)) {
                    recalled.incrementAndGet();
                }
            });
            List.of(spare, recaller).forEach(Thread::start);
            try {
                spare.join();
                recaller.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            if (recalled.get() != goesOn.get()) {
                throw new AssertionError("recalled " + recalled + ", goes on " + goesOn);
            }
        }
    }
}
