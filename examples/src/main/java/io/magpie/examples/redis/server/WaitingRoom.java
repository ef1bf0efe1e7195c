package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Wait;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The clients that are blocked, in a queue for each key: who came first is served first. Of the turn.
final class WaitingRoom {

    private record Ready(Name key, Wait.Type type) {}

    private final Map<Name, Set<Blocked>> queues = new HashMap<>();
    private final Queue<Ready> ready = new ArrayDeque<>();

    /// `blocked` waits, behind all that wait at the same keys.
    void enter(Blocked blocked) {
        for (Name key : blocked.keys) {
            queues.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(blocked);
        }
        blocked.client.blocked = blocked;
    }

    /// `blocked` waits no more.
    void leave(Blocked blocked) {
        for (Name key : blocked.keys) {
            queues.computeIfPresent(key, (_, queue) -> {
                queue.remove(blocked);
                return queue.isEmpty() ? null : queue;
            });
        }
        blocked.client.blocked = null;
    }

    /// Something came into being at `key`. To be noted in the middle of a command, and seen to after it, by [#serve].
    void appeared(byte[] key, Wait.Type type) {
        if (!queues.isEmpty()) {
            Name named = new Name(key);
            if (queues.containsKey(named)) {
                ready.add(new Ready(named, type));
            }
        }
    }

    boolean isAnyReady() {
        return !ready.isEmpty();
    }

    /// Serves those who wait where something appeared, until nothing is left for them.
    ///
    /// @param attempt has one of them try again; true if it was answered
    void serve(Predicate<Blocked> attempt) {
        for (Ready next = ready.poll(); next != null; next = ready.poll()) {
            @Nullable Set<Blocked> queue = queues.get(next.key);
            for (Blocked blocked : queue == null ? List.<Blocked>of() : List.copyOf(queue)) {
                // Somebody who waits for this type, and for nothing: then there is nothing for those behind, either.
                if (blocked.wait.type() == next.type && !attempt.test(blocked)) {
                    break;
                }
            }
        }
    }

    /// How many wait.
    int size() {
        return (int) queues.values().stream().flatMap(Set::stream).distinct().count();
    }
}
