package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Glob;
import io.magpie.examples.redis.protocol.Reply;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Who hears what is published where. Of the turn.
final class Subscriptions {

    private final Map<Name, Set<Client>> channels = new LinkedHashMap<>();
    private final Map<Name, Set<Client>> patterns = new LinkedHashMap<>();

    void subscribe(Client client, byte[] channel) {
        add(channels, client.channels, client, channel);
    }

    void subscribeToPattern(Client client, byte[] pattern) {
        add(patterns, client.patterns, client, pattern);
    }

    void unsubscribe(Client client, byte[] channel) {
        remove(channels, client.channels, client, channel);
    }

    void unsubscribeFromPattern(Client client, byte[] pattern) {
        remove(patterns, client.patterns, client, pattern);
    }

    /// `client` hears nothing any more.
    void leave(Client client) {
        for (Name channel : List.copyOf(client.channels)) {
            unsubscribe(client, channel.bytes);
        }
        for (Name pattern : List.copyOf(client.patterns)) {
            unsubscribeFromPattern(client, pattern.bytes);
        }
    }

    /// Puts a message into the outbox of everybody who hears it, once for the channel and once for each pattern.
    ///
    /// @param delivered told of each client whose outbox has grown
    /// @return how many messages that were
    int publish(byte[] channel, byte[] message, Consumer<Client> delivered) {
        int messages = 0;
        for (Client client : channels.getOrDefault(new Name(channel), Set.of())) {
            if (!client.killed) {
                Reply outbox = client.outbox();
                outbox.push(3);
                outbox.bulk("message");
                outbox.bulk(channel);
                outbox.bulk(message);
                delivered.accept(client);
                messages++;
            }
        }
        for (Map.Entry<Name, Set<Client>> entry : patterns.entrySet()) {
            byte[] pattern = entry.getKey().bytes;
            if (new Glob(pattern).matches(channel)) {
                messages += publish(pattern, entry.getValue(), channel, message, delivered);
            }
        }
        return messages;
    }

    private static int publish(
            byte[] pattern, Set<Client> clients, byte[] channel, byte[] message, Consumer<Client> delivered) {
        int messages = 0;
        for (Client client : clients) {
            if (!client.killed) {
                Reply outbox = client.outbox();
                outbox.push(4);
                outbox.bulk("pmessage");
                outbox.bulk(pattern);
                outbox.bulk(channel);
                outbox.bulk(message);
                delivered.accept(client);
                messages++;
            }
        }
        return messages;
    }

    /// The channels that somebody has subscribed to by name.
    Set<Name> channels() {
        return channels.keySet();
    }

    /// How many have subscribed to `channel` by name.
    int subscribers(byte[] channel) {
        return channels.getOrDefault(new Name(channel), Set.of()).size();
    }

    /// How many different patterns there are.
    int patterns() {
        return patterns.size();
    }

    private static void add(Map<Name, Set<Client>> subscribers, Set<Name> ofClient, Client client, byte[] name) {
        Name named = new Name(name);
        if (ofClient.add(named)) {
            subscribers.computeIfAbsent(named, _ -> new LinkedHashSet<>()).add(client);
        }
    }

    private static void remove(Map<Name, Set<Client>> subscribers, Set<Name> ofClient, Client client, byte[] name) {
        Name named = new Name(name);
        if (ofClient.remove(named)) {
            subscribers.computeIfPresent(named, (_, clients) -> {
                clients.remove(client);
                return clients.isEmpty() ? null : clients;
            });
        }
    }
}
