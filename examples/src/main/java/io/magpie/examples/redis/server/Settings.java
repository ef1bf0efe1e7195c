package io.magpie.examples.redis.server;

import io.magpie.examples.redis.protocol.Limits;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a server is to run; the defaults are those of Redis. Once it runs, this belongs to the turn, and `CONFIG SET`
/// changes some of it.
public final class Settings {

    int port;
    int maxClients = 10_000;
    long maxMemory;

    @Nullable
    Path appendFile;

    FsyncPolicy fsync = FsyncPolicy.EVERYSEC;
    int rewritePercentage = 100;
    long rewriteMinBytes = 64L << 20;
    int idleSeconds;
    long outboxHard = 32L << 20;
    long outboxSoft = 8L << 20;
    int outboxSoftSeconds = 60;
    Limits limits = Limits.DEFAULT;

    /// The defaults.
    public Settings() {}

    /// Where it listens, as `CONFIG GET` and `INFO` tell.
    ///
    /// @param number a port
    /// @return these settings
    public Settings port(int number) {
        port = number;
        return this;
    }

    /// How many connections are served at a time; more are told so, and closed. 10,000 unless set.
    ///
    /// @param number 1 or more
    /// @return these settings
    public Settings maxClients(int number) {
        maxClients = number;
        return this;
    }

    /// From how much memory of keys and values on commands are refused that need more. No limit unless set.
    ///
    /// @param bytes as the store estimates them; 0 for no limit
    /// @return these settings
    public Settings maxMemory(long bytes) {
        maxMemory = bytes;
        return this;
    }

    /// The append-only file: replayed at the start, appended to from then on. None unless set.
    ///
    /// @param file created if it is not there; null for none
    /// @param policy when what was appended is forced onto the disk
    /// @return these settings
    public Settings appendFile(@Nullable Path file, FsyncPolicy policy) {
        appendFile = file;
        fsync = policy;
        return this;
    }

    /// When the append-only file is rewritten: with the shortest commands that make the same keys. When it has doubled and
    /// has 64 MB, unless set.
    ///
    /// @param percentage by which it must have grown since it was rewritten, or opened; 0 for never
    /// @param minBytes and how long it must be
    /// @return these settings
    public Settings rewrite(int percentage, long minBytes) {
        rewritePercentage = percentage;
        rewriteMinBytes = minBytes;
        return this;
    }

    /// How long a client may be silent. For ever unless set.
    ///
    /// @param seconds 0 for ever
    /// @return these settings
    public Settings idleSeconds(int seconds) {
        idleSeconds = seconds;
        return this;
    }

    /// How many bytes of messages may wait for a subscriber that does not take them. 32 MB, and 8 MB for a minute,
    /// unless set.
    ///
    /// @param hard from which on it is cut off at once; 0 for no limit
    /// @param soft from which on it is cut off after a while; 0 for no limit
    /// @param seconds that while
    /// @return these settings
    public Settings outbox(long hard, long soft, int seconds) {
        outboxHard = hard;
        outboxSoft = soft;
        outboxSoftSeconds = seconds;
        return this;
    }

    /// What a request may be. [Limits#DEFAULT] unless set.
    ///
    /// @param requests what the parser refuses
    /// @return these settings
    public Settings limits(Limits requests) {
        limits = requests;
        return this;
    }

    /// Reads a number of bytes, perhaps with a unit: `100mb`.
    ///
    /// @param text the number; the units are b, k, kb, m, mb, g, gb
    /// @return the bytes
    /// @throws IllegalArgumentException if it is none
    public static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String digits = lower.replaceFirst("[a-z]+$", "");
        long unit = switch (lower.substring(digits.length())) {
            case "", "b" -> 1;
            case "k" -> 1_000;
            case "kb" -> 1 << 10;
            case "m" -> 1_000_000;
            case "mb" -> 1 << 20;
            case "g" -> 1_000_000_000;
            case "gb" -> 1 << 30;
            default -> 0;
        };
        Long number = ConnectionCommands.number(digits);
        if (unit == 0 || number == null || number < 0 || number > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException("argument must be a memory value, and is \"" + text + "\"");
        }
        return number * unit;
    }
}
