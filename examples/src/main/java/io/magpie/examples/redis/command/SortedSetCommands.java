package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.FAST;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.SortedSetValue.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Members of one sorted set.
final class SortedSetCommands {

    private SortedSetCommands() {}

    static void addTo(CommandTable table) {
        table.add(new Command("zadd", -4, Keys.FIRST, ZAdd::run, WRITE, DENYOOM, FAST))
                .add(new Command("zincrby", 4, Keys.FIRST, ZAdd::runIncrement, WRITE, DENYOOM, FAST))
                .add(new Command("zrem", -3, Keys.FIRST, SortedSetCommands::zrem, WRITE, FAST))
                .add(new Command("zcard", 2, Keys.FIRST, SortedSetCommands::zcard, READONLY, FAST))
                .add(new Command("zscore", 3, Keys.FIRST, SortedSetCommands::zscore, READONLY, FAST))
                .add(new Command("zmscore", -3, Keys.FIRST, SortedSetCommands::zmscore, READONLY, FAST))
                .add(new Command("zrank", 3, Keys.FIRST, call -> zrank(call, false), READONLY, FAST))
                .add(new Command("zrevrank", 3, Keys.FIRST, call -> zrank(call, true), READONLY, FAST))
                .add(new Command("zrandmember", -2, Keys.FIRST, SortedSetCommands::zrandmember, READONLY));
    }

    /// The sorted set to read from; null if there is none.
    static @Nullable SortedSetValue read(Call call) throws CommandException {
        Entry entry = call.find(1);
        return entry == null ? null : Typed.sortedSet(entry);
    }

    private static void zrem(Call call) throws CommandException {
        Entry entry = call.findToWrite(1);
        int removed = 0;
        if (entry != null) {
            SortedSetValue set = Typed.sortedSet(entry);
            for (int i = 2; i < call.count(); i++) {
                removed += set.remove(call.arg(i)) ? 1 : 0;
            }
            if (removed > 0) {
                call.database().touched(entry);
            }
        }
        call.reply().integer(removed);
    }

    private static void zcard(Call call) throws CommandException {
        SortedSetValue set = read(call);
        call.reply().integer(set == null ? 0 : set.size());
    }

    private static void zscore(Call call) throws CommandException {
        writeScore(call.reply(), read(call), call.arg(2));
    }

    private static void zmscore(Call call) throws CommandException {
        SortedSetValue set = read(call);
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            writeScore(call.reply(), set, call.arg(i));
        }
    }

    private static void writeScore(Reply reply, @Nullable SortedSetValue set, byte[] name) {
        Member member = set == null ? null : set.find(name);
        if (member == null) {
            reply.nullBulk();
        } else {
            reply.real(member.score());
        }
    }

    private static void zrank(Call call, boolean reverse) throws CommandException {
        SortedSetValue set = read(call);
        Member member = set == null ? null : set.find(call.arg(2));
        if (set == null || member == null) {
            call.reply().nullBulk();
        } else {
            int rank = set.rank(member);
            call.reply().integer(reverse ? set.size() - 1 - rank : rank);
        }
    }

    private static void zrandmember(Call call) throws CommandException {
        if (call.count() == 2) {
            SortedSetValue set = read(call);
            if (set == null) {
                call.reply().nullBulk();
            } else {
                call.reply().bulk(set.random(call.database().randomSource()).key());
            }
            return;
        }
        boolean withScores = call.count() == 4 && call.is(3, "WITHSCORES");
        if (call.count() > 3 && !withScores) {
            Draw.count(call, 2, false);
            throw CommandException.syntax();
        }
        long count = Draw.count(call, 2, withScores);
        SortedSetValue set = read(call);
        if (set == null || count == 0) {
            call.reply().emptyArray();
            return;
        }
        RandomGenerator random = call.database().randomSource();
        List<Member> drawn = new ArrayList<>();
        if (count < 0) {
            for (long i = count; i < 0; i++) {
                drawn.add(set.random(random));
            }
        } else {
            set.forEach(drawn::add);
            drawn = Draw.distinct(drawn, count, random);
        }
        Pairs.header(call.reply(), drawn.size(), withScores);
        drawn.forEach(member -> Pairs.write(call.reply(), member, withScores));
    }
}
