package io.magpie.io.file;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CountDownLatch;

/// A file whose writes take as long as the test likes.
final class HeldChannel extends FileChannel {

    /// A write has begun.
    final CountDownLatch begun = new CountDownLatch(1);

    /// Writes may end.
    final CountDownLatch released = new CountDownLatch(1);

    volatile boolean closedWhileWriting;

    @Override
    public int write(ByteBuffer from, long position) {
        begun.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        closedWhileWriting |= !isOpen();
        int n = from.remaining();
        from.position(from.limit());
        return n;
    }

    @Override
    protected void implCloseChannel() {}

    private static AssertionError unexpected() {
        return new AssertionError("no test calls this");
    }

    @Override
    public int read(ByteBuffer into) {
        throw unexpected();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw unexpected();
    }

    @Override
    public int write(ByteBuffer from) {
        throw unexpected();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw unexpected();
    }

    @Override
    public long position() {
        throw unexpected();
    }

    @Override
    public FileChannel position(long position) {
        throw unexpected();
    }

    @Override
    public long size() {
        throw unexpected();
    }

    @Override
    public FileChannel truncate(long size) {
        throw unexpected();
    }

    @Override
    public void force(boolean metaData) {
        throw unexpected();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw unexpected();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw unexpected();
    }

    @Override
    public int read(ByteBuffer into, long position) {
        throw unexpected();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw unexpected();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw unexpected();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw unexpected();
    }
}
