package io.magpie.examples;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawnCompute;

import io.magpie.examples.load.Computation;
import io.magpie.examples.load.Message;
import io.magpie.future.Future;
import io.magpie.io.TcpStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// As [EchoConnection], but obeys a request to compute before it sends it back: on its worker, which is what a handler
/// must not do, or through `spawnCompute`.
final class ComputingConnection {

    private ComputingConnection() {}

    /// Serves until the peer has gone.
    static Future<@Nullable Void> serve(TcpStream connection, boolean offload) {
        return async(() -> {
            try (TcpStream stream = connection) {
                ByteBuffer message = ByteBuffer.allocateDirect(Message.SIZE);
                while (await(stream.read(message)) >= 0) {
                    if (message.hasRemaining()) {
                        continue;
                    }
                    if (message.flip().get(0) == Message.COMPUTE) {
                        if (offload) {
                            await(spawnCompute(() -> Computation.run(Computation.LENGTH)));
                        } else {
                            Computation.run(Computation.LENGTH);
                        }
                    }
                    await(stream.writeAll(message));
                    message.clear();
                }
            } catch (IOException e) {
                // The peer is gone, and so is everybody who would want to know.
            }
        });
    }
}
