package io.magpie.benchmarks.guard;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.spawn;
import static io.magpie.Async.timeout;
import static io.magpie.Async.yieldNow;

import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.TcpListener;
import io.magpie.io.TcpStream;
import io.magpie.sync.Channel;
import io.magpie.sync.Mutex;
import io.magpie.sync.Notify;
import io.magpie.sync.Oneshot;
import io.magpie.sync.Semaphore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Operations whose cost is guarded. Each is repeated in a loop by one task on one worker, so that per operation nothing
/// but it is left.
enum GuardedOperation {
    /// A future that is ready, awaited by a block.
    READY_AWAIT(GuardedOperation::readyAwait),
    /// A block without awaits, called and awaited.
    CALL(GuardedOperation::call),
    /// A task of a future that is there already, detached.
    SPAWN(GuardedOperation::spawnFuture),
    /// A task of an async block that uses a local variable, detached.
    SPAWN_BLOCK(GuardedOperation::spawnBlock),
    /// As SPAWN, and awaited.
    SPAWN_JOIN(GuardedOperation::spawnJoin),
    /// A yield.
    YIELD(GuardedOperation::yielding),
    /// A task that wakes itself, and is polled again.
    WAKE(GuardedOperation::wake),
    /// One task notifies another, and is notified; an operation is there and back, with a future for each wait.
    NOTIFY(GuardedOperation::notifying),
    /// A oneshot, sent to and awaited.
    ONESHOT(GuardedOperation::oneshot),
    /// A message through a bounded channel between two tasks, which is full most of the time.
    CHANNEL_BOUNDED(GuardedOperation::boundedChannel),
    /// A message through an unbounded channel, to oneself.
    CHANNEL_UNBOUNDED(GuardedOperation::unboundedChannel),
    /// A mutex that is free, locked and unlocked.
    MUTEX(GuardedOperation::mutex),
    /// A semaphore that has permits, acquired and released.
    SEMAPHORE(GuardedOperation::semaphore),
    /// A yield under a timeout: a timer registered and cancelled.
    TIMEOUT(GuardedOperation::timeoutOfYield),
    /// A request of 64 bytes to an echo task and back, over loopback; client and server are two tasks of one worker.
    ECHO(GuardedOperation::echo);

    private static final Future<String> READY = _ -> "ready";
    private static final int CAPACITY = 100;
    private static final int SPAWNED_AT_ONCE = 1_000;
    private static final int REQUEST = 64;
    private static final Duration NEVER = Duration.ofHours(1);

    private final IntFunction<Future<?>> root;

    GuardedOperation(IntFunction<Future<?>> root) {
        this.root = root;
    }

    /// A block that does so many operations.
    Future<?> repeated(int times) {
        return root.apply(times);
    }

    private static Future<@Nullable Void> readyAwait(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                var _ = await(READY);
            }
        });
    }

    private static Future<@Nullable Void> call(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(nothing());
            }
        });
    }

    private static Future<@Nullable Void> nothing() {
        return async(() -> {});
    }

    private static Future<@Nullable Void> spawnFuture(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                spawn(READY).detached();
                if (i % SPAWNED_AT_ONCE == 0) {
                    await(yieldNow());
                }
            }
        });
    }

    private static Future<@Nullable Void> spawnBlock(int times) {
        int[] ran = {0};
        return async(() -> {
            for (int i = 0; i < times; i++) {
                spawn(() -> {
                            ran[0]++;
                        })
                        .detached();
                if (i % SPAWNED_AT_ONCE == 0) {
                    await(yieldNow());
                }
            }
        });
    }

    private static Future<@Nullable Void> spawnJoin(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                var _ = await(spawn(READY));
            }
        });
    }

    private static Future<@Nullable Void> yielding(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(yieldNow());
            }
        });
    }

    private static Future<@Nullable Void> wake(int times) {
        int[] woken = {0};
        return cx -> {
            if (woken[0]++ == times) {
                return null;
            }
            cx.waker().wake();
            return Poll.PENDING;
        };
    }

    private static Future<@Nullable Void> notifying(int times) {
        Notify there = new Notify();
        Notify back = new Notify();
        return async(() -> {
            var partner = spawn(() -> {
                for (int i = 0; i < times; i++) {
                    await(there.notified());
                    back.notifyOne();
                }
            });
            for (int i = 0; i < times; i++) {
                there.notifyOne();
                await(back.notified());
            }
            await(partner);
        });
    }

    private static Future<@Nullable Void> oneshot(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                Oneshot<String> oneshot = Oneshot.create();
                var _ = oneshot.sender().send("value");
                var _ = await(oneshot.receiver());
            }
        });
    }

    private static Future<@Nullable Void> boundedChannel(int times) {
        Channel<String> channel = Channel.bounded(CAPACITY);
        return async(() -> {
            var producer = spawn(() -> {
                for (int i = 0; i < times; i++) {
                    await(channel.sender().send("message"));
                }
            });
            for (int i = 0; i < times; i++) {
                var _ = await(channel.receiver().recv());
            }
            await(producer);
        });
    }

    private static Future<@Nullable Void> unboundedChannel(int times) {
        Channel<String> channel = Channel.unbounded();
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(channel.sender().send("message"));
                var _ = await(channel.receiver().recv());
            }
        });
    }

    private static Future<@Nullable Void> mutex(int times) {
        Mutex mutex = new Mutex();
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(mutex.lock()).close();
            }
        });
    }

    private static Future<@Nullable Void> semaphore(int times) {
        Semaphore semaphore = new Semaphore(2);
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(semaphore.acquire()).close();
            }
        });
    }

    private static Future<@Nullable Void> timeoutOfYield(int times) {
        return async(() -> {
            for (int i = 0; i < times; i++) {
                await(timeout(NEVER, yieldNow()));
            }
        });
    }

    private static Future<@Nullable Void> echo(int times) {
        return async(() -> {
            try (TcpListener listener =
                    await(TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))) {
                var server = spawn(() -> {
                    try (TcpStream stream = await(listener.accept())) {
                        ByteBuffer buffer = ByteBuffer.allocateDirect(REQUEST);
                        while (await(stream.read(buffer.clear())) >= 0) {
                            await(stream.writeAll(buffer.flip()));
                        }
                    }
                });
                try (TcpStream client = await(TcpStream.connect(listener.localAddress()))) {
                    ByteBuffer buffer = ByteBuffer.allocateDirect(REQUEST);
                    for (int i = 0; i < times; i++) {
                        await(client.writeAll(buffer.clear()));
                        buffer.clear();
                        while (buffer.hasRemaining()) {
                            var _ = await(client.read(buffer));
                        }
                    }
                }
                await(server);
            }
        });
    }
}
