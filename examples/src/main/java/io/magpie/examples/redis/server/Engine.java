package io.magpie.examples.redis.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.command.Wait;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Database;
import io.magpie.io.TcpStream;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Runs commands, one at a time: what connections share, and the turn to use it.
///
/// The public methods take the turn; all else is called by who has it, that is by commands. None of them waits.
final class Engine {

    /// Keys that go away in one turn. A guess: some microseconds of work.
    private static final int KEYS_EXPIRED_AT_ONCE = 64;

    /// Buckets of the table of keys that are moved in one turn while it is resized. A guess: some microseconds, too.
    private static final int BUCKETS_MOVED_AT_ONCE = 64;

    private final ReentrantLock turn = new ReentrantLock();

    // All that is not final or private here belongs to the turn, and so does what these refer to.
    final Settings settings;
    final Database database;
    final CommandTable table = CommandTable.standard();
    final Subscriptions subscriptions = new Subscriptions();
    final Watches watches = new Watches();
    final WaitingRoom waiting = new WaitingRoom();
    final Statistics statistics = new Statistics();
    final Map<Long, Client> clients = new LinkedHashMap<>();

    @Nullable
    AppendLog log;

    /// Whether keys go away when their time has come; else only when somebody asks for them.
    boolean expiresActively = true;

    /// The time of the latest look around, some tenths of a second ago: good enough for who is idle.
    long recentNanos;

    private final Changes changes = new Changes(watches, waiting);
    private final Call call;
    private final List<Client> doomed = new ArrayList<>();
    private final LongSupplier nanoTime;
    private long nextClient = 1;

    /// @param clock tells when keys go away
    /// @param nanoTime tells how long clients are slow or quiet
    Engine(Settings settings, InstantSource clock, LongSupplier nanoTime, RandomGenerator random) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.recentNanos = nanoTime.getAsLong();
        this.database = new Database(clock, random, changes);
        this.call = new Call(database, table);
    }

    // ---- before it serves

    /// What commands change goes to `newLog` from now on.
    void use(AppendLog newLog) {
        log = newLog;
        changes.log(newLog);
    }

    // ---- clients

    /// Lets a client in; null if there are too many.
    @Nullable
    Client enter(TcpStream stream) {
        turn.lock();
        try {
            statistics.connections++;
            if (clients.size() >= settings.maxClients) {
                statistics.rejectedConnections++;
                return null;
            }
            Client client = new Client(nextClient++, stream, nanoTime.getAsLong());
            clients.put(client.id, client);
            return client;
        } finally {
            turn.unlock();
        }
    }

    /// A client has gone.
    void leave(Client client) {
        turn.lock();
        try {
            clients.remove(client.id);
            forget(client);
        } finally {
            turn.unlock();
        }
    }

    /// Ends whatever `client` has begun: transactions, subscriptions, waiting.
    void forget(Client client) {
        client.transaction.close();
        watches.unwatchAll(client);
        subscriptions.leave(client);
        if (client.blocked != null) {
            waiting.leave(client.blocked);
        }
    }

    /// Moves what others have sent to `client` to `replies`.
    void moveOutboxTo(Client client, Reply replies) {
        turn.lock();
        try {
            client.moveOutboxTo(replies);
        } finally {
            turn.unlock();
        }
    }

    /// What others have sent to `client`, to be written to it; null if that is nothing. What was taken before is written.
    @Nullable
    ByteBuffer takeOutbox(Client client) {
        turn.lock();
        try {
            return client.takeOutbox();
        } finally {
            turn.unlock();
        }
    }

    // ---- commands

    // @start region="run"
    /// Runs one command of `client`: what others have sent it, and then its answer, go to `reply`.
    ///
    /// @return what the client is blocked in from now on; null if it is not
    @Nullable
    Blocked run(Client client, byte[][] args, Reply reply) {
        List<Client> slow;
        Blocked blocked;
        turn.lock();
        try {
            client.moveOutboxTo(reply);
            int before = reply.length();
            dispatch(client, args, reply);
            if (client.replies != Client.Replies.ON) {
                withhold(client, reply, before);
            }
            blocked = client.blocked;
            slow = afterCommand();
        } finally {
            turn.unlock();
        }
        slow.forEach(each -> each.stream.close());
        return blocked;
    }
    // @end

    private void dispatch(Client client, byte[][] args, Reply reply) {
        statistics.commands++;
        client.lastActiveNanos = recentNanos;
        Command command = table.resolve(args, reply);
        client.lastCommand = command;
        if (command == null) {
            client.transaction.spoil();
            return;
        }
        String refusal = Admission.refusal(this, client, command);
        if (refusal != null) {
            client.transaction.spoil();
            reply.error(refusal);
        } else if (client.transaction.isOpen() && !TransactionCommands.runsAtOnce(command)) {
            client.transaction.add(command, args);
            reply.queued();
        } else {
            call.begin(client, reply, args);
            command.run(call);
            Wait wait = call.waitsFor();
            if (wait != null) {
                waiting.enter(new Blocked(client, command, args, wait));
            }
        }
    }

    /// Takes the answer back, for a client that wants none. What confirms a subscription is a message, and stays.
    private static void withhold(Client client, Reply reply, int before) {
        Command command = client.lastCommand;
        if (command == null || !PubSubCommands.isConfirmed(command)) {
            reply.truncate(before);
        }
        switch (client.replies) {
            case ON, OFF -> {}
            case SKIP_NEXT -> client.replies = Client.Replies.SKIP;
            case SKIP -> client.replies = Client.Replies.ON;
        }
    }

    /// What it did goes to the log; those who waited for it are served. Returns whom to close.
    private List<Client> afterCommand() {
        changes.end();
        if (waiting.isAnyReady()) {
            waiting.serve(this::serve);
        }
        if (doomed.isEmpty()) {
            return List.of();
        }
        List<Client> slow = List.copyOf(doomed);
        doomed.clear();
        return slow;
    }

    private boolean serve(Blocked blocked) {
        Client client = blocked.client;
        call.resume(client, client.outbox(), blocked.args);
        blocked.command.run(call);
        if (call.waitsFor() != null) {
            return false;
        }
        changes.end();
        answered(blocked);
        return true;
    }

    private void answered(Blocked blocked) {
        waiting.leave(blocked);
        blocked.answered = true;
        blocked.client.lastActiveNanos = recentNanos; // it was not idle, it waited
        blocked.logPosition = log == null ? 0 : log.position();
        blocked.client.news.notifyOne();
    }

    /// The time of `blocked` is up: it is told so, unless it was answered before.
    void timeOut(Blocked blocked) {
        turn.lock();
        try {
            if (!blocked.answered) {
                blocked.wait.timedOut(blocked.client.outbox());
                answered(blocked);
            }
        } finally {
            turn.unlock();
        }
    }

    /// `CLIENT UNBLOCK`: as if the time were up, or with an error.
    void unblock(Blocked blocked, boolean withError) {
        if (withError) {
            blocked.client.outbox().error("UNBLOCKED client unblocked via CLIENT UNBLOCK");
        } else {
            blocked.wait.timedOut(blocked.client.outbox());
        }
        answered(blocked);
    }

    /// Whether `blocked` has its answer, in the outbox.
    boolean isAnswered(Blocked blocked) {
        turn.lock();
        try {
            return blocked.answered;
        } finally {
            turn.unlock();
        }
    }

    /// `blocked` waits no more, answered or not. Returns the answer, if there is one.
    @Nullable
    ByteBuffer stopWaiting(Blocked blocked) {
        turn.lock();
        try {
            if (!blocked.answered) {
                waiting.leave(blocked);
            }
            return blocked.client.takeOutbox();
        } finally {
            turn.unlock();
        }
    }

    /// Puts a message into the outbox of everybody who hears it.
    ///
    /// @return how many messages that were
    int publish(byte[] channel, byte[] message) {
        statistics.messages++;
        return subscriptions.publish(channel, message, client -> {
            client.news.notifyOne();
            judge(client);
        });
    }

    // ---- looking around

    /// Removes some keys whose time has come. Returns whether there may be more.
    boolean expireSome() {
        turn.lock();
        try {
            boolean more = expiresActively && database.expireSome(KEYS_EXPIRED_AT_ONCE) == KEYS_EXPIRED_AT_ONCE;
            afterCommand();
            return more;
        } finally {
            turn.unlock();
        }
    }

    /// Moves some keys to where they belong in a table that was resized. Returns whether there are more.
    boolean moveSome() {
        turn.lock();
        try {
            return database.moveSome(BUCKETS_MOVED_AT_ONCE);
        } finally {
            turn.unlock();
        }
    }

    /// For tests.
    boolean isBeingResized() {
        turn.lock();
        try {
            return database.isBeingResized();
        } finally {
            turn.unlock();
        }
    }

    /// Cuts off who is too slow or too quiet; has the log rewritten when it has grown enough.
    void lookAround() {
        List<Client> cut;
        turn.lock();
        try {
            recentNanos = nanoTime.getAsLong();
            clients.values().forEach(this::judge);
            if (log != null && log.hasGrown(settings.rewritePercentage, settings.rewriteMinBytes)) {
                var _ = log.rewriter().ask();
            }
            cut = afterCommand();
        } finally {
            turn.unlock();
        }
        cut.forEach(client -> client.stream.close());
    }

    /// Has `client` closed if too much waits for it, or if it has been quiet for too long.
    private void judge(Client client) {
        long waits = client.waiting();
        boolean soft = settings.outboxSoft > 0 && waits > settings.outboxSoft;
        if (!soft) {
            client.overSoftLimitSince = 0;
        } else if (client.overSoftLimitSince == 0) {
            client.overSoftLimitSince = recentNanos;
        }
        boolean slow = (settings.outboxHard > 0 && waits > settings.outboxHard)
                || (soft && recentNanos - client.overSoftLimitSince > settings.outboxSoftSeconds * 1_000_000_000L);
        boolean quiet = settings.idleSeconds > 0
                && recentNanos - client.lastActiveNanos > settings.idleSeconds * 1_000_000_000L
                && client.blocked == null
                && !client.isSubscribed();
        if ((slow || quiet) && kill(client)) {
            statistics.cutOff += slow ? 1 : 0;
        }
    }

    /// Has `client` closed as soon as the turn is given back, whatever it was to be sent. Returns false if it is already.
    @CanIgnoreReturnValue
    boolean kill(Client client) {
        if (client.killed) {
            return false;
        }
        client.killed = true;
        doomed.add(client);
        return true;
    }
}
