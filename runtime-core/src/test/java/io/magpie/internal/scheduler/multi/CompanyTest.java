package io.magpie.internal.scheduler.multi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompanyTest {

    private static final class Sender {}

    private static final class Receiver {}

    private final Company company = new Company();
    private long now;

    @Test
    void beforeAnythingIsKnown_othersMayHelp() {
        poll(Sender.class, 1_000, 2, 100);
        assertThat(company.isBetterAlone()).isFalse();
        assertThat(leavesNothing()).isFalse();
    }

    @Test
    void pollsThatTakeTwiceAsLongWithTwo_areBetterAlone() {
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        poll(Sender.class, 2_000, 2, Company.EVIDENCE);
        assertThat(company.isBetterAlone()).isFalse();
        poll(Sender.class, 2_000, 2, 1);
        assertThat(company.isBetterAlone()).isTrue();
        assertThat(leavesNothing()).isTrue();
    }

    @Test
    void pollsThatTakeLittleLongerWithTwo_areNot() {
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        poll(Sender.class, 1_700, 2, 100);
        assertThat(company.isBetterAlone()).isFalse();
    }

    @Test
    void fourGetMoreDoneThanOne_evenIfEachIsThreeTimesSlower() {
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        poll(Sender.class, 3_000, 4, 100);
        assertThat(company.isBetterAlone()).isFalse();
        poll(Sender.class, 4_000, 4, 100);
        assertThat(company.isBetterAlone()).isTrue();
    }

    /// Else a worker whose long polls come when others run, too, would be left alone with them.
    @Test
    void longPollsAreNotHeldAgainstCompany_ifTheyAreOfAnotherKind() {
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        poll(Receiver.class, 100_000, 2, 100);
        assertThat(company.isBetterAlone()).isFalse();
        poll(Receiver.class, 100_000, 1, 1 + Company.SAMPLES);
        poll(Receiver.class, 110_000, 2, 100);
        assertThat(company.isBetterAlone()).isFalse();
    }

    @Test
    void aFewPollsThatTheSystemInterrupted_doNotDecide() {
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        for (int i = 0; i < 20; i++) {
            poll(Sender.class, 1_000, 2, Company.EVIDENCE - 1);
            poll(Sender.class, 4_000_000, 2, 1);
        }
        assertThat(company.isBetterAlone()).isFalse();
    }

    @Test
    void anInterruptedPollAlone_doesNotSpoilTheMean() {
        poll(Sender.class, 1_000, 1, 100);
        poll(Sender.class, 1_000_000, 1, 1);
        poll(Sender.class, 1_000, 1, 20);
        poll(Sender.class, 2_200, 2, 1 + Company.EVIDENCE);
        assertThat(company.isBetterAlone()).isTrue();
    }

    /// Who has just woken up, or sees others come and go, does not know who ran during the poll.
    @Test
    void pollsWhileOthersComeAndGo_doNotCount() {
        for (int i = 0; i < 100; i++) {
            poll(Sender.class, 1_000, 1, 1);
            poll(Sender.class, 9_000, 2, 1);
        }
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        for (int i = 0; i < 100; i++) {
            company.slept();
            poll(Sender.class, 9_000, 2, 1);
        }
        assertThat(company.isBetterAlone()).isFalse();
    }

    @Test
    void aVerdictEnds_andStandsTwiceAsLongIfItIsConfirmed() {
        long verdict = Company.SHORTEST_VERDICT_NANOS;
        for (int i = 0; i < 8; i++) {
            becomeBetterAlone();
            long from = now;
            now = from + verdict - 1;
            company.look(now);
            assertThat(company.isBetterAlone()).isTrue();
            now = from + verdict;
            company.look(now);
            assertThat(company.isBetterAlone()).isFalse();
            verdict = Math.min(2 * verdict, Company.LONGEST_VERDICT_NANOS);
        }
        assertThat(verdict).isEqualTo(Company.LONGEST_VERDICT_NANOS);

        poll(Sender.class, 1_000, 2, 1 + Company.EVIDENCE); // now company pays
        becomeBetterAlone();
        now += Company.SHORTEST_VERDICT_NANOS;
        company.look(now);
        assertThat(company.isBetterAlone()).isFalse();
    }

    @Test
    void whoCallsForHelpAllTheSame_isJudgedAgain() {
        becomeBetterAlone();
        company.tryOthers();
        assertThat(leavesNothing()).isFalse();
        poll(Sender.class, 2_000, 2, 1 + Company.EVIDENCE);
        assertThat(company.isBetterAlone()).isTrue();
    }

    @Test
    void aWorkerInALongPoll_leavesWhatItHasToThieves() {
        becomeBetterAlone();
        company.look(now);
        now += Company.STALE_NANOS - 1;
        assertThat(leavesNothing()).isTrue();
        now += 1;
        assertThat(leavesNothing()).isFalse();
        company.look(now);
        assertThat(leavesNothing()).isTrue();
    }

    private boolean leavesNothing() {
        return company.leavesNothing(() -> now);
    }

    private void becomeBetterAlone() {
        poll(Sender.class, 1_000, 1, 1 + Company.SAMPLES);
        poll(Sender.class, 2_000, 2, 1 + Company.EVIDENCE);
        assertThat(company.isBetterAlone()).isTrue();
    }

    private void poll(Class<?> kind, long nanos, int awake, int times) {
        for (int i = 0; i < times; i++) {
            company.polled(kind, nanos, awake, now);
        }
    }
}
