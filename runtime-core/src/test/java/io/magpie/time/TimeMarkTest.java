package io.magpie.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.internal.time.Clock;
import io.magpie.internal.time.CurrentClock;
import io.magpie.internal.util.CurrentRuntime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeMarkTest {

    private final ManualRuntime runtime = new ManualRuntime();

    @Test
    void itMeasuresOnTheClockItWasTakenFrom() {
        TimeMark mark = runtime.now();
        runtime.advanceMillis(30);
        assertThat(mark.elapsed()).isEqualTo(Duration.ofMillis(30));
        assertThat(runtime.inMillis(5).elapsed()).isEqualTo(Duration.ofMillis(-5));
        assertThat(mark.hasPassed()).isTrue();
        assertThat(runtime.now().hasPassed()).isTrue();
        assertThat(runtime.inMillis(1).hasPassed()).isFalse();
    }

    @Test
    void arithmeticIsThatOfDurations_andSaturates() {
        TimeMark mark = runtime.now();
        Duration second = Duration.ofSeconds(1);
        assertThat(mark.plus(second).minus(second)).isEqualTo(mark).hasSameHashCodeAs(mark);
        assertThat(mark.plus(second).since(mark)).isEqualTo(second);
        assertThat(mark.since(mark.plus(second))).isEqualTo(second.negated());
        assertThat(mark.plus(second.negated())).isEqualTo(mark.minus(second)).isLessThan(mark);
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        assertThat(mark.plus(forever))
                .isEqualTo(mark.plus(forever).plus(second))
                .isGreaterThan(mark);
        assertThat(mark.minus(forever).minus(forever).since(mark)).isNegative();
        assertThat(mark.minus(forever).minus(forever).elapsed()).isPositive();
    }

    @Test
    void nowIsTheCurrentRuntimes() throws Exception {
        CurrentClock.Source bound = () -> runtime.source;
        TimeMark[] now = new TimeMark[1];
        CurrentRuntime.runBound(bound, true, () -> now[0] = TimeMark.now());
        assertThat(now[0]).isEqualTo(runtime.now());
    }

    @Test
    void outsideARuntimeItIsTheSystems() {
        TimeMark first = TimeMark.now();
        Clock clock = CurrentClock.find();
        assertThat(TimeMark.now()).isGreaterThanOrEqualTo(first);
        assertThat(clock.now()).isNotNegative();
    }
}
