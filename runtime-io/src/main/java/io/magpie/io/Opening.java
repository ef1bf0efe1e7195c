package io.magpie.io;

import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.io.internal.Reactor;
import java.io.IOException;

/// Opens a socket in its first poll, which does not wait: dropping it loses nothing.
final class Opening<S> implements Future<S> {

    /// What opens it.
    interface Opener<S> {
        S open(Reactor reactor) throws IOException;
    }

    private final String name;
    private final Opener<S> opener;
    private boolean finished;

    Opening(String name, Opener<S> opener) {
        this.name = name;
        this.opener = opener;
    }

    @Override
    public Object poll(Context cx) throws IOException {
        if (finished) {
            throw new IllegalStateException(this + " was polled after it had finished or was dropped");
        }
        finished = true;
        return opener.open(Reactor.of(cx));
    }

    @Override
    public Object drop(Context cx) {
        finished = true;
        return Poll.CANCELLED;
    }

    @Override
    public String toString() {
        return name;
    }
}
