package io.magpie.examples.redis.server;

import io.magpie.examples.redis.command.Call;
import io.magpie.examples.redis.command.Command;
import io.magpie.examples.redis.command.CommandTable;
import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs the commands of an append-only file: what they change is changed again. Transactions count as a whole.
final class Replay {

    private final Function<byte[][], @Nullable String> runner;

    /// The commands since `MULTI`; null outside of a transaction.
    private @Nullable List<byte[][]> transaction;

    /// @param runner runs a command; returns null, or the error it replied
    Replay(Function<byte[][], @Nullable String> runner) {
        this.runner = runner;
    }

    /// A replay on `database`, which nobody else may use meanwhile.
    static Replay on(Database database, CommandTable table) {
        Call call = new Call(database, table);
        Reply reply = new Reply(0);
        return new Replay(args -> run(args, table, call, reply));
    }

    /// Whether a transaction has begun and not ended.
    boolean isInTransaction() {
        return transaction != null;
    }

    /// Runs the next command, or keeps it for the end of its transaction.
    ///
    /// @throws IOException if it, or one of its transaction, fails
    void run(byte[][] command, Path file, long position) throws IOException {
        List<byte[][]> queued = transaction;
        switch (nameOf(command)) {
            case "MULTI" -> transaction = new ArrayList<>();
            case "EXEC" -> {
                transaction = null;
                for (byte[][] each : queued == null ? List.<byte[][]>of() : queued) {
                    runNow(each, file, position);
                }
            }
            default -> {
                if (queued == null) {
                    runNow(command, file, position);
                } else {
                    queued.add(command);
                }
            }
        }
    }

    private void runNow(byte[][] command, Path file, long position) throws IOException {
        String error = runner.apply(command);
        if (error != null) {
            throw new IOException(
                    "%s: %s, shortly after byte %,d, replies \"%s\". The file was not written by this server, or holds what it"
                                    .formatted(file, nameOf(command), position, error)
                            + " does not know: nothing was changed.");
        }
    }

    private static @Nullable String run(byte[][] args, CommandTable table, Call call, Reply reply) {
        reply.clear();
        Command found = args.length == 0 ? null : table.resolve(args, reply);
        if (found != null && !found.writes() && !found.name().equals("select")) {
            return "ERR this changes nothing, and no server writes it to its append-only file";
        }
        if (found != null) {
            call.beginReplayed(reply, args);
            found.run(call);
        }
        String answer = new String(reply.toByteArray(), StandardCharsets.ISO_8859_1);
        return found == null || answer.startsWith("-") ? answer.strip() : null;
    }

    private static String nameOf(byte[][] command) {
        return command.length == 0 ? "" : new String(command[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }
}
