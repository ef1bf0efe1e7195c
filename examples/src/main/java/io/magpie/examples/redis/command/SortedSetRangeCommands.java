package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.SortedSetValue.Member;
import java.util.ArrayList;
import java.util.List;

/// Ranges of sorted sets: shown, stored, counted, removed.
final class SortedSetRangeCommands {

    private SortedSetRangeCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command(
                        "zrange", -4, Keys.FIRST, call -> Query.all(call, 1).show(), READONLY))
                .add(new Command(
                        "zrangestore",
                        -5,
                        Keys.FIRST_TWO,
                        call -> Query.all(call, 2).store(),
                        WRITE,
                        DENYOOM))
                .add(new Command("zcount", 4, Keys.FIRST, call -> count(call, Range.By.SCORE), READONLY, FAST))
                .add(new Command("zlexcount", 4, Keys.FIRST, call -> count(call, Range.By.LEX), READONLY, FAST));
        show(table, "zrevrange", Range.By.RANK, true);
        show(table, "zrangebyscore", Range.By.SCORE, false);
        show(table, "zrevrangebyscore", Range.By.SCORE, true);
        show(table, "zrangebylex", Range.By.LEX, false);
        show(table, "zrevrangebylex", Range.By.LEX, true);
        remove(table, "zremrangebyrank", Range.By.RANK);
        remove(table, "zremrangebyscore", Range.By.SCORE);
        remove(table, "zremrangebylex", Range.By.LEX);
    }

    private static void show(CommandTable table, String name, Range.By by, boolean reverse) {
        table.add(new Command(
                name, -4, Keys.FIRST, call -> Query.older(call, by, reverse).show(), READONLY));
    }

    private static void remove(CommandTable table, String name, Range.By by) {
        table.add(new Command(name, 4, Keys.FIRST, call -> remove(call, by), WRITE));
    }

    /// A range with what may follow it.
    private static final class Query {

        private final Call call;
        /// The position of the key.
        private final int key;
        /// Told by options, or fixed by the name of the command.
        private final boolean isOpen;

        private Range.By by;
        private boolean reverse;
        private boolean withScores;
        private long offset;
        private long limit = -1;

        private Query(Call call, int key, boolean isOpen, Range.By by, boolean reverse) {
            this.call = call;
            this.key = key;
            this.isOpen = isOpen;
            this.by = by;
            this.reverse = reverse;
        }

        static Query all(Call call, int key) throws CommandException {
            Query query = new Query(call, key, true, Range.By.RANK, false);
            query.parseOptions();
            return query;
        }

        static Query older(Call call, Range.By by, boolean reverse) throws CommandException {
            Query query = new Query(call, 1, false, by, reverse);
            query.parseOptions();
            return query;
        }

        private void parseOptions() throws CommandException {
            for (int at = key + 3; at < call.count(); at++) {
                if (key == 1 && call.is(at, "WITHSCORES")) {
                    withScores = true;
                } else if (call.is(at, "LIMIT") && at + 2 < call.count()) {
                    offset = call.integer(at + 1);
                    limit = call.integer(at + 2);
                    at += 2;
                } else if (isOpen && call.is(at, "REV")) {
                    reverse = true;
                } else if (isOpen && call.is(at, "BYLEX")) {
                    by = Range.By.LEX;
                } else if (isOpen && call.is(at, "BYSCORE")) {
                    by = Range.By.SCORE;
                } else {
                    throw CommandException.syntax();
                }
            }
            if (limit != -1 && by == Range.By.RANK) {
                throw new CommandException(
                        "ERR syntax error, LIMIT is only supported in combination with either" + " BYSCORE or BYLEX");
            }
            if (withScores && by == Range.By.LEX) {
                throw new CommandException("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
            }
        }

        /// The members, in the order asked for.
        private List<Member> members() throws CommandException {
            boolean swapped = reverse && by != Range.By.RANK;
            Range range = by.parse(call.arg(swapped ? key + 2 : key + 1), call.arg(swapped ? key + 1 : key + 2));
            List<Member> members = new ArrayList<>();
            Entry entry = call.find(key);
            if (entry != null) {
                SortedSetValue set = Typed.sortedSet(entry);
                Slice slice = limited(range.in(set));
                if (reverse && by == Range.By.RANK) {
                    slice = new Slice(set.size() - slice.to(), set.size() - slice.from());
                }
                if (reverse) {
                    set.forEachBackwards(slice.from(), slice.to(), members::add);
                } else {
                    set.forEach(slice.from(), slice.to(), members::add);
                }
            }
            return members;
        }

        private Slice limited(Slice slice) {
            if (by == Range.By.RANK) {
                return slice;
            }
            if (offset < 0 || offset >= slice.size()) {
                return new Slice(0, 0);
            }
            int count = (int) (limit < 0 ? slice.size() - offset : Math.min(limit, slice.size() - offset));
            int from = (int) (reverse ? slice.to() - offset - count : slice.from() + offset);
            return new Slice(from, from + count);
        }

        void show() throws CommandException {
            List<Member> members = members();
            Pairs.header(call.reply(), members.size(), withScores);
            members.forEach(member -> Pairs.write(call.reply(), member, withScores));
        }

        void store() throws CommandException {
            SortedSetValue result = new SortedSetValue(call.database().encodings());
            members().forEach(member -> result.add(member.key(), member.score()));
            call.store(call.arg(1), result);
            call.reply().integer(result.size());
        }
    }

    private static void count(Call call, Range.By by) throws CommandException {
        Range range = by.parse(call.arg(2), call.arg(3));
        SortedSetValue set = SortedSetCommands.read(call);
        call.reply().integer(set == null ? 0 : range.in(set).size());
    }

    private static void remove(Call call, Range.By by) throws CommandException {
        Range range = by.parse(call.arg(2), call.arg(3));
        Entry entry = call.findToWrite(1);
        if (entry == null) {
            call.reply().integer(0);
            return;
        }
        SortedSetValue set = Typed.sortedSet(entry);
        Slice slice = range.in(set);
        List<Member> members = new ArrayList<>(slice.size());
        set.forEach(slice.from(), slice.to(), members::add);
        members.forEach(member -> set.remove(member.key()));
        if (!members.isEmpty()) {
            call.database().touched(entry);
        }
        call.reply().integer(members.size());
    }
}
