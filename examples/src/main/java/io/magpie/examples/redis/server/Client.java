package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.Session;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.io.TcpStream;
import io.magpie.sync.Notify;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A client as the server knows it. All but the fixed fields belongs to the turn.
final class Client implements Session {

    /// What becomes of the answers to a client's commands: `CLIENT REPLY`.
    enum Replies {
        ON,
        OFF,
        /// This command and the next one get none.
        SKIP_NEXT,
        /// This command gets none.
        SKIP
    }

    private static final int OUTBOX = 512;

    // fixed
    final long id;
    final TcpStream stream;
    final long connectedNanos;

    /// Notified when there is something in the outbox, when this client is served, and when it is to end.
    final Notify news = new Notify();

    // of the turn
    String name = "";
    boolean resp3;
    Replies replies = Replies.ON;
    final Transaction transaction = new Transaction();
    final Set<Name> channels = new LinkedHashSet<>();
    final Set<Name> patterns = new LinkedHashSet<>();

    @Nullable
    Blocked blocked;

    long lastActiveNanos;

    @Nullable
    Command lastCommand;

    /// What others have sent; null while that is nothing.
    private @Nullable Reply outbox;

    /// How much of the outbox its task has taken and is writing.
    private int beingWritten;

    /// Since when more waits than the soft limit allows; 0 if it does not.
    long overSoftLimitSince;

    /// To be closed once it was answered. Set by its own commands, read by its own task.
    boolean ending;

    /// Whether others may write into its outbox without being waited for. Set by its own commands, read by its own task.
    boolean hears;

    /// See [#keepsUnsent]. Set by its own task, read by all.
    private volatile int unsent;

    /// Whether it is being closed by others.
    boolean killed;

    Client(long id, TcpStream stream, long nowNanos) {
        this.id = id;
        this.stream = stream;
        this.connectedNanos = nowNanos;
        this.lastActiveNanos = nowNanos;
    }

    /// Whether it gets messages.
    boolean isSubscribed() {
        return !channels.isEmpty() || !patterns.isEmpty();
    }

    int subscriptions() {
        return channels.size() + patterns.size();
    }

    /// Where others write what this client is sent; then they notify `news`.
    Reply outbox() {
        if (outbox == null) {
            outbox = new Reply(OUTBOX);
        }
        outbox.useResp3(resp3);
        return outbox;
    }

    /// Bytes that others have sent and the peer has not taken yet.
    long waiting() {
        return (long) beingWritten + unsent + (outbox == null ? 0 : outbox.length());
    }

    /// Takes note of what its own task could not write at once. Of a client that hears others most of it is theirs: what
    /// they had sent went ahead of its answers. Of another one nothing is.
    void keepsUnsent(int bytes) {
        int counted = hears ? bytes : 0;
        if (unsent != counted) {
            unsent = counted;
        }
    }

    /// Moves the outbox to `replies`, ahead of the answer that follows.
    void moveOutboxTo(Reply answers) {
        Reply box = outbox;
        if (box != null && box.length() > 0) {
            int before = unsent; // only its own task, which calls, writes the field
            unsent = before + box.length();
            answers.raw(box.toByteArray());
            box.clear();
        }
    }

    /// Takes the outbox, to be written. What was taken before has been written.
    @Nullable
    ByteBuffer takeOutbox() {
        Reply box = outbox;
        if (box == null || box.length() == 0) {
            beingWritten = 0;
            return null;
        }
        outbox = null;
        beingWritten = box.length();
        return box.view();
    }

    @Override
    public String toString() {
        return "client " + id + " at " + stream.remoteAddress();
    }
}
