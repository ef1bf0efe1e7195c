package io.magpie.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is Unix domain sockets' own, driven by hand; the rest is in [StreamTest].
class UnixTest {

    private final HandRuntime runtime = new HandRuntime();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void closingAListenerDeletesItsFile() throws Exception {
        Path path = folder.resolve("socket");
        for (int i = 0; i < 3; i++) {
            UnixListener listener = runtime.run(UnixListener.bind(path));
            assertThat(path).exists();
            listener.close();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void theEndOfTheRuntimeDeletesTheFile() throws Exception {
        Path path = folder.resolve("socket");
        runtime.run(UnixListener.bind(path));
        runtime.poller.close();
        assertThat(path).doesNotExist();
        assertThatThrownBy(() -> runtime.run(UnixListener.bind(path)))
                .hasMessageContaining("the runtime was shut down");
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatTookThePlaceIsLeftAlone() throws Exception {
        Path path = folder.resolve("socket");
        UnixListener first = runtime.run(UnixListener.bind(path));
        Files.delete(path);
        UnixListener second = runtime.run(UnixListener.bind(path));
        first.close();
        assertThat(path).exists();
        assertThat(runtime.run(UnixStream.connect(path)).isOpen()).isTrue();
        second.close();
        assertThat(path).doesNotExist();
    }

    @Test
    void aFileThatIsLeftOverIsExplained() throws Exception {
        Path path = folder.resolve("socket");
        try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            killed.bind(UnixDomainSocketAddress.of(path));
        }
        assertThatThrownBy(() -> runtime.run(UnixListener.bind(path)))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("cannot listen on " + path)
                .hasMessageContaining("Address already in use")
                .hasMessageContaining("delete it first");
        assertThatThrownBy(() -> runtime.run(UnixStream.connect(path)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("cannot connect to " + path + ": Connection refused");
        Files.delete(path);
        runtime.run(UnixListener.bind(path)).close();
    }

    @Test
    void errorsNameThePath() {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> runtime.run(UnixStream.connect(missing)))
                .isInstanceOf(SocketException.class)
                .hasMessageContaining(missing + ": No such file");
        Path nowhere = folder.resolve("missing/socket");
        assertThatThrownBy(() -> runtime.run(UnixListener.bind(nowhere)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on " + nowhere);
        Path tooLong = folder.resolve("x".repeat(200));
        assertThatThrownBy(() -> runtime.run(UnixListener.bind(tooLong))).hasMessageContaining("too long");
    }

    @Test
    void aFullBacklogRefusesAtOnce() throws Exception {
        Path path = folder.resolve("socket");
        runtime.run(UnixListener.bind(UnixDomainSocketAddress.of(path), ListenOptions.DEFAULT.withBacklog(1)));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10; i++) {
                        runtime.run(UnixStream.connect(path));
                    }
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("cannot connect to " + path)
                .hasMessageContaining("backlog");
    }

    @Test
    void thePeerIsNamedAsFarAsItCanBe() throws Exception {
        Path path = folder.resolve("socket");
        UnixListener listener = runtime.run(UnixListener.bind(path));
        UnixStream client = runtime.run(UnixStream.connect(path));
        UnixStream server = runtime.run(listener.accept());
        assertThat(listener).hasToString("UnixListener[" + path + "]");
        assertThat(client).hasToString("UnixStream[to " + path + "]");
        assertThat(server).hasToString("UnixStream[to a client of " + path + "]");
        assertThat(client.remoteAddress().getPath()).isEqualTo(path);
        assertThat(server.remoteAddress().getPath()).hasToString("");
        assertThat(server.localAddress().getPath()).isEqualTo(path);
        assertThat(server.option(ExtendedSocketOptions.SO_PEERCRED).user().getName())
                .isEqualTo(System.getProperty("user.name"));
        client.close();
        assertThat(runtime.run(server.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
    }

    @Test
    void aClientMayHaveANameOfItsOwn() throws Exception {
        Path path = folder.resolve("socket");
        UnixListener listener = runtime.run(UnixListener.bind(path));
        var from = UnixDomainSocketAddress.of(folder.resolve("client"));
        UnixStream client = runtime.run(
                UnixStream.connect(UnixDomainSocketAddress.of(path), ConnectOptions.DEFAULT.withLocalAddress(from)));
        UnixStream server = runtime.run(listener.accept());
        assertThat(server.remoteAddress()).isEqualTo(from);
        assertThat(client.localAddress()).isEqualTo(from);
    }
}
