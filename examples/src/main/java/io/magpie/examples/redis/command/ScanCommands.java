package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.READONLY;

import io.magpie.examples.redis.protocol.Real;
import io.magpie.examples.redis.store.Database;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Walks in small steps: `SCAN`, `SSCAN`, `HSCAN`, `ZSCAN`.
final class ScanCommands {

    /// Buckets looked at for each element asked for, when most are empty or don't match.
    private static final int PATIENCE = 10;

    private ScanCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("scan", -2, Keys.NONE, ScanCommands::scan, READONLY))
                .add(new Command("sscan", -3, Keys.FIRST, ScanCommands::sscan, READONLY))
                .add(new Command("hscan", -3, Keys.FIRST, ScanCommands::hscan, READONLY))
                .add(new Command("zscan", -3, Keys.FIRST, ScanCommands::zscan, READONLY));
    }

    /// One step of a walk: shows something and returns the next cursor.
    @FunctionalInterface
    private interface Step {
        long from(long cursor);
    }

    /// What may follow the cursor.
    private static final class Options {

        private long count = 10;
        private @Nullable Glob pattern;
        private @Nullable String type;

        static Options of(Call call, int from, boolean typed) throws CommandException {
            Options options = new Options();
            for (int at = from; at < call.count(); at += 2) {
                boolean last = at + 1 == call.count();
                if (call.is(at, "COUNT") && !last) {
                    options.count = call.integer(at + 1);
                    if (options.count < 1) {
                        throw CommandException.syntax();
                    }
                } else if (call.is(at, "MATCH") && !last) {
                    options.pattern = new Glob(call.arg(at + 1));
                } else if (typed && call.is(at, "TYPE") && !last) {
                    options.type = Words.text(call.arg(at + 1)).toLowerCase(Locale.ROOT);
                } else {
                    throw CommandException.syntax();
                }
            }
            return options;
        }

        boolean match(byte[] key) {
            return pattern == null || pattern.isAny() || pattern.matches(key);
        }

        boolean match(Entry entry) {
            return (type == null || type.equals(entry.value().typeName())) && match(entry.key());
        }

        /// Walks until enough was found, and answers. What does not match counts as found, too.
        void walk(Call call, long cursor, List<byte[]> found, int[] seen, Step step) {
            long next = cursor;
            long rounds = Math.min(Long.MAX_VALUE / PATIENCE, count) * PATIENCE;
            do {
                next = step.from(next);
                rounds--;
            } while (next != 0 && rounds > 0 && seen[0] < count);
            call.reply().array(2);
            call.reply().bulk(Long.toUnsignedString(next));
            call.reply().array(found.size());
            found.forEach(call.reply()::bulk);
        }
    }

    private static long cursor(byte[] digits) throws CommandException {
        try { // as C's strtoul does: nothing is 0, and a minus turns it round
            String text = Words.text(digits);
            boolean negative = text.startsWith("-");
            long cursor = text.isEmpty() ? 0 : Long.parseUnsignedLong(negative ? text.substring(1) : text);
            return negative ? -cursor : cursor;
        } catch (NumberFormatException _) {
            throw new CommandException("ERR invalid cursor");
        }
    }

    private static void scan(Call call) throws CommandException {
        long cursor = cursor(call.arg(1));
        Options options = Options.of(call, 2, true);
        List<byte[]> found = new ArrayList<>();
        Database database = call.database();
        long now = database.now();
        int[] seen = {0};
        options.walk(
                call,
                cursor,
                found,
                seen,
                from -> database.scan(from, entry -> {
                    seen[0]++;
                    if (entry.expiry() > now && options.match(entry)) {
                        found.add(entry.key());
                    }
                }));
    }

    private static void answerNothing(Call call) {
        call.reply().array(2);
        call.reply().bulk("0");
        call.reply().emptyArray();
    }

    private static void sscan(Call call) throws CommandException {
        long cursor = cursor(call.arg(2));
        Entry entry = call.find(1);
        if (entry == null) {
            answerNothing(call);
            return;
        }
        SetValue set = Typed.set(entry);
        Options options = Options.of(call, 3, false);
        List<byte[]> found = new ArrayList<>();
        int[] seen = {0};
        Step step = from -> set.scan(from, member -> {
            seen[0]++;
            if (options.match(member)) {
                found.add(member);
            }
        });
        options.walk(call, cursor, found, seen, step);
    }

    private static void hscan(Call call) throws CommandException {
        long cursor = cursor(call.arg(2));
        Entry entry = call.find(1);
        if (entry == null) {
            answerNothing(call);
            return;
        }
        HashValue hash = Typed.hash(entry);
        Options options = Options.of(call, 3, false);
        List<byte[]> found = new ArrayList<>();
        int[] seen = {0};
        Step step = from -> hash.scan(from, (field, value) -> {
            seen[0]++;
            if (options.match(field)) {
                found.add(field);
                found.add(value);
            }
        });
        options.walk(call, cursor, found, seen, step);
    }

    private static void zscan(Call call) throws CommandException {
        long cursor = cursor(call.arg(2));
        Entry entry = call.find(1);
        if (entry == null) {
            answerNothing(call);
            return;
        }
        SortedSetValue set = Typed.sortedSet(entry);
        Options options = Options.of(call, 3, false);
        List<byte[]> found = new ArrayList<>();
        int[] seen = {0};
        Step step = from -> set.scan(from, member -> {
            seen[0]++;
            if (options.match(member.key())) {
                found.add(member.key());
                found.add(Words.bytes(Real.format(member.score())));
            }
        });
        options.walk(call, cursor, found, seen, step);
    }
}
