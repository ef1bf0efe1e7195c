package io.magpie.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTest {

    private static Channel<Integer> channel(int bound) {
        return new Channel<>(bound, 1, 2); // segments of one and two, to be at their borders all the time
    }

    private static Integer recv(Channel<Integer> channel) {
        return Probe.of(channel.receiver().recv()).assertReady();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 100})
    void messagesArriveInOrder(int bound) throws Exception {
        var channel = channel(bound);
        int next = 0;
        for (int i = 0; i < 50; ) {
            while (i < 50 && channel.size() < 7 && channel.sender().trySend(i)) {
                i++;
            }
            while (channel.size() > (i < 50 ? 2 : 0)) {
                assertThat(recv(channel)).isEqualTo(next++);
            }
            if (bound == 1 && channel.size() > 0) {
                assertThat(recv(channel)).isEqualTo(next++);
            }
            if (bound == 3 && channel.size() > 0) {
                assertThat(recv(channel)).isEqualTo(next++);
            }
        }
        while (next < 50) {
            assertThat(recv(channel)).isEqualTo(next++);
        }
        assertThat(channel.receiver().isEmpty()).isTrue();
    }

    @Test
    void aFullChannelMakesSendersWait_inOrder() throws Exception {
        var channel = channel(1);
        channel.sender().trySend(0);
        assertThat(channel.sender().trySend(9)).isFalse();
        var first = Probe.waiting(channel.sender().send(1));
        var second = Probe.waiting(channel.sender().send(2));
        assertThat(recv(channel)).isZero();
        assertThat(channel.sender().trySend(9)).as("the place is spoken for").isFalse();
        second.assertStillWaits();
        first.assertWokenAndReady();
        assertThat(recv(channel)).isEqualTo(1);
        second.assertWokenAndReady();
        assertThat(recv(channel)).isEqualTo(2);
    }

    @Test
    void droppingASend_sendsNothing() throws Exception {
        var channel = channel(1);
        channel.sender().trySend(0);
        var waiting = Probe.waiting(channel.sender().send(1));
        assertThat(recv(channel)).isZero();
        assertThat(waiting.isWoken()).isTrue();
        waiting.drop();
        assertThat(channel.sender().remainingCapacity()).isEqualTo(1);
        assertThat(channel.receiver().tryRecv()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void theReceiverIsWokenOnce_forManyMessages(int bound) throws Exception {
        var channel = channel(bound);
        var probe = Probe.waiting(channel.receiver().recv());
        channel.sender().trySend(1);
        channel.sender().trySend(2);
        assertThat(probe.wakes).hasValue(1);
        assertThat(probe.assertReady()).isEqualTo(1);
        assertThat(recv(channel)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void closingTheOnlySender_endsTheSequenceAfterWhatWasSent(int bound) throws Exception {
        var channel = channel(bound);
        channel.sender().trySend(1);
        channel.sender().close();
        assertThat(recv(channel)).isEqualTo(1);
        assertThat(recv(channel)).isNull();
        assertThat(recv(channel)).as("again").isNull();
        assertThatThrownBy(channel.receiver()::tryRecv).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> channel.sender().trySend(2)).isInstanceOf(ClosedException.class);
        Probe.of(channel.sender().send(2)).assertFailsWith(ClosedException.class);
        Probe.of(channel.sender().reserve()).assertFailsWith(ClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void theChannelClosesWithTheLastSharedSender(int bound) throws Exception {
        var channel = channel(bound);
        var first = channel.sender();
        var second = first.share();
        first.close();
        first.close();
        assertThat(first.isClosed()).isTrue();
        assertThat(channel.isClosed()).as("one is left").isFalse();
        assertThatThrownBy(() -> first.trySend(1)).isInstanceOf(ClosedException.class);
        Probe.of(first.send(1)).assertFailsWith(ClosedException.class);
        assertThatThrownBy(first::share).isInstanceOf(IllegalStateException.class);
        var third = second.share();
        second.close();
        var receiving = Probe.waiting(channel.receiver().recv());
        third.trySend(1);
        receiving.assertWokenAndReady();
        var ending = Probe.waiting(channel.receiver().recv());
        third.close();
        assertThat(ending.assertWokenAndReady()).isNull();
        assertThat(channel.addSender()).as("a share that comes too late").isFalse();
    }

    @Test
    void closing_failsSendersThatWait_andLetsReceiveWhatWasSent() throws Exception {
        var channel = channel(1);
        channel.sender().trySend(0);
        var sending = Probe.waiting(channel.sender().send(1));
        var reserving = Probe.waiting(channel.sender().reserve());
        channel.receiver().close();
        assertThat(sending.isWoken()).isTrue();
        sending.assertFailsWith(ClosedException.class);
        reserving.assertFailsWith(ClosedException.class);
        assertThatThrownBy(sending::poll).as("finished").isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(reserving::poll).as("finished").isInstanceOf(IllegalStateException.class);
        assertThat(recv(channel)).isZero();
        assertThat(recv(channel)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aReservedPlaceOutlivesTheClose_andTheEndWaitsForIt(int bound) throws Exception {
        var channel = channel(bound);
        var permit = channel.sender().tryReserve();
        var unused = channel.sender().tryReserve();
        channel.sender().close();
        var receiving = Probe.waiting(channel.receiver().recv());
        assertThat(channel.receiver().tryRecv()).as("not the end yet").isNull();
        permit.send(7);
        assertThat(receiving.assertWokenAndReady()).isEqualTo(7);
        var ending = Probe.waiting(channel.receiver().recv());
        unused.close();
        assertThat(ending.assertWokenAndReady()).isNull();
        assertThatThrownBy(() -> permit.send(8)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aHandedOverReserveThatIsDropped_wakesTheReceiverOfAClosedChannel() throws Exception {
        var channel = channel(1);
        channel.sender().trySend(0);
        var reserving = Probe.waiting(channel.sender().reserve());
        assertThat(recv(channel)).isZero();
        channel.close();
        var ending = Probe.waiting(channel.receiver().recv());
        reserving.drop();
        assertThat(ending.assertWokenAndReady()).isNull();
    }

    @Test
    void aSendThatGotItsPlaceBeforeTheClose_isReceived() throws Exception {
        var channel = channel(1);
        channel.sender().trySend(0);
        var sending = Probe.waiting(channel.sender().send(1));
        assertThat(recv(channel)).isZero();
        channel.close();
        var receiving = Probe.waiting(channel.receiver().recv());
        sending.assertWokenAndReady();
        assertThat(receiving.assertWokenAndReady()).isEqualTo(1);
        assertThat(recv(channel)).isNull();
    }

    @Test
    void reservedPlacesCountAgainstTheCapacity() throws Exception {
        var channel = channel(2);
        var permit = channel.sender().tryReserve();
        assertThat(channel.sender().remainingCapacity()).isEqualTo(1);
        assertThat(channel.receiver().size()).isZero();
        channel.sender().trySend(1);
        assertThat(channel.sender().tryReserve()).isNull();
        assertThat(channel.receiver().tryRecv()).isEqualTo(1);
        assertThat(channel.receiver().tryRecv())
                .as("a reserved place is no message")
                .isNull();
        permit.close();
        permit.close();
        assertThat(channel.sender().remainingCapacity()).isEqualTo(2);
        assertThat(channel.sender().capacity()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void recvMany_takesWhatIsThere_upToTheLimit(int bound) throws Exception {
        var channel = channel(bound);
        for (int i = 0; i < 5; i++) {
            channel.sender().trySend(i);
        }
        var sink = new ArrayList<Integer>();
        assertThat(Probe.of(channel.receiver().recvMany(sink, 3)).assertReady()).isEqualTo(3);
        assertThat(Probe.of(channel.receiver().recvMany(sink, 3)).assertReady()).isEqualTo(2);
        assertThat(sink).containsExactly(0, 1, 2, 3, 4);
        var waiting = Probe.waiting(channel.receiver().recvMany(sink, 3));
        channel.close();
        assertThat(waiting.assertWokenAndReady()).isZero();
        assertThatThrownBy(() -> channel.receiver().recvMany(sink, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void recvMany_whoseSinkRefusesAMessage_takesNoPlaceWithIt() throws Exception {
        var channel = channel(3);
        for (int i = 0; i < 3; i++) {
            channel.sender().trySend(i);
        }
        var sink = new ArrayBlockingQueue<Integer>(1);
        assertThatThrownBy(() -> Probe.of(channel.receiver().recvMany(sink, 9)).poll())
                .hasMessage("Queue full");
        assertThat(sink).containsExactly(0);
        assertThat(channel.sender().remainingCapacity()).isEqualTo(2);
        assertThat(recv(channel)).isEqualTo(2);
        channel.receiver().close();
        assertThat(recv(channel)).as("the end").isNull();
    }

    @Test
    void recvMany_letsAsManySendersGo() throws Exception {
        var channel = channel(2);
        channel.sender().trySend(0);
        channel.sender().trySend(1);
        var senders = List.of(
                Probe.waiting(channel.sender().send(2)),
                Probe.waiting(channel.sender().send(3)),
                Probe.waiting(channel.sender().send(4)));
        assertThat(Probe.of(channel.receiver().recvMany(new ArrayList<>(), 9)).assertReady())
                .isEqualTo(2);
        senders.get(0).assertWokenAndReady();
        senders.get(1).assertWokenAndReady();
        senders.get(2).assertStillWaits();
    }

    @Test
    void everyClosedFutureCompletes_whenTheReceiverCloses() throws Exception {
        var channel = channel(1);
        var first = Probe.waiting(channel.sender().closed());
        var second = Probe.waiting(channel.sender().share().closed());
        var unpolled = Probe.of(channel.sender().closed());
        channel.receiver().close();
        assertThat(first.isWoken()).isTrue();
        second.assertWokenAndReady(); // all at once, not one by one
        first.assertReady();
        unpolled.assertReady();
        assertThat(channel.sender().isClosed()).isTrue();
    }

    @Test
    void aPermitOfAnUnboundedChannel_isAlwaysThere() throws Exception {
        var channel = channel(0);
        Probe.of(channel.sender().reserve()).assertReady().send(1);
        assertThat(recv(channel)).isEqualTo(1);
        assertThat(channel.sender().remainingCapacity()).isEqualTo(Channel.MAX_CAPACITY);
    }

    @Test
    void aReceiverThatMovesToAnotherTask_isWokenThere() throws Exception {
        for (int bound : new int[] {0, 2}) {
            var channel = channel(bound);
            var here = Probe.waiting(channel.receiver().recv());
            var there = Probe.waiting(channel.receiver().recv());
            here.drop();
            channel.sender().trySend(1);
            assertThat(here.isWoken()).isFalse();
            assertThat(there.assertWokenAndReady()).isEqualTo(1);
            there = Probe.waiting(channel.receiver().recv());
            channel.close();
            assertThat(there.assertWokenAndReady()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anOpenSenderOfAClosedChannel_isRefused(int bound) {
        var channel = channel(bound);
        channel.receiver().close();
        assertThatThrownBy(() -> channel.sender().trySend(1)).isInstanceOf(ClosedException.class);
        Probe.of(channel.sender().send(1)).assertFailsWith(ClosedException.class);
        assertThat(channel.size()).isZero();
    }

    @Test
    void aClaimedSlotOfAClosedChannel_isNotTheEnd() {
        var channel = channel(0);
        long seen = channel.places.word();
        assertThat(channel.places.change(seen, PermitWord.claim(seen)))
                .as("a sender, between two instructions")
                .isTrue();
        channel.close();
        assertThat(channel.hasEnded()).isFalse();
        var waiting = Probe.waiting(channel.receiver().recv());
        assertThat(waiting.isWoken())
                .as("asks again: the wake may have come already")
                .isTrue();
    }

    @Test
    void anUnboundedChannel_refusesTheFirstMessageTooMany() {
        var channel = channel(0);
        long seen = channel.places.word();
        long most = seen + Channel.MAX_CAPACITY * PermitWord.claim(0);
        assertThat(channel.places.change(seen, most)).isTrue();
        assertThat(channel.size()).isEqualTo(Channel.MAX_CAPACITY);
        assertThatThrownBy(() -> channel.sender().trySend(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which is all it can");
        assertThat(channel.size()).isEqualTo(Channel.MAX_CAPACITY);
    }

    @Test
    void nobodyIsWoken_whoDoesNotWait() throws Exception {
        var channel = channel(3);
        var waiting = Probe.waiting(channel.receiver().recv());
        channel.sender().trySend(1);
        waiting.assertWokenAndReady();
        channel.sender().trySend(2);
        channel.close();
        assertThat(waiting.wakes).as("its message came before").hasValue(1);
    }

    @Test
    void nonsenseIsRefused() {
        assertThatThrownBy(() -> Channel.bounded(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Channel.bounded(Channel.MAX_CAPACITY + 1)).hasMessageContaining("at most 268435455");
        assertThatThrownBy(() -> channel(1).sender().send(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> channel(1).sender().trySend(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void blockingEndsOfABoundedChannel_passEveryMessageInOrder() throws Exception {
        var channel = channel(2);
        var received = new ArrayList<Integer>();
        var failure = new AtomicReference<Throwable>();
        var consumer = Thread.ofPlatform().start(() -> {
            try {
                for (Integer message; (message = channel.receiver().blockingRecv()) != null; ) {
                    received.add(message);
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        for (int i = 0; i < 1000; i++) {
            channel.sender().blockingSend(i);
        }
        channel.sender().close();
        consumer.join();
        assertThat(failure).hasNullValue();
        assertThat(received).hasSize(1000).isSorted();
    }
}
