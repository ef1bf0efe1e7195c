package io.magpie.io.file;

import static io.magpie.Async.async;
import static io.magpie.Async.await;

import io.magpie.AsyncRuntime;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.io.internal.LastJob;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// An open file, read and written at positions.
///
/// ```java
/// try (AsyncFile file = await(AsyncFile.open(path, READ, WRITE, CREATE))) {
///     await(file.writeAll(header, 0));
///     await(file.sync());
///     int n = await(file.read(buffer, offset)); // -1 at the end
///     await(file.finish());
/// }
/// ```
///
/// Any number of operations may be under way at once, by any tasks; where they overlap, the system decides. For reading
/// or writing from front to back there are [#source] and [#sink].
///
/// What an operation has done when it ends, and what it leaves behind when it is dropped, is told in the
/// [package][io.magpie.io.file]. Failures are [IOException]s with the path in the message.
public final class AsyncFile implements AutoCloseable {

    private static final VarHandle CLOSED;

    static {
        try {
            CLOSED = MethodHandles.lookup().findVarHandle(AsyncFile.class, "closed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Path path;
    private final FileChannel channel;
    private final AsyncRuntime runtime;

    /// Shared by writes, so that [#finish] closes the file after them. Only threads of the pool wait for it.
    final ReentrantReadWriteLock writes = new ReentrantReadWriteLock();

    /// Set once, by whoever closes the channel.
    @SuppressWarnings("unused")
    private boolean closed;

    AsyncFile(Path path, FileChannel channel, AsyncRuntime runtime) {
        this.path = path;
        this.channel = channel;
        this.runtime = runtime;
    }

    /// Opens a file. Inert.
    ///
    /// @param path which
    /// @param options of [java.nio.file.StandardOpenOption]; none to read. With `APPEND`, writes go to the end whatever
    ///     position they name
    /// @return a future of the open file; fails with an [IOException]. Dropped while it opens, it closes what it opened
    public static Future<AsyncFile> open(Path path, OpenOption... options) {
        return new Opening(path, Set.of(options));
    }

    /// Opens a file, with attributes for one that is created. Inert.
    ///
    /// @param path which
    /// @param options of [java.nio.file.StandardOpenOption]; none to read
    /// @param attributes such as permissions, set in the same step that creates the file
    /// @return a future of the open file; fails with an [IOException]. Dropped while it opens, it closes what it opened
    public static Future<AsyncFile> open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        return new Opening(path, options, attributes);
    }

    // ---- at a position

    /// Reads at a position, at most 256 KiB. Inert. Dropped, it has not touched `into`.
    ///
    /// @param into where to; its position moves on by what was read. Not to be touched while the future is polled
    /// @param position in the file; 0 or more
    /// @return a future of the number of bytes: 1 or more, -1 at the end of the file, 0 iff `into` has no room; fails with
    ///     an [IOException]
    /// @throws IllegalArgumentException if `position` is negative
    public Future<Integer> read(ByteBuffer into, long position) {
        return new PositionedRead(this, Objects.requireNonNull(into, "into"), requirePosition(position));
    }

    /// Writes at a position, at most 256 KiB. Inert. Dropped while it runs, it ends first, and `from` is as if it had not
    /// begun.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is
    ///     polled
    /// @param position in the file; 0 or more. Behind the end, the gap reads as zeros
    /// @return a future of the number of bytes, 0 iff `from` is empty; fails with an [IOException], and then a part may
    ///     have been written
    /// @throws IllegalArgumentException if `position` is negative
    public Future<Integer> write(ByteBuffer from, long position) {
        return new PositionedWrite(this, Objects.requireNonNull(from, "from"), requirePosition(position));
    }

    /// Writes all of `from` at a position. Inert. Dropped or failed midway, the buffer's position tells what was written
    /// for certain.
    ///
    /// @param from what to write; its position moves on by what was written. Not to be touched while the future is
    ///     polled
    /// @param position in the file; 0 or more
    /// @return a future that ends when `from` is empty; fails with an [IOException]
    /// @throws IllegalArgumentException if `position` is negative
    public Future<@Nullable Void> writeAll(ByteBuffer from, long position) {
        Objects.requireNonNull(from, "from");
        long begin = requirePosition(position);
        return async(() -> {
            long at = begin;
            while (from.hasRemaining()) {
                at += await(write(from, at));
            }
        });
    }

    private static long requirePosition(long position) {
        if (position < 0) {
            throw new IllegalArgumentException("position is " + position + ": a file begins at 0");
        }
        return position;
    }

    // ---- with a cursor

    /// The bytes of this file from a position on, as a stream. It has a cursor of its own; there may be many.
    ///
    /// @param position where to begin; 0 or more
    /// @return a source
    /// @throws IllegalArgumentException if `position` is negative
    public FileSource source(long position) {
        return new FileSource(this, requirePosition(position));
    }

    /// A stream that writes this file from a position on. It has a cursor of its own.
    ///
    /// @param position where to begin; 0 or more
    /// @return a sink
    /// @throws IllegalArgumentException if `position` is negative
    public FileSink sink(long position) {
        return new FileSink(this, requirePosition(position));
    }

    // ---- the file as a whole

    /// The file's length.
    ///
    /// @return a future of the bytes in it; fails with an [IOException]
    public Future<Long> size() {
        return Job.question(this + ".size", () -> explained("cannot tell the size of", channel::size));
    }

    /// Cuts the file off; one that is shorter stays as it is. Inert. Dropped while it runs, it ends first.
    ///
    /// @param size bytes to keep; 0 or more
    /// @return a future that ends when it is done; fails with an [IOException]
    /// @throws IllegalArgumentException if `size` is negative
    public Future<@Nullable Void> truncate(long size) {
        long kept = requirePosition(size);
        return Job.change(
                this + ".truncate",
                () -> explained("cannot truncate", () -> {
                    channel.truncate(kept);
                    return null;
                }));
    }

    /// Waits until everything that was written before, and everything about the file (its length, its times), is on the
    /// disk. Inert.
    ///
    /// A file that was just created is certain to be found only when its directory has been synced, too.
    ///
    /// @return a future that ends when it is there; fails with an [IOException], and then nobody knows what is there
    public Future<@Nullable Void> sync() {
        return Job.change(this + ".sync", () -> force(true));
    }

    /// As [#sync], without what is not needed to read the data back, such as times. Often one write of the disk less.
    ///
    /// @return a future that ends when the data is on the disk; fails with an [IOException]
    public Future<@Nullable Void> syncData() {
        return Job.change(this + ".syncData", () -> force(false));
    }

    private @Nullable Void force(boolean metadata) throws IOException {
        return explained("cannot sync", () -> {
            channel.force(metadata);
            return null;
        });
    }

    /// Locks a region against other processes, if nobody has it; does not wait. The JDK's own rule applies: locks are held
    /// for the whole JVM.
    ///
    /// @param position where the region begins; 0 or more
    /// @param size its length; 0 or more
    /// @param shared true to share it with other readers; the file must be open for reading. Else for writing
    /// @return a future of the lock, whose release is quick; null if another process has the region. Fails with an
    ///     [IOException], or with [java.nio.channels.OverlappingFileLockException] if this JVM has it
    public Future<@Nullable FileLock> tryLock(long position, long size, boolean shared) {
        return Job.change(
                this + ".tryLock", () -> explained("cannot lock", () -> channel.tryLock(position, size, shared)));
    }

    /// Which file.
    ///
    /// @return as it was given to `open`
    public Path path() {
        return path;
    }

    /// Whether [#close] and [#finish] have not been called.
    ///
    /// @return false for ever once closed
    public boolean isOpen() {
        return !(boolean) CLOSED.getAcquire(this);
    }

    /// Closes the file when the writes under way have ended, and tells whether that went well: some systems report a
    /// failed write only now. Inert. Dropped while it runs, it ends first. If the file is closed already, it does nothing.
    ///
    /// @return a future that ends when the file is closed; fails with an [IOException]
    public Future<@Nullable Void> finish() {
        return Job.change(this + ".finish", () -> {
            if (markClosed()) {
                writes.writeLock().lock();
                try {
                    closeChannel();
                } finally {
                    writes.writeLock().unlock();
                }
            }
            return null;
        });
    }

    /// Closes the file, without waiting: a thread of the pool does it. Operations under way fail with a
    /// [ClosedChannelException]. If closing fails, the runtime reports an unobserved failure; [#finish] tells. Idempotent;
    /// any thread.
    @Override
    public void close() {
        if (markClosed()) {
            LastJob.run(runtime, "close " + path, this::closeChannel);
        }
    }

    private boolean markClosed() {
        return CLOSED.compareAndSet(this, false, true);
    }

    private void closeChannel() throws IOException {
        Void unused = explained("cannot close", () -> {
            channel.close();
            return null;
        });
    }

    // ---- on a thread of the pool

    /// Fills `chunk` from a position on, as far as one read does. Returns the bytes, -1 at the end.
    int readNow(ByteBuffer chunk, long position) throws IOException {
        return explained("cannot read", () -> channel.read(chunk, position));
    }

    /// Writes all of `chunk`. Returns its length.
    int writeNow(ByteBuffer chunk, long position) throws IOException {
        int length = chunk.remaining();
        writes.readLock().lock();
        try {
            return explained("cannot write", () -> {
                while (chunk.hasRemaining()) {
                    channel.write(chunk, position + length - chunk.remaining());
                }
                return length;
            });
        } finally {
            writes.readLock().unlock();
        }
    }

    /// Something that may fail in the system.
    private interface Call<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private <T extends @Nullable Object> T explained(String tried, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (ClosedChannelException e) {
            throw new FileClosedException(this + " was closed", e);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException explained =
                    new FileSystemException(path.toString(), null, tried + " the file: " + e.getMessage());
            explained.initCause(e);
            throw explained;
        }
    }

    @Override
    public String toString() {
        return "AsyncFile[" + path + "]";
    }

    /// Opens a file; what is opened after a drop is closed at once.
    private static final class Opening implements Future<AsyncFile> {

        private static final VarHandle SETTLED;

        static {
            try {
                SETTLED = MethodHandles.lookup().findVarHandle(Opening.class, "settled", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Path path;
        private final Job<AsyncFile> job;

        /// Set once: by the drop, or by the job that has opened the file. Whoever comes second closes it.
        @SuppressWarnings("unused")
        private boolean settled;

        /// Written before `settled` by the job.
        private @Nullable AsyncFile opened;

        Opening(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
            this.path = Objects.requireNonNull(path, "path");
            this.job = Job.question(toString(), () -> openNow(options, attributes));
        }

        private AsyncFile openNow(Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            FileChannel channel = FileChannel.open(path, options, attributes);
            AsyncFile file = new AsyncFile(path, channel, AsyncRuntime.current());
            opened = file;
            // Pairs with drop(): one of the two is second, and sees what the first has done. With a read and a write
            // instead, neither may be: the descriptor is lost.
            if (!SETTLED.compareAndSet(this, false, true)) {
                file.close();
            }
            return file;
        }

        @Override
        public @Nullable Object poll(Context cx) throws Exception {
            return job.poll(cx);
        }

        @Override
        public @Nullable Object drop(Context cx) throws Exception {
            if (!SETTLED.compareAndSet(this, false, true)) {
                Objects.requireNonNull(opened).close();
            }
            return job.drop(cx);
        }

        @Override
        public String toString() {
            return "AsyncFile.open(" + path + ")";
        }
    }
}
