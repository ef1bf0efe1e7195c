package io.magpie.examples.redis.server;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.interval;
import static io.magpie.Async.race;
import static io.magpie.Async.scope;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawnBlocking;
import static io.magpie.Async.yieldNow;

import io.magpie.Scope;
import io.magpie.future.Future;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.sync.Notify;
import io.magpie.task.TaskCancelledException;
import io.magpie.time.Interval;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A server for Redis clients: accepts them, and ends in order. What their commands do is the `Engine`'s business.
///
/// ```java
/// Server server = Server.open(new Settings(), System.err::println); // replays the append-only file
/// runtime.blockOn(async(() -> await(server.serve(await(TcpListener.bind(address))))));
/// ```
public final class Server {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    /// Turns, each look, in which keys are moved to where they belong in a table that was resized. A guess: in all one
    /// percent of the time between two looks.
    private static final int MOVES_EACH_LOOK = 64;

    private static final Duration AFTER_FAILED_ACCEPT = Duration.ofMillis(100);
    private static final byte[] TOO_MANY_CLIENTS =
            "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Engine engine;
    private final @Nullable AppendLog log;
    private final Notify stopping = new Notify();

    private Server(Engine engine, @Nullable AppendLog log) {
        this.engine = engine;
        this.log = log;
    }

    /// A server that has replayed its append-only file, if it has one. Blocks.
    ///
    /// @param settings how it is to run; the server's from now on
    /// @param warn told what was cut off the append-only file
    /// @return the server, to [#serve]
    /// @throws IOException if the append-only file cannot be read, is damaged, or holds a command that fails
    public static Server open(Settings settings, Consumer<String> warn) throws IOException {
        return open(settings, InstantSource.system(), System::nanoTime, warn);
    }

    /// As [#open(Settings, Consumer)], for tests.
    static Server open(Settings settings, InstantSource clock, LongSupplier nanoTime, Consumer<String> warn)
            throws IOException {
        Engine engine = new Engine(settings, clock, nanoTime, RandomGenerator.getDefault());
        AppendLog log = null;
        Path path = settings.appendFile;
        if (path != null) {
            log = new AppendLog(AppendFile.open(path, Replay.on(engine.database, engine.table), warn), settings.fsync);
            engine.use(log);
        }
        Server server = new Server(engine, log);
        ConnectionCommands.addTo(engine);
        TransactionCommands.addTo(engine);
        PubSubCommands.addTo(engine);
        OperatorCommands.addTo(engine, server::stop);
        DebugCommands.addTo(engine);
        return server;
    }

    // @start region="serve"
    /// Serves the connections of `listener` until [#stop]: then it closes the listener, has the requests answered that
    /// it has read, closes the connections, and writes the log to its end. Dropped, it does the same.
    ///
    /// @param listener closed at the end, whatever that is
    /// @return fails if the log cannot be written under [FsyncPolicy#ALWAYS]
    public Future<@Nullable Void> serve(TcpListener listener) {
        return async(() -> {
            try (listener) {
                await(withLog(race(stopRequest(listener), connections(listener), housekeeping())));
            }
        });
    }
    // @end

    /// Ends [#serve]: now, or once it begins. Any thread.
    public void stop() {
        stopping.notifyOne();
    }

    /// For tests.
    Engine engine() {
        return engine;
    }

    private Future<@Nullable Void> stopRequest(TcpListener listener) {
        return async(() -> {
            await(stopping.notified());
            listener.close();
        });
    }

    // @start region="accept"
    /// Serves connections, each in a task that ends before this does.
    private Future<@Nullable Void> connections(TcpListener listener) {
        return scope(tasks -> {
            await(accept(listener, tasks));
        });
    }

    private Future<@Nullable Void> accept(TcpListener listener, Scope tasks) {
        return async(() -> {
            while (true) {
                try {
                    TcpStream stream = answeringAtOnce(await(listener.accept()));
                    Client client = engine.enter(stream);
                    if (client != null) {
                        tasks.spawn(new Connection(engine, log, client).serve());
                    } else {
                        turnAway(stream);
                    }
                } catch (ClosedChannelException e) {
                    throw e;
                } catch (IOException e) {
                    // That connection failed; or the descriptors have run out, and others must close first.
                    await(sleep(AFTER_FAILED_ACCEPT));
                }
            }
        });
    }
    // @end

    /// Answers are not held back until the peer acknowledges earlier ones.
    private static TcpStream answeringAtOnce(TcpStream stream) throws IOException {
        try {
            stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return stream;
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    private static void turnAway(TcpStream stream) {
        try (stream) {
            var _ = stream.tryWrite(ByteBuffer.wrap(TOO_MANY_CLIENTS));
        } catch (IOException e) {
            // It is gone already.
        }
    }

    // @start region="withLog"
    /// Runs `work` with the log beside it. Only when all of `work` has ended is the log told to: it writes what is left.
    private Future<@Nullable Void> withLog(Future<@Nullable Void> work) {
        AppendLog log = this.log;
        if (log == null) {
            return work;
        }
        return async(() -> {
            try {
                await(scope(s -> {
                    s.spawn(log.run());
                    try {
                        await(race(work, log.syncEverySecond(), log.rewriter().run()));
                    } finally {
                        log.close();
                    }
                }));
            } finally {
                await(close(log));
            }
        });
    }
    // @end

    private static Future<@Nullable Void> close(AppendLog log) {
        return async(() -> {
            try {
                await(spawnBlocking(log::closeFile));
            } catch (TaskCancelledException shutDown) {
                log.closeFile(); // the runtime ends, and begins no job any more: on this thread, then
            }
        });
    }

    /// Removes keys whose time has come, goes on with resizing, and cuts off clients that are too slow. For ever.
    private Future<@Nullable Void> housekeeping() {
        return async(() -> {
            Interval ticks = interval(BETWEEN_LOOKS);
            while (true) {
                await(ticks.tick());
                while (engine.expireSome()) {
                    await(yieldNow());
                }
                for (int turns = 0; turns < MOVES_EACH_LOOK && engine.moveSome(); turns++) {
                    await(yieldNow());
                }
                if (log != null) {
                    log.flush();
                }
                engine.lookAround();
            }
        });
    }
}
