package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.io.internal.SocketFuture;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Waits until a read or a write may be tried.
final class ReadyFuture extends SocketFuture<@Nullable Void> {

    private final AsyncSocket socket;
    private final boolean toWrite;

    ReadyFuture(AsyncSocket socket, boolean toWrite) {
        super(socket.io);
        this.socket = socket;
        this.toWrite = toWrite;
    }

    @Override
    protected @Nullable Object attempt(Context cx) throws IOException {
        return (toWrite ? socket.awaitWritable(this) : socket.awaitReadable(this)) ? null : Poll.PENDING;
    }

    @Override
    public String toString() {
        return socket + (toWrite ? ".writable" : ".readable");
    }
}
