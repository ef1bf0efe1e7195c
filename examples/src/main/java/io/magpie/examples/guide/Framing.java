package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.future.Future;
import io.magpie.io.AsyncStream;
import io.magpie.io.GrowableBuffer;
import io.magpie.io.TooLongException;
import io.magpie.io.codec.Codec;
import io.magpie.io.codec.Framed;
import io.magpie.io.codec.LengthDelimitedCodec;
import io.magpie.io.codec.LinesCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Frames over byte streams.
final class Framing {

    private Framing() {}

    // @start region="shout"
    /// Answers each line in capitals, and lets over-long ones pass.
    static Future<@Nullable Void> shout(AsyncStream stream) {
        return async(() -> {
            try (Framed<String, String> lines = new Framed<>(stream, new LinesCodec(80))) {
                while (true) {
                    try {
                        String line = await(lines.next());
                        if (line == null) {
                            await(lines.shutdown());
                            return;
                        }
                        await(lines.send(line.toUpperCase(Locale.ROOT)));
                    } catch (TooLongException e) {
                        await(lines.send("pardon?"));
                        lines.resume(); // the rest of that line is skipped
                    }
                }
            }
        });
    }
    // @end

    // @start region="lengths"
    /// A magic byte, a length of two bytes in little-endian order that counts itself, then the frame.
    static LengthDelimitedCodec messages() {
        return LengthDelimitedCodec.builder()
                .lengthFieldOffset(1)
                .lengthFieldLength(2)
                .lengthAdjustment(-2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .maxFrameLength(16 * 1024)
                .build();
    }
    // @end

    // @start region="codec"
    /// A sample of a sensor: eight bytes on the wire.
    record Sample(int sensor, float value) {}

    /// Samples, one behind the other.
    static final class SampleCodec implements Codec<Sample, Sample> {

        @Override
        public @Nullable Sample decode(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() < 8) {
                return null; // come again with more
            }
            int sensor = bytes.getInt();
            if (sensor < 0) {
                throw new IOException("no sensor has the number " + sensor);
            }
            return new Sample(sensor, bytes.getFloat());
        }

        @Override
        public void encode(Sample sample, GrowableBuffer into) {
            into.appendInt(sample.sensor()).appendFloat(sample.value());
        }
    }
    // @end

    // @start region="pipeline"
    /// Answers as many requests as have come before it flushes: one write for all of them.
    static Future<@Nullable Void> negate(Framed<Sample, Sample> samples) {
        return async(() -> {
            for (Sample sample; (sample = await(samples.next())) != null; ) {
                await(samples.feed(new Sample(sample.sensor(), -sample.value())));
                if (samples.reader().buffered() == 0) {
                    await(samples.flush());
                }
            }
            await(samples.shutdown());
        });
    }
    // @end
}
