package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.Wait;
import java.util.LinkedHashSet;
import java.util.Set;

/// A client that waits in `BLPOP` or one of its kin. Of the turn.
final class Blocked {

    final Client client;
    final Command command;
    final byte[][] args;
    final Wait wait;

    /// The keys it waits at, each once.
    final Set<Name> keys = new LinkedHashSet<>();

    /// Whether the answer is in the client's outbox: it waits no more.
    boolean answered;

    /// Where the log was when it was answered: what the answer tells is in it.
    long logPosition;

    Blocked(Client client, Command command, byte[][] args, Wait wait) {
        this.client = client;
        this.command = command;
        this.args = args;
        this.wait = wait;
        wait.keys().forEach(key -> keys.add(new Name(key)));
    }
}
