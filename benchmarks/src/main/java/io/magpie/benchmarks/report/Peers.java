package io.magpie.benchmarks.report;

import java.util.Comparator;
import java.util.List;

/// The peers as a reader knows them, and their order in every chart: ours first, then what we are measured against.
enum Peers {
    MAGPIE("magpie", "Magpie"),
    BY_HAND("magpie-by-hand", "Magpie, by hand"),
    FAIR("magpie-fair", "Magpie, fair"),
    SPIN("magpie-spin", "Magpie, spinning"),
    VIRTUAL_THREADS("virtual-threads", "virtual threads"),
    CHANNELS("virtual-threads-channels", "virtual threads, channels"),
    SOCKETS("virtual-threads-sockets", "virtual threads, sockets"),
    FORKJOIN("forkjoin", "ForkJoinPool"),
    KOTLIN("kotlin", "Kotlin coroutines"),
    NETTY_NIO("netty-nio", "Netty NIO"),
    NETTY_EPOLL("netty-epoll", "Netty epoll");

    /// By the order of this list; peers it does not know come last, by name.
    static final Comparator<String> ORDER =
            Comparator.<String>comparingInt(Peers::rank).thenComparing(Comparator.naturalOrder());

    private final String key;
    private final String display;

    Peers(String key, String display) {
        this.key = key;
        this.display = display;
    }

    /// The name to show for a peer's key; the key itself if it is not known here.
    static String display(String key) {
        int rank = rank(key);
        return rank < values().length ? values()[rank].display : key;
    }

    private static int rank(String key) {
        return (int) List.of(values()).stream()
                .takeWhile(peer -> !peer.key.equals(key))
                .count();
    }
}
