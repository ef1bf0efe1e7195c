package io.magpie.benchmarks.echo;

import static io.magpie.benchmarks.echo.FakeWire.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/// Time is made up: a second is as long as it takes to count.
class EchoLoadTest {

    private static final long SECOND = 1_000 * MILLI;
    private static final int CONNECTIONS = 4;

    @Test
    void openLoop_countsAStallForEveryRequestThatWasDueInIt() throws IOException {
        FakeWire wire = new FakeWire(CONNECTIONS, 400 * MILLI, 700 * MILLI); // silent for 300 ms
        EchoReport report = load(wire).open(SECOND, 1_000);

        assertThat(report.requests()).isEqualTo(1_000);
        assertThat(report.max()).isCloseTo(301 * MILLI, within(MILLI));
        // 30 % of the requests were due in the stall: the p90 waited some 200 of its 300 ms.
        assertThat(report.p50()).isLessThan(80 * MILLI);
        assertThat(report.p90()).isBetween(180 * MILLI, 260 * MILLI);
    }

    @Test
    void closedLoop_countsAStallOnceForEachConnection() throws IOException {
        FakeWire wire = new FakeWire(CONNECTIONS, 400 * MILLI, 700 * MILLI);
        EchoReport report = load(wire).closed(SECOND);

        assertThat(report.max()).isCloseTo(301 * MILLI, within(MILLI));
        assertThat(report.p99()).isLessThan(2 * MILLI); // four of 2,800: nobody asked while it was silent
        assertThat(report.requests()).isLessThan(3_000);
    }

    @Test
    void openLoop_sendsEachRequestWhenItIsDue() throws IOException {
        FakeWire wire = new FakeWire(CONNECTIONS, 0, 0);
        EchoReport report = load(wire).open(SECOND, 3_000);

        assertThat(wire.sent).isEqualTo(3_000);
        assertThat(report.requests()).isEqualTo(3_000);
        assertThat(report.rate()).isCloseTo(3_000, within(10.0));
        assertThat(report.max()).isLessThan(2 * MILLI);
        assertThat(report.unsent()).isZero();
    }

    @Test
    void openLoop_countsAlsoThatTheClientWasLate() throws IOException {
        FakeWire wire = new FakeWire(CONNECTIONS, 0, 0);
        wire.lateness = 5 * MILLI;
        EchoReport report = load(wire).open(SECOND, 100);

        assertThat(report.requests()).isEqualTo(100);
        assertThat(report.p50()).isGreaterThan(4 * MILLI);
    }

    @Test
    void openLoop_countsWhatCouldNotBeSentWithTheTimeItHasWaited() throws IOException {
        FakeWire wire = new FakeWire(1, 0, 0); // takes 1,000 a second
        EchoReport report = load(wire).open(SECOND, 5_000);

        assertThat(report.requests()).isEqualTo(5_000);
        assertThat(report.unsent()).isBetween(2_900L, 3_100L); // two seconds for what takes five
        assertThat(report.max()).isGreaterThan(1_500 * MILLI);
        assertThat(report.rate()).isCloseTo(1_000, within(10.0));
    }

    @Test
    void once_isOneRequestOnEachConnection() throws IOException {
        FakeWire wire = new FakeWire(CONNECTIONS, 0, 0);
        assertThat(load(wire).closed(0).requests()).isEqualTo(CONNECTIONS);
        assertThat(wire.sent).isEqualTo(CONNECTIONS);
    }

    @Test
    void noAnswer_isAFailureAfterAWhile() {
        long[] now = {0};
        Wire silent = new Wire() {
            @Override
            public int connections() {
                return 2;
            }

            @Override
            public void send(int connection) {}

            @Override
            public void poll(long nanos, IntConsumer answered) {
                now[0] += nanos;
            }
        };
        EchoLoad load = new EchoLoad(silent, () -> now[0], SECOND);
        assertThatThrownBy(() -> load.closed(SECOND))
                .isInstanceOf(IOException.class)
                .hasMessage("2 requests without an answer for 1.0 s");
    }

    @Test
    void aReport_survivesBeingALine() throws IOException {
        EchoReport report =
                load(new FakeWire(CONNECTIONS, 400 * MILLI, 700 * MILLI)).open(SECOND, 1_000);
        EchoReport read = EchoReport.of(
                io.magpie.examples.load.Facts.parse(report.toFacts().toString()));

        assertThat(read).usingRecursiveComparison().isEqualTo(report);
        assertThat(read.curve()).hasSizeGreaterThan(10);
        assertThat(read.curve().getLast()[0]).isEqualTo(100);
        assertThat(read.curve().getLast()[1]).isEqualTo(read.max(), within(0.01 * read.max()));
    }

    private static EchoLoad load(FakeWire wire) {
        return new EchoLoad(wire, wire::now, 10 * SECOND);
    }
}
