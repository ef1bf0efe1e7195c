package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.MOVABLEKEYS;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.SortedSetValue.Member;
import io.magpie.examples.redis.store.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/// Several sorted sets at once: union, intersection, difference. A set counts as a sorted set with scores of 1.
final class SortedSetAlgebraCommands {

    private SortedSetAlgebraCommands() {}

    private enum Operation {
        UNION,
        INTER,
        DIFF
    }

    static void addTo(CommandTable table) {
        for (Operation operation : Operation.values()) {
            String name = "z" + operation.name().toLowerCase(Locale.ROOT);
            table.add(new Command(
                            name,
                            -3,
                            Keys.counted(1),
                            call -> new Query(call, operation, 1, false).show(),
                            READONLY,
                            MOVABLEKEYS))
                    .add(new Command(
                            name + "store",
                            -4,
                            Keys.firstAndCounted(2),
                            call -> new Query(call, operation, 2, false).store(),
                            WRITE,
                            DENYOOM,
                            MOVABLEKEYS));
        }
        table.add(new Command(
                "zintercard",
                -3,
                Keys.counted(1),
                call -> new Query(call, Operation.INTER, 1, true).count(),
                READONLY,
                MOVABLEKEYS));
    }

    /// One of the sets, with its weight.
    private record Source(SortedSetValue set, double weight) {

        double weighed(Member member) {
            double score = weight * member.score();
            return Double.isNaN(score) ? 0 : score;
        }
    }

    private static final class Query {

        private final Call call;
        private final Operation operation;
        private final int keyCountAt;
        private final boolean onlyCount;
        private final List<Source> sources = new ArrayList<>();
        private DoubleBinaryOperator aggregate = Query::sum;
        private boolean withScores;
        private long limit;

        Query(Call call, Operation operation, int keyCountAt, boolean onlyCount) throws CommandException {
            this.call = call;
            this.operation = operation;
            this.keyCountAt = keyCountAt;
            this.onlyCount = onlyCount;
            parse();
        }

        /// What is no number, as infinity without infinity, counts as nothing.
        private static double sum(double one, double other) {
            double sum = one + other;
            return Double.isNaN(sum) ? 0 : sum;
        }

        private void parse() throws CommandException {
            long keys = call.integer(keyCountAt);
            if (keys < 1) {
                throw new CommandException("ERR at least 1 input key is needed for '" + call.name() + "' command");
            }
            if (keys > call.count() - keyCountAt - 1) {
                throw CommandException.syntax();
            }
            List<SortedSetValue> sets = new ArrayList<>();
            for (int i = 1; i <= keys; i++) {
                sets.add(sortedSet(call.find(keyCountAt + i)));
            }
            double[] weights = parseOptions(sets.size(), keyCountAt + 1 + sets.size());
            for (int i = 0; i < sets.size(); i++) {
                sources.add(new Source(sets.get(i), weights[i]));
            }
        }

        private SortedSetValue sortedSet(@Nullable Entry entry) throws CommandException {
            Value value = entry == null ? new SetValue(call.database().encodings()) : entry.value();
            if (value instanceof SortedSetValue sorted) {
                return sorted;
            }
            if (!(value instanceof SetValue set)) {
                throw CommandException.wrongType();
            }
            SortedSetValue sorted = new SortedSetValue(call.database().encodings());
            set.forEach(member -> sorted.add(member, 1));
            return sorted;
        }

        private double[] parseOptions(int keys, int from) throws CommandException {
            double[] weights = new double[keys];
            Arrays.fill(weights, 1);
            boolean stores = keyCountAt > 1;
            boolean scored = operation != Operation.DIFF && !onlyCount;
            int at = from;
            while (at < call.count()) {
                int left = call.count() - at;
                if (scored && call.is(at, "WEIGHTS") && left > keys) {
                    for (int i = 0; i < keys; i++) {
                        weights[i] = Numbers.real(call.arg(at + 1 + i), "ERR weight value is not a float");
                    }
                    at += keys + 1;
                } else if (scored && call.is(at, "AGGREGATE") && left > 1) {
                    aggregate = aggregate(at + 1);
                    at += 2;
                } else if (!stores && !onlyCount && call.is(at, "WITHSCORES")) {
                    withScores = true;
                    at++;
                } else if (onlyCount && call.is(at, "LIMIT") && left > 1) {
                    limit = SetAlgebraCommands.limit(call, at);
                    at = call.count();
                } else {
                    throw CommandException.syntax();
                }
            }
            return weights;
        }

        private DoubleBinaryOperator aggregate(int at) throws CommandException {
            if (call.is(at, "SUM")) {
                return Query::sum;
            }
            if (call.is(at, "MIN")) {
                return Math::min;
            }
            if (call.is(at, "MAX")) {
                return Math::max;
            }
            throw CommandException.syntax();
        }

        private SortedSetValue result() {
            SortedSetValue result = new SortedSetValue(call.database().encodings());
            if (operation == Operation.DIFF) {
                sources.getFirst().set.forEach(member -> {
                    if (isNowhereElse(member)) {
                        result.add(member.key(), member.score());
                    }
                });
                return result;
            }
            // The smallest first: also the order in which scores are added up.
            sources.sort(Comparator.comparingInt(source -> source.set.size()));
            if (operation == Operation.INTER) {
                intersect(result);
            } else {
                sources.forEach(source -> unite(result, source));
            }
            return result;
        }

        private boolean isNowhereElse(Member member) {
            for (int i = 1; i < sources.size(); i++) {
                if (sources.get(i).set.find(member.key()) != null) {
                    return false;
                }
            }
            return true;
        }

        private void intersect(SortedSetValue result) {
            sources.getFirst().set.forEach(member -> {
                double score = sources.getFirst().weighed(member);
                for (int i = 1; i < sources.size(); i++) {
                    Member same = sources.get(i).set.find(member.key());
                    if (same == null) {
                        return;
                    }
                    score = aggregate.applyAsDouble(score, sources.get(i).weighed(same));
                }
                result.add(member.key(), score);
            });
        }

        private void unite(SortedSetValue result, Source source) {
            source.set.forEach(member -> {
                Member same = result.find(member.key());
                if (same == null) {
                    result.add(member.key(), source.weighed(member));
                } else {
                    result.update(same, aggregate.applyAsDouble(same.score(), source.weighed(member)));
                }
            });
        }

        void show() {
            SortedSetValue result = result();
            Pairs.header(call.reply(), result.size(), withScores);
            result.forEach(member -> Pairs.write(call.reply(), member, withScores));
        }

        void store() {
            SortedSetValue result = result();
            call.store(call.arg(1), result);
            call.reply().integer(result.size());
        }

        void count() {
            int size = result().size();
            call.reply().integer(limit == 0 ? size : Math.min(limit, size));
        }
    }
}
