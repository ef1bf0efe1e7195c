package io.magpie.io.tls;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.join;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.AsyncStream;
import io.magpie.task.JoinHandle;
import io.magpie.time.ElapsedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS between two streams of Magpie, over a connection in memory.
class TlsStreamTest {

    private static final String TLS_1_2 = "TLSv1.2";
    private static final String TLS_1_3 = "TLSv1.3";

    private static AsyncRuntime runtime;
    private static TlsAcceptor acceptor;
    private static TlsConnector connector;

    @BeforeAll
    static void start() throws Exception {
        runtime = AsyncRuntime.builder().workers(2).build();
        acceptor = TlsAcceptor.of(Keys.server("localhost"));
        connector = TlsConnector.of(Keys.client("localhost"));
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    private record Ends(TlsStream client, TlsStream server) {}

    private static Future<Ends> shake(
            MemoryStream.Pair pair, TlsConnector connector, String host, TlsAcceptor acceptor) {
        return async(() -> {
            var both = await(join(connector.connect(pair.left(), host, 443), acceptor.accept(pair.right())));
            return new Ends(both.first(), both.second());
        });
    }

    private static Future<Ends> shake(MemoryStream.Pair pair, String protocol) {
        return shake(pair, connector.withProtocols(protocol), "localhost", acceptor);
    }

    /// Both ends of a handshake, of which one at least fails.
    private record Failures(Throwable client, Throwable server) {}

    private static Failures shakeAndFail(
            MemoryStream.Pair pair, TlsConnector connector, String host, TlsAcceptor acceptor) throws Exception {
        JoinHandle<TlsStream> client = runtime.spawn(connector.connect(pair.left(), host, 443));
        JoinHandle<TlsStream> server = runtime.spawn(acceptor.accept(pair.right()));
        return new Failures(catchThrowable(client::join), catchThrowable(server::join));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Future<Void> send(AsyncStream stream, String text) {
        return async(() -> {
            await(stream.writeAll(bytes(text)));
            await(stream.flush());
            return null;
        });
    }

    /// What is read until `length` bytes are there, or the end.
    private static Future<String> receive(AsyncStream stream, int length) {
        return async(() -> {
            ByteBuffer into = ByteBuffer.allocate(length);
            while (into.hasRemaining() && await(stream.read(into)) >= 0) {
                // more
            }
            return new String(into.array(), 0, into.position(), StandardCharsets.UTF_8);
        });
    }

    @Test
    void aPeerThatAsksForNewKeysAndReadsNoAnswer_makesTheReaderWait() throws Exception {
        int asked = 6000; // an answer has some 25 bytes
        MemoryStream.Pair pair = MemoryStream.pair(1 << 20, 0);
        SSLEngine[] engine = new SSLEngine[1];
        TlsConnector asking = connector.withProtocols(TLS_1_3).withEngineSettings(made -> engine[0] = made);
        Ends ends = runtime.blockOn(shake(pair, asking, "localhost", acceptor));
        pair.right().stall();
        for (int i = 0; i < asked; i++) {
            engine[0].beginHandshake(); // after the handshake it asks for new keys
            runtime.blockOn(ends.client.writeAll(bytes("x")));
        }
        AtomicInteger wakes = new AtomicInteger();
        int read = readNow(ends.server, wakes);
        assertThat(read).isBetween(1000, 5000);
        pair.right().resume();
        assertThat(wakes).as("the reader is woken when there is room").hasPositiveValue();
        assertThat(readNow(ends.server, wakes)).isEqualTo(asked - read);
        runtime.blockOn(send(ends.server, "done"));
        assertThat(runtime.blockOn(receive(ends.client, 4))).isEqualTo("done");
    }

    /// Reads byte by byte until it would have to wait. Returns how many.
    private static int readNow(TlsStream stream, AtomicInteger wakes) throws IOException {
        int read = 0;
        while (stream.pollRead(Context.of(wakes::incrementAndGet), ByteBuffer.allocate(1)) == 1) {
            read++;
        }
        return read;
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void bothEndsUnderstandEachOther(String protocol) throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 7), protocol));
            assertThat(ends.client.session().getProtocol()).isEqualTo(protocol);
            assertThat(ends.client.session().getPeerPrincipal().getName()).isEqualTo("CN=localhost");
            await(join(send(ends.client, "ask"), send(ends.server, "answer")));
            assertThat(await(receive(ends.server, 3))).isEqualTo("ask");
            assertThat(await(receive(ends.client, 6))).isEqualTo("answer");
            await(join(ends.client.shutdown(), ends.server.shutdown()));
            assertThat(await(receive(ends.client, 1))).isEmpty();
            assertThat(await(receive(ends.server, 1))).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void aSmallBuffer_readsALargeRecordInPortions(String protocol) throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(100_000, 0), protocol));
            String text = "x".repeat(16_000) + "y";
            await(send(ends.client, text));
            ByteBuffer portion = ByteBuffer.allocate(4097);
            StringBuilder all = new StringBuilder();
            while (all.length() < text.length()) {
                int n = await(ends.server.read(portion.clear()));
                assertThat(n).isPositive();
                all.append(new String(portion.array(), 0, n, StandardCharsets.UTF_8));
            }
            assertThat(all.toString()).isEqualTo(text);
            assertThat(ends.server.buffers()).isZero();
        });
    }

    @Test
    void severalBuffers_goIntoOneRecord() throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 0), TLS_1_3));
            ByteBuffer[] parts = {bytes("skipped"), bytes("to"), bytes(""), bytes("gether")};
            long n = await((Future<Long>) cx -> ends.client.pollWrite(cx, parts, 1, 3));
            assertThat(n).isEqualTo(8);
            ByteBuffer into = ByteBuffer.allocate(100);
            assertThat(await(ends.server.read(into))).isEqualTo(8);
            assertThat(new String(into.array(), 0, 8, StandardCharsets.UTF_8)).isEqualTo("together");
        });
    }

    @Test
    void anEncryptedStream_carriesAnother() throws Exception {
        runtime.blockOn(() -> {
            Ends outer = await(shake(MemoryStream.pair(5000, 13), TLS_1_3));
            var inner = await(join(connector.connect(outer.client, "localhost", 443), acceptor.accept(outer.server)));
            String text = "twice".repeat(1_000);
            var both = await(join(send(inner.first(), text), receive(inner.second(), text.length())));
            assertThat(both.second()).isEqualTo(text);
            await(inner.first().shutdown());
            assertThat(await(receive(inner.second(), 1))).isEmpty();
            assertThat(await(receive(outer.server, 1))).isEmpty();
        });
    }

    // ---- what is agreed

    @Test
    void applicationProtocols_agreeOnTheServersFirstThatTheClientHas() throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(
                    MemoryStream.pair(1000, 0),
                    connector.withApplicationProtocols("http/1.1", "h2"),
                    "localhost",
                    acceptor.withApplicationProtocols("h3", "h2", "http/1.1")));
            assertThat(ends.client.applicationProtocol()).isEqualTo("h2");
            assertThat(ends.server.applicationProtocol()).isEqualTo("h2");
            Ends without = await(shake(MemoryStream.pair(1000, 0), TLS_1_3));
            assertThat(without.client.applicationProtocol()).isNull();
        });
    }

    @Test
    void noCommonApplicationProtocol_isRefused_andTheClientIsTold() throws Exception {
        var pair = MemoryStream.pair(1000, 3);
        Failures failed = shakeAndFail(
                pair,
                connector.withApplicationProtocols("h2"),
                "localhost",
                acceptor.withApplicationProtocols("http/1.1"));
        assertThat(failed.server).isInstanceOf(SSLHandshakeException.class).hasMessageContaining("memory:right");
        assertThat(failed.client)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("localhost:443")
                .hasMessageContaining("no_application_protocol");
        assertThat(pair.left().isClosed() && pair.right().isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void theNameThatTheClientAsksFor_choosesTheCertificate(String protocol) throws Exception {
        ServerCertificates byName = ServerCertificates.of(Keys.all(), Keys.PASSWORD, name -> switch (name) {
            case "shop.example" -> "shop";
            case "refused.example" -> null;
            case "localhost" -> "localhost"; // the JDK itself does not send a name without a dot
            case null, default -> "client";
        });
        TlsAcceptor named = TlsAcceptor.of(Keys.context(new ServerCertificates[] {byName}, null));
        TlsConnector trusting =
                TlsConnector.of(Keys.client("localhost", "shop", "client")).withProtocols(protocol);
        runtime.blockOn(() -> {
            Ends shop = await(shake(MemoryStream.pair(1000, 0), trusting, "SHOP.example", named));
            assertThat(shop.client.session().getPeerPrincipal().getName()).isEqualTo("CN=shop.example");
            Ends other = await(shake(MemoryStream.pair(1000, 0), trusting, "localhost", named));
            assertThat(other.client.session().getPeerPrincipal().getName()).isEqualTo("CN=localhost");
            Ends address =
                    await(shake(MemoryStream.pair(1000, 0), trusting.withNameVerification(false), "127.0.0.1", named));
            assertThat(address.client.session().getPeerPrincipal().getName()).isEqualTo("CN=client");
        });
        assertThat(shakeAndFail(MemoryStream.pair(1000, 0), trusting, "refused.example", named).client)
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void theClientRefusesACertificateOfAnotherName_unlessToldNotToLook() throws Exception {
        TlsConnector trusting = TlsConnector.of(Keys.client("shop"));
        TlsAcceptor shop = TlsAcceptor.of(Keys.server("shop"));
        Failures failed = shakeAndFail(MemoryStream.pair(1000, 0), trusting, "localhost", shop);
        assertThat(failed.client)
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("TLS with localhost:443")
                .hasMessageContaining("name matching localhost found");
        assertThat(failed.server).isInstanceOf(SSLException.class).hasMessageContaining("certificate_unknown");
        runtime.blockOn(shake(MemoryStream.pair(1000, 0), trusting.withNameVerification(false), "localhost", shop));
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void theClientRefusesACertificateThatItDoesNotTrust(String protocol) throws Exception {
        TlsConnector other = TlsConnector.of(Keys.client("shop")).withProtocols(protocol);
        var pair = MemoryStream.pair(10, 11);
        Failures failed = shakeAndFail(pair, other, "localhost", acceptor);
        assertThat(failed.client).isInstanceOf(SSLHandshakeException.class).hasMessageContaining("PKIX");
        assertThat(failed.server).isInstanceOf(SSLException.class).hasMessageContaining("certificate_unknown");
        assertThat(pair.left().isClosed() && pair.right().isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void aServerThatNeedsAClientsCertificate_refusesWhoHasNone(String protocol) throws Exception {
        TlsAcceptor needing =
                acceptor.withClientAuthentication(ClientAuthentication.NEEDED).withProtocols(protocol);
        SSLContext known = Keys.context(Keys.keys("client"), new TrustManager[] {Keys.trust("localhost")});
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 0), TlsConnector.of(known), "localhost", needing));
            assertThat(ends.server.session().getPeerPrincipal().getName()).isEqualTo("CN=client");
        });
        var pair = MemoryStream.pair(1000, 0);
        JoinHandle<TlsStream> server = runtime.spawn(needing.accept(pair.right()));
        runtime.blockOn(() -> {
            // In 1.3 the client has finished before the server has looked.
            Future<Integer> connectAndRead = async(() -> await(
                    await(connector.connect(pair.left(), "localhost", 443)).read(ByteBuffer.allocate(1))));
            assertThat(await(failure(connectAndRead)))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("Received fatal alert");
        });
        assertThatThrownBy(server::join).isInstanceOf(SSLHandshakeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void aSessionIsResumed_withoutACertificate(String protocol) throws Exception {
        AtomicInteger checks = new AtomicInteger();
        SSLContext counting =
                Keys.context(null, new TrustManager[] {Keys.asking(checks::incrementAndGet, Keys.trust("localhost"))});
        TlsConnector client = TlsConnector.of(counting).withProtocols(protocol);
        runtime.blockOn(() -> {
            for (int i = 0; i < 3; i++) {
                Ends ends = await(shake(MemoryStream.pair(1000, i), client, "localhost", acceptor));
                await(send(ends.server, "so that a ticket is read"));
                await(receive(ends.client, 10));
                await(ends.client.shutdown());
                ends.client.close();
                ends.server.close();
            }
        });
        assertThat(checks).hasValue(1);
    }

    // ---- the end of a stream

    @Test
    void afterItsShutdown_aClientReadsOn() throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 5), TLS_1_3));
            await(send(ends.client, "last question"));
            await(ends.client.shutdown());
            await(ends.client.shutdown());
            assertThat(await(receive(ends.server, 100))).isEqualTo("last question");
            assertThat(await(ends.server.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            await(send(ends.server, "answer"));
            await(ends.server.shutdown());
            assertThat(await(receive(ends.client, 100))).isEqualTo("answer");
            assertThat(await(ends.client.read(ByteBuffer.allocate(1)))).isEqualTo(-1);
            assertThat(await(failure(ends.client.write(bytes("more")))))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("was shut down");
        });
    }

    @Test
    void inTls12_thePeersEndIsTheEndOfBothDirections() throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 0), TLS_1_2));
            await(send(ends.server, "on its way"));
            await(ends.client.shutdown());
            assertThat(await(receive(ends.server, 1))).isEmpty();
            assertThat(await(failure(ends.server.write(bytes("too late")))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("has ended the connection, and with TLSv1.2 both directions");
            assertThat(await(receive(ends.client, 100))).isEqualTo("on its way");
        });
    }

    /// What `future` throws.
    private static Future<Throwable> failure(Future<?> future) {
        return async(() -> {
            try {
                Object value = await(future);
                return new AssertionError("it did not fail, but gave " + value);
            } catch (Exception e) {
                return e;
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void anEndWithoutCloseNotify_isATruncation_everyTime(String protocol) throws Exception {
        runtime.blockOn(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1000, 0);
            Ends ends = await(shake(pair, protocol));
            await(send(ends.server, "cut"));
            pair.right().cutOff();
            assertThat(await(receive(ends.client, 3))).isEqualTo("cut");
            for (int i = 0; i < 2; i++) {
                assertThat(await(failure(ends.client.read(ByteBuffer.allocate(1)))))
                        .isInstanceOf(TlsTruncatedException.class)
                        .hasMessageContaining("localhost:443 ended the connection without close_notify");
            }
            await(send(ends.client, "still heard"));
            assertThat(await(receive(ends.server, 11))).isEqualTo("still heard");
        });
    }

    @Test
    void anEndWithinARecord_isATruncation() throws Exception {
        runtime.blockOn(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1000, 0);
            Ends ends = await(shake(pair, TLS_1_3));
            assertThat(await(ends.server.write(bytes("more than there is room for".repeat(100)))))
                    .isPositive();
            pair.right().cutOff();
            assertThat(await(failure(ends.client.read(ByteBuffer.allocate(100)))))
                    .isInstanceOf(TlsTruncatedException.class);
        });
    }

    @Test
    void anEndDuringTheHandshake_failsIt() throws Exception {
        var pair = MemoryStream.pair(1000, 0);
        pair.right().cutOff();
        assertThatThrownBy(() -> runtime.blockOn(connector.connect(pair.left(), "localhost", 443)))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("TLS with localhost:443: the peer ended the connection during the handshake");
        assertThat(pair.left().isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void aRecordThatWasChanged_failsBothDirections_andThePeerIsTold(String protocol) throws Exception {
        runtime.blockOn(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1000, 0);
            Ends ends = await(shake(pair, protocol));
            await(send(ends.client, "good"));
            assertThat(await(receive(ends.server, 4))).isEqualTo("good");
            pair.left().corruptNextByte();
            await(send(ends.client, "bad"));
            assertThat(await(failure(ends.server.read(ByteBuffer.allocate(10)))))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("TLS with memory:right");
            assertThat(await(failure(ends.server.write(bytes("no more"))))).isInstanceOf(SSLException.class);
            assertThat(await(failure(ends.client.read(ByteBuffer.allocate(10)))))
                    .hasMessageContaining("Received fatal alert");
            assertThat(ends.server.buffers() + ends.client.buffers()).isZero();
        });
    }

    @Test
    void closing_failsWhoReads_andWhoComesLater() throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 0), TLS_1_3));
            await(send(ends.server, "unread"));
            await(receive(ends.client, 1)); // the rest waits in the stream
            Future<Integer> waiting = ends.server.read(ByteBuffer.allocate(1));
            JoinHandle<Integer> reading = spawn(waiting);
            ends.server.close();
            ends.client.close();
            assertThat(await(failure(ends.client.read(ByteBuffer.allocate(1)))))
                    .isInstanceOf(ClosedChannelException.class)
                    .hasMessageContaining("TlsStream[with localhost:443] was closed at this end");
            assertThat(await(failure(reading))).isInstanceOf(ClosedChannelException.class);
        });
    }

    // ---- waiting

    @Test
    void whileACertificateIsChecked_theOnlyWorkerIsFree() throws Exception {
        CountDownLatch workerWasFree = new CountDownLatch(1);
        SSLContext slow = Keys.context(null, new TrustManager[] {
            Keys.asking(
                    () -> {
                        try {
                            workerWasFree.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    },
                    Keys.trust("localhost"))
        });
        try (AsyncRuntime alone = AsyncRuntime.builder().currentThread().build()) {
            alone.blockOn(() -> {
                JoinHandle<Ends> shaking = spawn(shake(
                        MemoryStream.pair(1000, 0),
                        TlsConnector.of(slow).withBlockingTasks(true),
                        "localhost",
                        acceptor));
                spawn(async(() -> {
                    for (int i = 0; i < 100; i++) {
                        await(io.magpie.Async.yieldNow());
                    }
                    workerWasFree.countDown();
                }));
                await(shaking);
            });
        }
    }

    @Test
    void aPeerThatSaysNothing_isGivenUpByATimeout() throws Exception {
        try (AsyncRuntime alone = AsyncRuntime.builder().currentThread().build()) {
            alone.clock().pause();
            var pair = MemoryStream.pair(1000, 0);
            assertThatThrownBy(() -> alone.blockOn(timeout(Duration.ofSeconds(10), acceptor.accept(pair.right()))))
                    .isInstanceOf(ElapsedException.class);
            assertThat(pair.right().isClosed()).isTrue();
        }
    }

    @Test
    void whoWaits_ownsNoBuffer() throws Exception {
        runtime.blockOn(() -> {
            Ends ends = await(shake(MemoryStream.pair(1000, 0), TLS_1_3));
            JoinHandle<String> reading = spawn(receive(ends.server, 8));
            await(send(ends.client, "1234"));
            await(send(ends.client, "5678"));
            assertThat(await(reading)).isEqualTo("12345678");
            assertThat(await(mustWait(ends.server.read(ByteBuffer.allocate(8)))))
                    .isTrue();
            assertThat(ends.server.buffers() + ends.client.buffers()).isZero();
        });
    }

    /// Whether `future` has to wait; polls once, and drops it then.
    private static Future<Boolean> mustWait(Future<?> future) {
        return cx -> {
            boolean pending = future.poll(cx) == Poll.PENDING;
            if (pending) {
                future.drop(cx);
            }
            return pending;
        };
    }

    @Test
    void aRequestThatIsStuck_isSentByWhoReadsItsAnswer() throws Exception {
        runtime.blockOn(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1000, 0);
            Ends ends = await(shake(pair, TLS_1_3));
            pair.left().stall();
            assertThat(await(ends.client.write(bytes("ask")))).isEqualTo(3); // queued
            JoinHandle<String> answer = spawn(receive(ends.client, 6));
            JoinHandle<String> question = spawn(receive(ends.server, 3));
            await(io.magpie.Async.yieldNow());
            pair.left().resume();
            assertThat(await(question)).isEqualTo("ask");
            await(send(ends.server, "answer"));
            assertThat(await(answer)).isEqualTo("answer");
        });
    }

    @Test
    void aReaderThatWaitedBefore_sendsWhatAWriterLeaves() throws Exception {
        runtime.blockOn(() -> {
            MemoryStream.Pair pair = MemoryStream.pair(1000, 0);
            Ends ends = await(shake(pair, TLS_1_3));
            Waiting reader = new Waiting(ends.client);
            JoinHandle<Integer> answer = spawn(reader);
            await(reader.waits());
            pair.left().stall();
            assertThat(await(ends.client.write(bytes("ask")))).isEqualTo(3); // queued, and this task goes on
            JoinHandle<String> question = spawn(receive(ends.server, 3));
            pair.left().resume();
            assertThat(await(question)).isEqualTo("ask");
            await(send(ends.server, "!"));
            assertThat(await(answer)).isEqualTo(1);
        });
    }

    /// Reads a byte, and tells when it had to wait.
    private static final class Waiting implements Future<Integer> {
        private final TlsStream stream;
        private final io.magpie.sync.Notify waits = new io.magpie.sync.Notify();

        Waiting(TlsStream stream) {
            this.stream = stream;
        }

        Future<Void> waits() {
            return waits.notified();
        }

        @Override
        public Object poll(Context cx) throws IOException {
            int n = stream.pollRead(cx, ByteBuffer.allocate(1));
            if (n == AsyncStream.NOT_READY) {
                waits.notifyOne();
                return Poll.PENDING;
            }
            return n;
        }
    }
}
