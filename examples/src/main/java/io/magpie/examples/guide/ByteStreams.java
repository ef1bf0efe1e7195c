package io.magpie.examples.guide;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.race;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawnBlocking;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.magpie.AsyncRuntime;
import io.magpie.future.Future;
import io.magpie.io.AsyncBufRead;
import io.magpie.io.AsyncRead;
import io.magpie.io.AsyncStream;
import io.magpie.io.BufReader;
import io.magpie.io.BufWriter;
import io.magpie.io.Copied;
import io.magpie.io.GrowableBuffer;
import io.magpie.io.Lines;
import io.magpie.io.TooLongException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Byte streams: buffers, lines, numbers, copies, and code that blocks.
final class ByteStreams {

    private ByteStreams() {}

    // @start region="request"
    /// A request: lines of `name: value`, an empty line, and a body as long as the line `length` says.
    record Request(Map<String, String> header, String body) {}

    /// The next request; null at the end of the stream.
    static Future<@Nullable Request> readRequest(BufReader reader) {
        return async(() -> {
            Lines lines = reader.lines(1000);
            Map<String, String> header = new TreeMap<>();
            String line = await(lines.next());
            if (line == null) {
                return null;
            }
            for (; line != null && !line.isEmpty(); line = await(lines.next())) {
                String[] pair = line.split(": ", 2);
                header.put(pair[0], pair.length == 2 ? pair[1] : "");
            }
            int length = Integer.parseInt(header.getOrDefault("length", "0"));
            GrowableBuffer body = new GrowableBuffer(64 * 1024);
            await(reader.take(length).readToEnd(body));
            if (body.size() < length) {
                throw new EOFException("of a body of " + length + " bytes, " + body.size() + " have come");
            }
            return new Request(header, body.toString(UTF_8));
        });
    }
    // @end

    // @start region="impatient"
    /// Reads a line for a while: "" if none has come yet. What has come of it is in `partial`, for the next call.
    static Future<@Nullable String> lineWithin(Duration patience, AsyncBufRead reader, GrowableBuffer partial) {
        return race(reader.readLine(partial), sleep(patience).map(_ -> ""));
    }
    // @end

    // @start region="tolerant"
    /// The lines that are not too long, and how many were.
    static Future<List<String>> shortLines(AsyncBufRead reader) {
        return async(() -> {
            Lines lines = reader.lines(20);
            List<String> all = new ArrayList<>();
            int tooLong = 0;
            while (true) {
                try {
                    String line = await(lines.next());
                    if (line == null) {
                        all.add("and " + tooLong + " that were too long");
                        return all;
                    }
                    all.add(line);
                } catch (TooLongException e) {
                    tooLong++; // its rest is skipped by the next call
                }
            }
        });
    }
    // @end

    // @start region="numbers"
    /// Writes a point as the protocol has it: a tag, and two numbers in little-endian order.
    static Future<@Nullable Void> writePoint(BufWriter writer, int x, int y) {
        return async(() -> {
            writer.order(ByteOrder.LITTLE_ENDIAN);
            await(writer.writeByte('P'));
            await(writer.writeInt(x));
            await(writer.writeInt(y));
            await(writer.flush());
        });
    }

    /// Reads a point.
    static Future<String> readPoint(BufReader reader) {
        return async(() -> {
            reader.order(ByteOrder.LITTLE_ENDIAN);
            int tag = await(reader.readUnsignedByte());
            if (tag != 'P') {
                throw new IOException("no point begins with " + tag);
            }
            return await(reader.readInt()) + ", " + await(reader.readInt());
        });
    }
    // @end

    // @start region="proxy"
    /// Connects two streams until both directions have ended, or one has failed; then closes both.
    static Future<Copied> connect(AsyncStream client, AsyncStream server) {
        return async(() -> {
            try (client;
                    server) {
                return await(client.copyBidirectional(server));
            }
        });
    }
    // @end

    // @start region="unzip"
    /// Unpacks a stream with a library that blocks.
    static Future<String> unzip(AsyncRead packed) {
        return async(() -> {
            AsyncRuntime runtime = AsyncRuntime.current();
            return await(spawnBlocking(() -> {
                try (var unpacked = new GZIPInputStream(packed.toInputStream(runtime))) {
                    return new String(unpacked.readAllBytes(), UTF_8);
                }
            }));
        });
    }
    // @end
}
