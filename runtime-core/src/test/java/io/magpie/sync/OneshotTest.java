package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.Async;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneshotTest {

    private final Oneshot<String> oneshot = Oneshot.create();
    private final Oneshot.Sender<String> sender = oneshot.sender();
    private final Oneshot.Receiver<String> receiver = oneshot.receiver();

    @Test
    void sending_neverWaits_andTheValueArrives() {
        assertThat(sender.send("a")).isTrue();
        assertThat(Probe.of(receiver).assertReady()).isEqualTo("a");
    }

    @Test
    void sendingToAClosedReceiver_leavesTheValueWithTheCaller() {
        receiver.close();
        assertThat(sender.isClosed()).isTrue();
        assertThat(sender.send("a")).isFalse();
    }

    @Test
    void aSenderClosedWithoutAValue_failsTheReceiver() {
        var probe = Probe.waiting(receiver);
        sender.close();
        assertThat(probe.isWoken()).isTrue();
        probe.assertFailsWith(ClosedException.class);
        assertThatThrownBy(probe::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTheSenderAfterSending_doesNothing() {
        sender.send("a");
        sender.close();
        assertThat(Probe.of(receiver).assertReady()).isEqualTo("a");
    }

    @Test
    void aValueSentBeforeTheReceiverCloses_isStillReceived() {
        sender.send("a");
        receiver.close();
        assertThat(sender.isClosed()).as("it was accepted").isFalse();
        assertThat(Probe.of(receiver).assertReady()).isEqualTo("a");
    }

    @Test
    void receivingAfterClosing_fails() {
        receiver.close();
        Probe.of(receiver).assertFailsWith(ClosedException.class);
    }

    @Test
    void droppingTheReceiver_closesIt() {
        var closed = Probe.waiting(sender.closed());
        assertThat(Probe.waiting(receiver).drop()).isSameAs(Poll.CANCELLED);
        closed.assertWokenAndReady();
        assertThat(sender.send("a")).isFalse();
    }

    @Test
    void droppingTheReceiverAfterAValueWasSent_leavesTheValueInIt() throws Exception {
        var probe = Probe.waiting(receiver);
        sender.send("a");
        assertThat(probe.drop()).isSameAs(Poll.CANCELLED);
        assertThatThrownBy(probe::poll).isInstanceOf(IllegalStateException.class);
        assertThat(receiver.tryRecv()).isEqualTo("a");
        assertThatThrownBy(receiver::tryRecv).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRaceThatTheReceiverLoses_losesNoValue() throws Exception {
        var race = Async.race(receiver, Async.<String>pollFn(_ -> {
            sender.send("late"); // whichever is polled first
            return "winner";
        }));
        Object answer = Probe.of(race).poll();
        assertThat(answer).isIn("winner", "late");
        if (answer.equals("winner")) {
            assertThat(receiver.tryRecv()).isEqualTo("late");
        }
    }

    @Test
    void tryRecvAfterADropWithoutAValue_saysThatItWasClosed() {
        Probe.waiting(receiver).drop();
        assertThatThrownBy(receiver::tryRecv).isInstanceOf(ClosedException.class);
    }

    @Test
    void droppingTheReceiverAfterTheSenderLeft_isCancelled() {
        sender.close();
        assertThat(Probe.of(receiver).drop()).isSameAs(Poll.CANCELLED);
    }

    @Test
    void onlyOneValueCanBeSent() {
        sender.send("a");
        assertThatThrownBy(() -> sender.send("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("second value");
    }

    @Test
    void aClosedSenderSendsNothing() {
        sender.close();
        assertThatThrownBy(() -> sender.send("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nullCannotBeSent() {
        assertThatThrownBy(() -> sender.send(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void tryRecv_tellsNotYet_theValue_andNever() throws Exception {
        assertThat(receiver.tryRecv()).isNull();
        sender.send("a");
        assertThat(receiver.tryRecv()).isEqualTo("a");
        assertThatThrownBy(receiver::tryRecv).isInstanceOf(IllegalStateException.class);

        var abandoned = Oneshot.<String>create();
        abandoned.sender().close();
        assertThatThrownBy(abandoned.receiver()::tryRecv).isInstanceOf(ClosedException.class);
        assertThatThrownBy(abandoned.receiver()::tryRecv)
                .as("never means never")
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void tryRecvAfterWaiting_takesTheValue() throws Exception {
        Probe.waiting(receiver);
        sender.send("a");
        assertThat(receiver.tryRecv()).isEqualTo("a");
    }

    /// Whoever keeps the sender keeps nothing of the task that received, or gave up.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Timeout(60)
    void aReceiverThatHasFinished_letsGoOfItsWaker(boolean dropped) {
        Probe.awaitCollected(new WeakReference<>(finish(dropped)));
        Reference.reachabilityFence(sender);
    }

    private Waker finish(boolean dropped) {
        var waiting = Probe.waiting(receiver);
        if (dropped) {
            waiting.drop();
        } else {
            sender.send("a");
            waiting.assertWokenAndReady();
        }
        return waiting.waker;
    }

    @Test
    void closedNeverCompletes_ifTheValueIsReceived() {
        var closed = Probe.waiting(sender.closed());
        sender.send("a");
        Probe.of(receiver).assertReady();
        closed.assertStillWaits();
        receiver.close();
        closed.assertStillWaits();
    }

    @Test
    void blockingRecv_waitsForTheValue() throws Exception {
        var received = new AtomicReference<String>();
        var thread = Thread.ofPlatform().start(() -> {
            try {
                received.set(receiver.blockingRecv());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        sender.send("a");
        thread.join();
        assertThat(received).hasValue("a");
    }

    @Test
    void anInterruptEndsBlockingRecv_andClosesTheReceiver() throws Exception {
        var interrupted = new CountDownLatch(1);
        var thread = Thread.ofPlatform().start(() -> {
            try {
                receiver.blockingRecv();
            } catch (InterruptedException e) {
                interrupted.countDown();
            } catch (ClosedException e) {
                throw new AssertionError(e);
            }
        });
        thread.interrupt();
        interrupted.await();
        assertThat(sender.send("a")).isFalse();
    }
}
