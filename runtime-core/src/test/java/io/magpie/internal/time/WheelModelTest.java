package io.magpie.internal.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The wheel against a sorted map: random timers, resets and cancels, at distances of every level.
class WheelModelTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    /// The borders of the levels, and of the range.
    private static final long[] BORDERS = {1, 64, 4096, 1L << 18, 1L << 24, 1L << 30, WheelSlots.rangeOf(6), 1L << 36};

    private final ManualClock clock = new ManualClock();

    @RepeatedTest(20)
    void everyTimerFiresAtItsTickAndInOrder() {
        long seed = System.nanoTime();
        try {
            new Run(seed).steps(2_000 * SCALE);
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    static LongStream offsetsAroundBorders() {
        return LongStream.of(BORDERS).flatMap(border -> LongStream.rangeClosed(border - 2, border + 2));
    }

    @ParameterizedTest
    @MethodSource("offsetsAroundBorders")
    void aTimerAtALevelBorderIsNeitherEarlyNorLate(long offset) {
        for (long start : new long[] {0, 1, 63, 64, 4095, (1L << 36) - 1, (1L << 36) + 5}) {
            clock.setTick(start);
            TimerWheel wheel = new TimerWheel(clock, () -> {});
            ManualTimer timer = new ManualTimer(start + offset);
            WakeBatch batch = new WakeBatch(waker -> waker.wake());
            if (timer.poll(wheel, () -> {})) {
                assertThat(offset).isLessThanOrEqualTo(0);
                continue;
            }
            wheel.advance(Nanos.ofTick(start + offset - 1), batch);
            assertThat(timer.fired()).as("early, from %s", start).isFalse();
            wheel.advance(Nanos.ofTick(start + offset), batch);
            assertThat(timer.fired()).as("late, from %s", start).isTrue();
        }
    }

    @Test
    void theNextDeadlineIsNeverLate_andReachesEveryTimerInFewSteps() {
        for (long border : BORDERS) {
            clock.setTick(17);
            TimerWheel wheel = new TimerWheel(clock, () -> {});
            ManualTimer timer = new ManualTimer(17 + border);
            timer.poll(wheel, () -> {});
            int steps = 0;
            while (!timer.fired()) {
                long next = wheel.prepareToPark(clock.now());
                if (next == TimerWheel.WORK_NOW) {
                    wheel.advance(clock.now(), new WakeBatch(waker -> waker.wake()));
                    continue;
                }
                assertThat(next).isBetween(clock.now() + 1, Nanos.ofTick(17 + border));
                clock.setNanos(next);
                steps++;
            }
            assertThat(steps).isLessThan(20);
        }
    }

    /// One wheel and its model.
    private final class Run {

        private final Random random;
        private final TimerWheel wheel;
        private final int borders; // with few levels every turn costs time, so the distances stay small
        private final Map<ManualTimer, Long> ticks = new HashMap<>();
        private final TreeMap<Long, Integer> model = new TreeMap<>();
        private final List<ManualTimer> live = new ArrayList<>();
        private final List<Long> fired = new ArrayList<>();
        private final WakeBatch batch;
        private long tick;

        Run(long seed) {
            random = new Random(seed);
            tick = random.nextInt(3) == 0 ? (1L << 36) - random.nextInt(200) : random.nextInt(10_000);
            clock.setTick(tick);
            int levels = random.nextBoolean() ? WheelSlots.LEVELS : 1 + random.nextInt(3);
            borders = levels == WheelSlots.LEVELS ? BORDERS.length : levels + 2;
            wheel = new TimerWheel(clock, () -> {}, levels);
            batch = new WakeBatch(random.nextInt(4) + 1, waker -> waker.wake());
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> insert();
                    case 4 -> cancel();
                    case 5, 6 -> reset();
                    default -> advance(random.nextInt(4) == 0 ? distance() : random.nextInt(100));
                }
                assertThat(wheel.size()).isEqualTo(live.size());
            }
            advance(BORDERS[borders - 1] + 3);
            assertThat(live).isEmpty();
            assertThat(wheel.nextDeadline()).isEqualTo(Long.MAX_VALUE);
        }

        private long distance() {
            return Math.max(1, random.nextLong(BORDERS[random.nextInt(borders)] + 3));
        }

        private void insert() {
            long at = tick + distance();
            ManualTimer timer = new ManualTimer(at);
            assertThat(timer.poll(wheel, () -> onFired(timer))).isFalse();
            live.add(timer);
            aim(timer, at);
        }

        private void aim(ManualTimer timer, long at) {
            ticks.put(timer, at);
            model.merge(at, 1, Integer::sum);
        }

        private long forget(ManualTimer timer) {
            long at = ticks.remove(timer);
            model.merge(at, -1, (a, b) -> a + b == 0 ? null : a + b);
            return at;
        }

        private void cancel() {
            if (!live.isEmpty()) {
                ManualTimer timer = live.remove(random.nextInt(live.size()));
                timer.cancel();
                forget(timer);
            }
        }

        private void reset() {
            if (!live.isEmpty()) {
                ManualTimer timer = live.get(random.nextInt(live.size()));
                long at = tick + distance();
                forget(timer);
                timer.resetToTick(at);
                aim(timer, at);
            }
        }

        private void onFired(ManualTimer timer) {
            live.remove(timer);
            fired.add(ticks.get(timer));
            forget(timer);
        }

        private void advance(long by) {
            tick += by;
            clock.setTick(tick);
            int expected = model.headMap(tick, true).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            fired.clear();
            int woken = wheel.advance(clock.now(), batch);
            assertThat(woken).isEqualTo(expected).isEqualTo(fired.size());
            assertThat(fired).isSorted();
            assertThat(model.isEmpty() || model.firstKey() > tick).isTrue();
        }
    }
}
