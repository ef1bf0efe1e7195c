package io.magpie.examples.redis.server;

import static io.magpie.Async.async;
import static io.magpie.Async.await;
import static io.magpie.Async.interval;
import static io.magpie.Async.sleep;
import static io.magpie.Async.spawnBlocking;
import static io.magpie.Async.uncancellable;

import io.magpie.future.Future;
import io.magpie.sync.Notified;
import io.magpie.sync.Notify;
import io.magpie.time.Interval;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The append-only log: what commands changed, in the order in which they ran, on its way to an [AppendFile].
///
/// Commands are added to a buffer in memory, by whoever holds the server's lock. One task, [#run], takes all that has
/// gathered, writes it on the blocking pool, and begins anew: while the disk is busy with one batch, the next one
/// gathers. That is *group commit*: under [FsyncPolicy#ALWAYS] one force serves every connection that waits in [#settled].
///
/// Positions count bytes since the server started.
final class AppendLog {

    /// What may wait to be written before connections wait, too. A guess.
    private static final int MOST_UNWRITTEN = 32 << 20;

    private static final int LARGEST_BATCH = Integer.MAX_VALUE - 8;
    private static final int USUAL_BATCH = 1 << 16;

    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);
    private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(1);

    private final AppendFile file;
    private final Notify added = new Notify();
    private final Notify progress = new Notify();
    private final LogRewriter rewriter;

    // Everything below is guarded by this object's monitor, which is held for copies and assignments only.
    private FsyncPolicy policy;
    private ByteBuffer gathering = ByteBuffer.allocateDirect(USUAL_BATCH);
    private ByteBuffer writing = ByteBuffer.allocateDirect(USUAL_BATCH);
    private @Nullable ByteBuffer taken; // to be written, until it is
    private long appended;

    /// What the file would have been long when the server started, had it been then what it is now.
    private long lengthBefore;

    private long written;
    private long synced;
    private boolean closing;
    private @Nullable IOException failure;
    private boolean broken; // what waits to be settled never will be

    /// The length of the file when it was opened or rewritten, or when that failed.
    private long baseLength;

    AppendLog(AppendFile file, FsyncPolicy policy) {
        this.file = file;
        this.policy = policy;
        this.lengthBefore = file.length();
        this.baseLength = file.length();
        this.rewriter = new LogRewriter(file, added::notifyOne);
    }

    /// Adds commands, encoded. Holding the turn, so that the order is that of execution.
    synchronized void append(ByteBuffer... parts) {
        for (ByteBuffer part : parts) {
            int length = part.remaining();
            if (gathering.remaining() < length) {
                grow(length);
            }
            gathering.put(part);
            appended += length;
        }
    }

    private void grow(int more) {
        long needed = gathering.position() + (long) more;
        if (needed > LARGEST_BATCH) {
            throw new IllegalStateException(needed + " bytes wait to be written to " + file
                    + ", more than a buffer can hold: the disk has stopped, or is much too slow");
        }
        gathering = ByteBuffer.allocateDirect((int) Math.min(needed * 2, LARGEST_BATCH))
                .put(gathering.flip());
    }

    /// The length of the file, in bytes, with what waits to be written.
    synchronized long fileLength() {
        return lengthBefore + appended;
    }

    /// How much was added so far.
    synchronized long position() {
        return appended;
    }

    /// Whether replies to what was added up to `position` may go out now. If not, await [#settled].
    synchronized boolean isSettled(long position) {
        return (policy == FsyncPolicy.ALWAYS ? synced : written + MOST_UNWRITTEN) >= position;
    }

    /// Has the log written. After a batch of commands, so that it is written as a whole.
    void flush() {
        added.notifyOne();
    }

    // @start region="settled"
    /// Waits until the replies to what was added up to `position` may go out: under [FsyncPolicy#ALWAYS] until it is on the
    /// disk, else until not too much is waiting to be written. Dropped, it leaves nothing behind.
    ///
    /// @return fails if the log is broken: the replies must never go out
    Future<@Nullable Void> settled(long position) {
        return async(() -> {
            while (true) {
                Notified next = progress.notified(); // before the look
                if (isSettled(position)) {
                    return;
                }
                if (isBroken()) {
                    throw new IOException("not answered, because it could not be written to " + file, failure());
                }
                await(next);
            }
        });
    }
    // @end

    // @start region="run"
    /// Writes what is added, until [#close]. A batch that is being written is written to its end, also when this is dropped.
    ///
    /// @return fails if writing fails under [FsyncPolicy#ALWAYS], when what was to be acknowledged cannot be, or at the end.
    ///     Otherwise the write is tried again, and [#failure] tells that it fails
    Future<@Nullable Void> run() {
        return async(() -> {
            while (true) {
                AppendFileRewrite rewrite = rewriter.take();
                if (rewrite != null) {
                    await(replaceBy(rewrite));
                }
                ByteBuffer batch = take();
                if (batch != null) {
                    await(write(batch));
                } else if (isClosing()) {
                    return;
                } else {
                    await(added.notified());
                }
            }
        });
    }
    // @end

    private Future<@Nullable Void> write(ByteBuffer batch) {
        return uncancellable(() -> {
            int length = batch.remaining();
            while (true) {
                boolean force = policy() == FsyncPolicy.ALWAYS;
                try {
                    await(spawnBlocking(() -> {
                        file.append(batch.duplicate());
                        batch.position(batch.limit()); // it is in the file, whatever becomes of the force
                        if (force) {
                            file.force();
                        }
                    }));
                    wrote(length, force);
                    return;
                } catch (IOException e) {
                    boolean last = force || isClosing();
                    failed(e, last);
                    if (last) {
                        throw e;
                    }
                }
                await(sleep(BEFORE_NEXT_TRY));
            }
        });
    }

    /// Forces what was written onto the disk, once a second, while the policy is [FsyncPolicy#EVERYSEC]. For ever.
    Future<@Nullable Void> syncEverySecond() {
        return async(() -> {
            Interval seconds = interval(BETWEEN_SYNCS);
            while (true) {
                await(seconds.tick());
                long upTo = unsynced();
                if (upTo >= 0) {
                    try {
                        await(spawnBlocking(file::force));
                        synced(upTo);
                    } catch (IOException e) {
                        failed(e, false);
                    }
                }
            }
        });
    }

    // ---- a shorter file

    /// Whether the file is long enough to be rewritten.
    ///
    /// @param percentage by which it must have grown; 0 for never
    /// @param minBytes and how long it must be
    synchronized boolean hasGrown(int percentage, long minBytes) {
        long length = lengthBefore + appended;
        long growth = length - baseLength;
        return percentage > 0 && length > minBytes && growth * 100.0 >= (double) baseLength * percentage;
    }

    /// Rewrites the file when it is asked to.
    LogRewriter rewriter() {
        return rewriter;
    }

    /// Puts the new file in the place of the old one, on which nobody works at this moment.
    private Future<@Nullable Void> replaceBy(AppendFileRewrite rewrite) {
        return uncancellable(() -> {
            try {
                await(spawnBlocking(() -> file.replaceBy(rewrite)));
                rewritten(null);
            } catch (IOException e) {
                rewritten(e);
            }
        });
    }

    /// A rewrite has ended, well if `e` is null. If not, the next one is due when the file has grown as much again.
    private void rewritten(@Nullable IOException e) {
        synchronized (this) {
            if (e == null) {
                lengthBefore = file.length() - written;
                synced = written;
            }
            baseLength = lengthBefore + appended;
        }
        rewriter.ended(e);
    }

    // ---- the end

    /// Ends [#run] once everything is written. Then call [#closeFile].
    void close() {
        synchronized (this) {
            closing = true;
        }
        added.notifyOne();
    }

    /// Writes what [#run] has left when it was cancelled, or failed: first the batch that it had taken, so that the file has
    /// no gap. Forces everything onto the disk, whatever the policy, and closes the file. Blocks.
    void closeFile() throws IOException {
        try (file) {
            for (ByteBuffer batch = unwritten(); batch != null && batch.hasRemaining(); batch = take()) {
                file.append(batch);
            }
            file.force();
        }
    }

    /// For tests.
    AppendFile file() {
        return file;
    }

    /// Why the latest write failed; null if it did not.
    synchronized @Nullable IOException failure() {
        return failure;
    }

    synchronized FsyncPolicy policy() {
        return policy;
    }

    synchronized void policy(FsyncPolicy newPolicy) {
        policy = newPolicy;
        added.notifyOne(); // what was written is owed a force
        progress.notifyWaiters(); // who waits for one may no longer need it
    }

    private synchronized boolean isBroken() {
        return broken;
    }

    private synchronized boolean isClosing() {
        return closing;
    }

    private synchronized @Nullable ByteBuffer unwritten() {
        return taken != null && taken.hasRemaining() ? taken : take();
    }

    /// The next batch; null if nothing is to be done. Empty if only a force is owed.
    private synchronized @Nullable ByteBuffer take() {
        boolean owed = policy == FsyncPolicy.ALWAYS && synced < written;
        if (gathering.position() == 0 && !owed) {
            return null;
        }
        ByteBuffer batch = gathering;
        // One that has grown is not kept.
        gathering = writing.capacity() > MOST_UNWRITTEN ? ByteBuffer.allocateDirect(USUAL_BATCH) : writing.clear();
        writing = batch;
        taken = batch.flip();
        return taken;
    }

    private synchronized void wrote(int length, boolean forced) {
        written += length;
        taken = null;
        if (forced) {
            synced = written;
        }
        failure = null;
        progress.notifyWaiters();
    }

    private synchronized long unsynced() {
        return policy == FsyncPolicy.EVERYSEC && synced < written ? written : -1;
    }

    private synchronized void synced(long upTo) {
        synced = Math.max(synced, upTo);
        failure = null;
    }

    private synchronized void failed(IOException e, boolean forGood) {
        failure = e;
        broken = forGood;
        progress.notifyWaiters();
    }
}
