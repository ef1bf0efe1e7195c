package io.magpie.examples.redis.server;

import io.magpie.examples.redis.store.Database;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Who watches which key. Of the turn.
final class Watches {

    private final Map<Name, Set<Client>> watchers = new HashMap<>();

    /// `client` watches `key` from now on.
    void watch(Client client, byte[] key, Database database) {
        boolean present = database.findQuietly(key) != null; // and if its time has come, it goes now
        Name named = new Name(key);
        if (client.transaction.watched.putIfAbsent(named, present) == null) {
            watchers.computeIfAbsent(named, _ -> new LinkedHashSet<>()).add(client);
        }
    }

    /// `client` watches nothing any more.
    void unwatchAll(Client client) {
        Transaction transaction = client.transaction;
        for (Name key : transaction.watched.keySet()) {
            watchers.computeIfPresent(key, (_, clients) -> {
                clients.remove(client);
                return clients.isEmpty() ? null : clients;
            });
        }
        transaction.watched.clear();
        transaction.touched = false;
    }

    /// Somebody has changed `key`.
    void touched(byte[] key) {
        if (!watchers.isEmpty()) {
            Set<Client> clients = watchers.get(new Name(key));
            if (clients != null) {
                clients.forEach(client -> client.transaction.touched = true);
            }
        }
    }

    /// All keys went away. A key that was not there at `WATCH`, and was not touched since, is as it was.
    void flushed() {
        for (Map.Entry<Name, Set<Client>> entry : watchers.entrySet()) {
            for (Client client : entry.getValue()) {
                Transaction transaction = client.transaction;
                transaction.touched |= transaction.watched.getOrDefault(entry.getKey(), false);
            }
        }
    }

    /// Whether a key that `client` watches was changed, or its time has come.
    static boolean isTouched(Client client, Database database) {
        Transaction transaction = client.transaction;
        return transaction.touched
                || transaction.watched.keySet().stream().anyMatch(key -> database.isExpired(key.bytes));
    }
}
