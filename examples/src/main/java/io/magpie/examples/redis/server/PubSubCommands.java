package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.command.Flag;
import io.magpie.examples.redis.command.Glob;
import io.magpie.examples.redis.command.Handler;
import io.magpie.examples.redis.command.Keys;
import io.magpie.examples.redis.protocol.Reply;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `SUBSCRIBE`, `PSUBSCRIBE`, their opposites, `PUBLISH` and `PUBSUB`.
final class PubSubCommands {

    private static final Set<String> CONFIRMED = Set.of("subscribe", "psubscribe", "unsubscribe", "punsubscribe");
    private static final Set<String> OTHERS_WHILE_SUBSCRIBED = Set.of("ping", "quit", "reset");

    private final Engine engine;
    private final Subscriptions subscriptions;

    private PubSubCommands(Engine engine) {
        this.engine = engine;
        this.subscriptions = engine.subscriptions;
    }

    static void addTo(Engine engine) {
        PubSubCommands here = new PubSubCommands(engine);
        CommandTable pubsub = new CommandTable()
                .add(command("pubsub|channels", -2, here::channels))
                .add(command("pubsub|numsub", -2, here::countOfSubscribers))
                .add(command("pubsub|numpat", 2, call -> call.reply().integer(here.subscriptions.patterns())));
        engine.table
                .add(new Command("pubsub", pubsub))
                .add(command("subscribe", -2, here::subscribe))
                .add(command("psubscribe", -2, here::subscribeToPatterns))
                .add(command("unsubscribe", -1, here::unsubscribe))
                .add(command("punsubscribe", -1, here::unsubscribeFromPatterns))
                .add(command("publish", 3, here::publish));
    }

    private static Command command(String name, int arity, Handler handler) {
        return new Command(name, arity, Keys.NONE, handler, Flag.PUBSUB, Flag.NOSCRIPT, Flag.LOADING, Flag.STALE);
    }

    /// Whether `command` may be sent in RESP2 by a client that has subscribed: there its answer cannot be taken for a
    /// message.
    static boolean isAllowedWhileSubscribed(Command command) {
        return isConfirmed(command) || OTHERS_WHILE_SUBSCRIBED.contains(command.name());
    }

    /// Whether `command` is answered by messages, which a client gets that wants no answers.
    static boolean isConfirmed(Command command) {
        return CONFIRMED.contains(command.name());
    }

    private void subscribe(Call call) {
        Client client = ConnectionCommands.of(call);
        client.hears = true;
        for (int i = 1; i < call.count(); i++) {
            subscriptions.subscribe(client, call.arg(i));
            confirm(call.reply(), "subscribe", call.arg(i), client);
        }
    }

    private void subscribeToPatterns(Call call) {
        Client client = ConnectionCommands.of(call);
        client.hears = true;
        for (int i = 1; i < call.count(); i++) {
            subscriptions.subscribeToPattern(client, call.arg(i));
            confirm(call.reply(), "psubscribe", call.arg(i), client);
        }
    }

    private void unsubscribe(Call call) {
        Client client = ConnectionCommands.of(call);
        List<byte[]> channels = namedOr(call, client.channels);
        for (byte[] channel : channels) {
            subscriptions.unsubscribe(client, channel);
            confirm(call.reply(), "unsubscribe", channel, client);
        }
        if (channels.isEmpty()) {
            confirm(call.reply(), "unsubscribe", null, client);
        }
    }

    private void unsubscribeFromPatterns(Call call) {
        Client client = ConnectionCommands.of(call);
        List<byte[]> patterns = namedOr(call, client.patterns);
        for (byte[] pattern : patterns) {
            subscriptions.unsubscribeFromPattern(client, pattern);
            confirm(call.reply(), "punsubscribe", pattern, client);
        }
        if (patterns.isEmpty()) {
            confirm(call.reply(), "punsubscribe", null, client);
        }
    }

    /// The arguments; all of `names` if there are none.
    private static List<byte[]> namedOr(Call call, Set<Name> names) {
        return call.count() > 1
                ? List.of(call.args()).subList(1, call.count())
                : names.stream().map(name -> name.bytes).toList();
    }

    private static void confirm(Reply reply, String what, byte @Nullable [] name, Client client) {
        reply.push(3);
        reply.bulk(what);
        if (name == null) {
            reply.nullBulk();
        } else {
            reply.bulk(name);
        }
        reply.integer(client.subscriptions());
    }

    private void publish(Call call) {
        call.reply().integer(engine.publish(call.arg(1), call.arg(2)));
    }

    private void channels(Call call) {
        List<byte[]> channels = subscriptions.channels().stream()
                .map(name -> name.bytes)
                .filter(channel -> call.count() < 3 || new Glob(call.arg(2)).matches(channel))
                .toList();
        call.reply().array(channels.size());
        channels.forEach(call.reply()::bulk);
    }

    private void countOfSubscribers(Call call) {
        call.reply().array(2 * (call.count() - 2));
        for (int i = 2; i < call.count(); i++) {
            call.reply().bulk(call.arg(i));
            call.reply().integer(subscriptions.subscribers(call.arg(i)));
        }
    }
}
