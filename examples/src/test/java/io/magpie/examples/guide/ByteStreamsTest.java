package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.magpie.AsyncRuntime;
import io.magpie.examples.guide.Framing.Sample;
import io.magpie.io.AsyncRead;
import io.magpie.io.BufReader;
import io.magpie.io.BufWriter;
import io.magpie.io.Copied;
import io.magpie.io.Duplex;
import io.magpie.io.GrowableBuffer;
import io.magpie.io.codec.Framed;
import io.magpie.task.JoinHandle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Runs what byte-streams-and-framing.md quotes, and checks what it says about it.
class ByteStreamsTest {

    private final AsyncRuntime runtime = AsyncRuntime.builder().workers(2).build();

    @AfterEach
    void close() {
        runtime.close();
    }

    private static BufReader reader(String text) {
        return new BufReader(AsyncRead.of(new ByteArrayInputStream(text.getBytes(UTF_8))));
    }

    @Test
    void requests_areReadOneAfterTheOther() throws Exception {
        BufReader reader =
                reader("to: Magpie\r\nlength: 5\r\n\r\nhello" + "to: Jay\nlength: 3\n\nhey" + "length: 9\n\ncut");
        assertThat(runtime.blockOn(ByteStreams.readRequest(reader)))
                .isEqualTo(new ByteStreams.Request(Map.of("to", "Magpie", "length", "5"), "hello"));
        assertThat(runtime.blockOn(ByteStreams.readRequest(reader)).body()).isEqualTo("hey");
        assertThatThrownBy(() -> runtime.blockOn(ByteStreams.readRequest(reader)))
                .isInstanceOf(EOFException.class)
                .hasMessage("of a body of 9 bytes, 3 have come");
        assertThat(runtime.blockOn(ByteStreams.readRequest(reader))).isNull();
    }

    @Test
    void aLineThatComesInPieces_isReadByAnImpatientReader() throws Exception {
        Duplex pipe = Duplex.of(100);
        BufReader reader = new BufReader(pipe.right());
        GrowableBuffer partial = new GrowableBuffer(100);
        String line = runtime.blockOn(async(() -> {
            await(pipe.left().writeAll(UTF_8.encode("half a ")));
            while (partial.isEmpty()) {
                assertThat(await(ByteStreams.lineWithin(Duration.ofMillis(1), reader, partial)))
                        .isEmpty();
            }
            await(pipe.left().writeAll(UTF_8.encode("line\n")));
            return await(ByteStreams.lineWithin(Duration.ofDays(1), reader, partial));
        }));
        assertThat(line).isEqualTo("half a line");
        assertThat(partial.isEmpty()).isTrue();
    }

    @Test
    void linesThatAreTooLong_arePassedOver() throws Exception {
        assertThat(runtime.blockOn(
                        ByteStreams.shortLines(reader("one\n" + "x".repeat(50_000) + "\ntwo\n" + "y".repeat(21)))))
                .containsExactly("one", "two", "and 2 that were too long");
    }

    @Test
    void numbers_goBothWays() throws Exception {
        Duplex pipe = Duplex.of(100);
        runtime.blockOn(ByteStreams.writePoint(new BufWriter(pipe.left()), 3, -4));
        assertThat(runtime.blockOn(ByteStreams.readPoint(new BufReader(pipe.right()))))
                .isEqualTo("3, -4");
        runtime.blockOn(pipe.left().writeAll(UTF_8.encode("Q")));
        assertThatThrownBy(() -> runtime.blockOn(ByteStreams.readPoint(new BufReader(pipe.right()))))
                .hasMessage("no point begins with 81");
    }

    @Test
    void aProxy_carriesBothDirectionsAndTheirEnds() throws Exception {
        Duplex client = Duplex.of(100);
        Duplex server = Duplex.of(100);
        JoinHandle<Copied> proxy = runtime.spawn(ByteStreams.connect(client.right(), server.left()));
        String heard = runtime.blockOn(async(() -> {
            GrowableBuffer question = new GrowableBuffer(100);
            await(client.left().writeAll(UTF_8.encode("question")));
            await(client.left().shutdown());
            await(server.right().readToEnd(question));
            await(server.right().writeAll(UTF_8.encode("an answer")));
            await(server.right().shutdown());
            GrowableBuffer answer = new GrowableBuffer(100);
            await(client.left().readToEnd(answer));
            return question.toString(UTF_8) + ", " + answer.toString(UTF_8);
        }));
        assertThat(heard).isEqualTo("question, an answer");
        assertThat(runtime.blockOn(proxy)).isEqualTo(new Copied(8, 9));
        assertThatThrownBy(() -> runtime.blockOn(client.left().writeAll(ByteBuffer.allocate(1))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken pipe");
    }

    @Test
    void codeThatBlocks_readsAStream() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(packed)) {
            zip.write("a stream, unpacked".getBytes(UTF_8));
        }
        Duplex pipe = Duplex.of(7);
        JoinHandle<String> unpacked = runtime.spawn(ByteStreams.unzip(pipe.right()));
        runtime.blockOn(async(() -> {
            await(pipe.left().writeAll(ByteBuffer.wrap(packed.toByteArray())));
            await(pipe.left().shutdown());
        }));
        assertThat(runtime.blockOn(unpacked)).isEqualTo("a stream, unpacked");
    }

    @Test
    void lines_areAnsweredInCapitals_andOverLongOnesLetPass() throws Exception {
        Duplex pipe = Duplex.of(1000);
        runtime.blockOn(async(() -> {
            await(pipe.left().writeAll(UTF_8.encode("hello\r\n" + "x".repeat(90) + "\nbye")));
            await(pipe.left().shutdown());
            await(Framing.shout(pipe.right()));
            GrowableBuffer answers = new GrowableBuffer(100);
            await(pipe.left().readToEnd(answers));
            assertThat(answers.toString(UTF_8)).isEqualTo("HELLO\npardon?\nBYE\n");
        }));
    }

    @Test
    void lengths_areWhereTheSettingsSay() throws Exception {
        ByteBuffer wire = ByteBuffer.wrap(new byte[] {'M', 5, 0, 'a', 'b', 'c', 'M', 2, 0});
        var codec = Framing.messages();
        assertThat(codec.decode(wire)).isEqualTo(UTF_8.encode("abc"));
        assertThat(codec.decode(wire)).isEqualTo(ByteBuffer.allocate(0));
        assertThat(codec.decode(wire)).isNull();
    }

    @Test
    void aCodecOfOnesOwn_runsOverAStream() throws Exception {
        Duplex pipe = Duplex.of(11);
        var far = new Framed<Sample, Sample>(pipe.right(), new Framing.SampleCodec());
        JoinHandle<?> negating = runtime.spawn(Framing.negate(far));
        runtime.blockOn(async(() -> {
            var near = new Framed<Sample, Sample>(pipe.left(), new Framing.SampleCodec());
            for (int i = 0; i < 100; i++) {
                await(near.send(new Sample(i, i / 2f)));
                assertThat(await(near.next())).isEqualTo(new Sample(i, -(i / 2f)));
            }
            await(near.shutdown());
            assertThat(await(near.next())).isNull();
        }));
        runtime.blockOn(negating);
        assertThatThrownBy(() ->
                        new Framing.SampleCodec().decode(ByteBuffer.allocate(8).putInt(0, -1)))
                .hasMessage("no sensor has the number -1");
    }
}
