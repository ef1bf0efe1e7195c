package io.magpie.examples.redis.command;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.SortedSetValue.Member;

/// `ZADD` with all its options, and `ZINCRBY`.
final class ZAdd {

    private final Call call;
    private boolean onlyNew;
    private boolean onlyOld;
    private boolean onlyGreater;
    private boolean onlyLess;
    private boolean countChanged;
    private boolean increment;
    /// Where the first score is.
    private int from;

    private int added;
    private int updated;

    private ZAdd(Call call) {
        this.call = call;
    }

    static void run(Call call) throws CommandException {
        ZAdd add = new ZAdd(call);
        add.parseOptions();
        add.checkOptions();
        add.run();
    }

    static void runIncrement(Call call) throws CommandException {
        ZAdd add = new ZAdd(call);
        add.increment = true;
        add.from = 2;
        add.run();
    }

    private void parseOptions() {
        for (from = 2; from < call.count(); from++) {
            if (call.is(from, "NX")) {
                onlyNew = true;
            } else if (call.is(from, "XX")) {
                onlyOld = true;
            } else if (call.is(from, "GT")) {
                onlyGreater = true;
            } else if (call.is(from, "LT")) {
                onlyLess = true;
            } else if (call.is(from, "CH")) {
                countChanged = true;
            } else if (call.is(from, "INCR")) {
                increment = true;
            } else {
                return;
            }
        }
    }

    private void checkOptions() throws CommandException {
        int left = call.count() - from;
        if (left == 0 || left % 2 != 0) {
            throw CommandException.syntax();
        }
        if (onlyNew && onlyOld) {
            throw new CommandException("ERR XX and NX options at the same time are not compatible");
        }
        if ((onlyGreater && onlyLess) || (onlyNew && (onlyGreater || onlyLess))) {
            throw new CommandException("ERR GT, LT, and/or NX options at the same time are not compatible");
        }
        if (increment && left > 2) {
            throw new CommandException("ERR INCR option supports a single increment-element pair");
        }
    }

    private void run() throws CommandException {
        double[] scores = new double[(call.count() - from) / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Numbers.real(call.arg(from + 2 * i));
        }
        Entry entry = call.findToWrite(1);
        SortedSetValue set = entry == null ? new SortedSetValue(call.database().encodings()) : Typed.sortedSet(entry);
        double last = Double.NaN;
        for (int i = 0; i < scores.length; i++) {
            last = put(set, call.arg(from + 2 * i + 1), scores[i]);
        }
        if (added + updated > 0) {
            call.changed(call.arg(1), entry, set);
        }
        if (!increment) {
            call.reply().integer(countChanged ? added + updated : added);
        } else if (Double.isNaN(last)) {
            call.reply().nullBulk();
        } else {
            call.reply().real(last);
        }
    }

    /// The score that the member has then; NaN if the options kept it as it was.
    private double put(SortedSetValue set, byte[] name, double score) throws CommandException {
        Member member = set.find(name);
        if (member == null) {
            if (onlyOld) {
                return Double.NaN;
            }
            set.add(name, score);
            added++;
            return score;
        }
        double old = member.score();
        double wanted = increment ? old + score : score;
        if (onlyNew) {
            return Double.NaN;
        }
        if (Double.isNaN(wanted)) {
            throw new CommandException("ERR resulting score is not a number (NaN)");
        }
        if ((onlyGreater && wanted <= old) || (onlyLess && wanted >= old)) {
            return Double.NaN;
        }
        if (wanted != old) {
            set.update(member, wanted);
            updated++;
        }
        return wanted;
    }
}
