package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The futures that copy, made of one [Transfer] for each direction.
abstract sealed class Copying<T> implements Future<T> {

    private boolean finished;

    /// Copies what can be copied now. Returns true when everything was.
    abstract boolean advance(Context cx) throws IOException;

    abstract T result();

    /// Gives the buffers back.
    abstract void giveUp();

    @Override
    public final @Nullable Object poll(Context cx) throws IOException {
        if (finished) {
            throw new IllegalStateException(this + " was polled after it had finished or was dropped");
        }
        finished = true; // also after an exception
        try {
            finished = advance(cx);
            return finished ? result() : Poll.PENDING;
        } catch (Throwable failed) {
            giveUp();
            throw failed;
        }
    }

    @Override
    public final @Nullable Object drop(Context cx) {
        finished = true;
        giveUp();
        return Poll.CANCELLED;
    }

    static final class OneWay extends Copying<Long> {

        private final AsyncRead source;
        private final AsyncWrite sink;
        private final Transfer transfer;

        OneWay(AsyncRead source, AsyncWrite sink) {
            this.source = source;
            this.sink = sink;
            this.transfer = new Transfer(source, sink, Transfer.AtEnd.FLUSH);
        }

        @Override
        boolean advance(Context cx) throws IOException {
            return transfer.poll(cx);
        }

        @Override
        Long result() {
            return transfer.count();
        }

        @Override
        void giveUp() {
            transfer.giveUp();
        }

        @Override
        public String toString() {
            return source + ".copyTo(" + sink + ")";
        }
    }

    static final class BothWays extends Copying<Copied> {

        private final AsyncStream stream;
        private final AsyncStream other;
        private final Transfer forward;
        private final Transfer backward;

        private boolean backwardFirst;

        BothWays(AsyncStream stream, AsyncStream other) {
            this.stream = stream;
            this.other = other;
            this.forward = new Transfer(stream, other, Transfer.AtEnd.SHUTDOWN);
            this.backward = new Transfer(other, stream, Transfer.AtEnd.SHUTDOWN);
        }

        /// The directions take turns at being first, so that one which is always ready cannot use up the other's budget.
        @Override
        boolean advance(Context cx) throws IOException {
            boolean turned = backwardFirst;
            backwardFirst = !turned;
            boolean first = (turned ? backward : forward).poll(cx);
            boolean second = (turned ? forward : backward).poll(cx);
            return first && second;
        }

        @Override
        Copied result() {
            return new Copied(forward.count(), backward.count());
        }

        @Override
        void giveUp() {
            forward.giveUp();
            backward.giveUp();
        }

        @Override
        public String toString() {
            return stream + ".copyBidirectional(" + other + ")";
        }
    }
}
