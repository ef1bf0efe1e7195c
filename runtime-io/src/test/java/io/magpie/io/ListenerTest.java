package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.future.Context;
import io.magpie.io.ListenOptions.WhenFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Listeners with a limit of open connections, driven by hand.
@ParameterizedClass
@EnumSource
class ListenerTest {

    private final StreamKind kind;
    private final HandRuntime runtime = new HandRuntime();

    ListenerTest(StreamKind kind) {
        this.kind = kind;
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private SocketListener<?> listen(int limit, WhenFull whenFull) throws Exception {
        return runtime.run(kind.listen(kind.anyAddress(), ListenOptions.DEFAULT.withMaxConnections(limit, whenFull)));
    }

    private SocketStream connect(SocketListener<?> listener) throws Exception {
        return runtime.run(kind.connect(listener.localAddress()));
    }

    @Test
    void acceptWaitsWhileAllPlacesAreTaken_andGoesOnWhenOneIsFree() throws Exception {
        SocketListener<?> listener = listen(2, WhenFull.WAIT);
        for (int i = 0; i < 4; i++) {
            connect(listener);
        }
        List<SocketStream> open = new ArrayList<>();
        open.add(runtime.run(listener.accept()));
        open.add(runtime.run(listener.accept()));
        for (int i = 0; i < 2; i++) {
            var third = runtime.spawn(listener.accept());
            runtime.step(0);
            runtime.step(0);
            assertThat(third.done).isFalse();
            open.removeFirst().close();
            runtime.runReady();
            assertThat(third.done).as("woken by the close alone").isTrue();
            open.add(third.result());
        }
        assertThat(runtime.poller.registered()).isEqualTo(1 + 4 + 2);
    }

    @Test
    void aPollWhereNoSocketCanBeRegistered_takesNoConnection() throws Exception {
        SocketListener<?> listener = listen(1, WhenFull.WAIT);
        SocketStream client = connect(listener);
        runtime.step(0);
        assertThatThrownBy(() -> listener.pollAccept(Context.of(() -> {})))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no I/O driver");
        SocketStream accepted = runtime.run(listener.accept());
        runtime.run(accepted.write(ByteBuffer.wrap(new byte[1])));
        assertThat(runtime.run(client.read(ByteBuffer.allocate(1)))).isEqualTo(1);
    }

    @Test
    void aPlaceIsFreedOnce_howeverOftenTheStreamIsClosed() throws Exception {
        SocketListener<?> listener = listen(1, WhenFull.WAIT);
        connect(listener);
        connect(listener);
        connect(listener);
        SocketStream first = runtime.run(listener.accept());
        first.close();
        first.close();
        runtime.run(listener.accept());
        var third = runtime.spawn(listener.accept());
        runtime.step(0);
        assertThat(third.done).isFalse();
    }

    @Test
    void anAcceptThatIsDroppedWhileItWaits_takesNoPlace() throws Exception {
        SocketListener<?> listener = listen(1, WhenFull.WAIT);
        connect(listener);
        connect(listener);
        SocketStream first = runtime.run(listener.accept());
        var waiting = runtime.spawn(listener.accept());
        runtime.step(0);
        waiting.drop();
        first.close();
        assertThat(runtime.run(listener.accept()).isOpen()).isTrue();
    }

    @Test
    void withoutAConnectionNoPlaceIsTaken() throws Exception {
        SocketListener<?> listener = listen(2, WhenFull.WAIT);
        connect(listener);
        runtime.run(listener.accept()); // from now on it looks readable, until an accept finds nothing
        for (int i = 0; i < 3; i++) {
            assertThat(listener.pollAccept(runtime.context(() -> {}))).isNull();
            runtime.step(0);
        }
        connect(listener);
        runtime.step(0);
        var second = runtime.spawn(listener.accept());
        runtime.step(0);
        assertThat(second.done).isTrue();
    }

    @Test
    void aBareWakerIsWoken_whenAPlaceIsFree() throws Exception {
        SocketListener<?> listener = listen(1, WhenFull.WAIT);
        connect(listener);
        connect(listener);
        SocketStream first = runtime.run(listener.accept());
        AtomicInteger wakes = new AtomicInteger();
        Context cx = runtime.context(wakes::incrementAndGet);
        runtime.step(0);
        int before = cx.budget().remaining();
        assertThat(listener.pollAccept(cx)).isNull();
        assertThat(cx.budget().remaining()).as("waiting costs none").isEqualTo(before);
        first.close();
        assertThat(wakes).hasValue(1);
        assertThat(listener.pollAccept(cx)).isNotNull();
    }

    @Test
    void closingTheListenerWakesWhoWaitsForAPlace() throws Exception {
        SocketListener<?> listener = listen(1, WhenFull.WAIT);
        connect(listener);
        connect(listener);
        SocketStream first = runtime.run(listener.accept());
        var second = runtime.spawn(listener.accept());
        runtime.step(0);
        listener.close();
        runtime.runReady();
        assertThatThrownBy(second::result).isInstanceOf(ClosedChannelException.class);
        assertThat(first.isOpen()).as("its connections live on").isTrue();
        first.close();
    }

    @Test
    void whoComesWhenAllPlacesAreTaken_isRefusedIfSoWished() throws Exception {
        SocketListener<?> listener = listen(1, WhenFull.REFUSE);
        connect(listener);
        SocketStream first = runtime.run(listener.accept());
        SocketStream refused = connect(listener);
        var next = runtime.spawn(listener.accept());
        assertEnds(refused);
        assertThat(next.done).isFalse();
        first.close();
        connect(listener);
        assertThat(runtime.finish(next).isOpen()).isTrue();
    }

    private void assertEnds(SocketStream stream) throws Exception {
        try {
            assertThat(runtime.run(stream.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void theEndOfTheRuntimeFreesNothingTwice() throws Exception {
        SocketListener<?> listener = listen(2, WhenFull.WAIT);
        connect(listener);
        SocketStream first = runtime.run(listener.accept());
        var second = runtime.spawn(listener.accept());
        runtime.step(0);
        runtime.poller.close();
        runtime.runReady();
        assertThatThrownBy(second::result).hasMessageContaining("the runtime was shut down");
        first.close();
    }
}
