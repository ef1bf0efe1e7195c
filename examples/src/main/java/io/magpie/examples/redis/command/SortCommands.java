package io.magpie.examples.redis.command;

import static io.magpie.examples.redis.command.Flag.DENYOOM;
import static io.magpie.examples.redis.command.Flag.MOVABLEKEYS;
import static io.magpie.examples.redis.command.Flag.READONLY;
import static io.magpie.examples.redis.command.Flag.WRITE;

import io.magpie.examples.redis.protocol.Reply;
import io.magpie.examples.redis.store.Entry;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import io.magpie.examples.redis.store.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `SORT` and `SORT_RO`: the elements of a list, a set or a sorted set in order, or what other keys say of them.
///
/// Texts are compared byte by byte, whatever the locale: elsewhere the same commands would otherwise make other lists.
final class SortCommands {

    private static final byte[] NONE = {};

    private final Call call;
    private boolean descending;
    private boolean alphabetical;
    private boolean limited;
    private long offset;
    private long count;
    private byte @Nullable [] by;
    private byte @Nullable [] target;
    private final List<byte[]> wanted = new ArrayList<>();

    private SortCommands(Call call) {
        this.call = call;
    }

    static void addTo(CommandTable table) {
        table.add(new Command(
                        "sort",
                        -2,
                        Keys.FIRST_AND_STORED,
                        call -> new SortCommands(call).run(true),
                        WRITE,
                        DENYOOM,
                        MOVABLEKEYS))
                .add(new Command(
                        "sort_ro", -2, Keys.FIRST, call -> new SortCommands(call).run(false), READONLY, MOVABLEKEYS));
    }

    private void run(boolean mayStore) throws CommandException {
        parse(mayStore);
        Entry entry = call.find(1);
        List<byte[]> elements = entry == null ? new ArrayList<>() : elements(entry.value());
        if (isSorted(entry)) {
            elements = sorted(elements);
        } else if (descending && entry != null && !(entry.value() instanceof SetValue)) {
            Collections.reverse(elements); // of what has an order of its own
        }
        List<byte @Nullable []> answers = answers(page(elements));
        if (target != null) {
            store(target, answers);
        } else {
            Reply reply = call.reply();
            reply.array(answers.size());
            for (byte[] answer : answers) {
                if (answer == null) {
                    reply.nullBulk();
                } else {
                    reply.bulk(answer);
                }
            }
        }
    }

    private void parse(boolean mayStore) throws CommandException {
        for (int at = 2; at < call.count(); at++) {
            int left = call.count() - at - 1;
            if (call.is(at, "ASC")) {
                descending = false;
            } else if (call.is(at, "DESC")) {
                descending = true;
            } else if (call.is(at, "ALPHA")) {
                alphabetical = true;
            } else if (call.is(at, "LIMIT") && left >= 2) {
                limited = true;
                offset = call.integer(at + 1);
                count = call.integer(at + 2);
                at += 2;
            } else if (call.is(at, "STORE") && left >= 1 && mayStore) {
                target = call.arg(++at);
            } else if (call.is(at, "BY") && left >= 1) {
                by = call.arg(++at);
            } else if (call.is(at, "GET") && left >= 1) {
                wanted.add(call.arg(++at));
            } else {
                throw CommandException.syntax();
            }
        }
    }

    private static List<byte[]> elements(Value value) throws CommandException {
        List<byte[]> elements = new ArrayList<>();
        switch (value) {
            case ListValue list -> {
                for (int i = 0; i < list.size(); i++) {
                    elements.add(list.get(i));
                }
            }
            case SetValue set -> set.forEach(elements::add);
            case SortedSetValue set -> {
                set.becomeLarge();
                set.forEach(member -> elements.add(member.key()));
            }
            case StringValue _, HashValue _ -> throw CommandException.wrongType();
        }
        return elements;
    }

    /// `BY` something without a star means: as they are. A set has no order that would be the same elsewhere, so what is
    /// stored of it is sorted all the same.
    private boolean isSorted(@Nullable Entry entry) {
        if (by == null || indexOf(by, '*', 0) >= 0) {
            return true;
        }
        boolean storesSet = target != null && entry != null && entry.value() instanceof SetValue;
        if (storesSet) {
            by = null;
            alphabetical = true;
        }
        return storesSet;
    }

    private List<byte[]> page(List<byte[]> elements) {
        if (!limited) {
            return elements;
        }
        int from = Math.clamp(offset, 0, elements.size());
        int most = elements.size() - from;
        return elements.subList(from, from + (count < 0 ? most : (int) Math.min(count, most)));
    }

    // What they are sorted by

    /// An element beside what it is sorted by.
    private static final class Weighed {

        private final byte[] element;
        private final byte @Nullable [] text;
        private final double weight;

        Weighed(byte[] element, byte @Nullable [] text, double weight) {
            this.element = element;
            this.text = text;
            this.weight = weight;
        }

        byte[] element() {
            return element;
        }

        byte @Nullable [] text() {
            return text;
        }

        double weight() {
            return weight;
        }
    }

    private List<byte[]> sorted(List<byte[]> elements) throws CommandException {
        List<Weighed> weighed = new ArrayList<>(elements.size());
        for (byte[] element : elements) {
            byte[] weight = by == null ? element : lookedUp(by, element);
            weighed.add(new Weighed(element, weight, alphabetical || weight == null ? 0 : number(weight)));
        }
        Comparator<Weighed> order = alphabetical
                ? Comparator.comparing(Weighed::text, Comparator.nullsFirst(Arrays::compareUnsigned))
                : Comparator.comparingDouble(Weighed::weight);
        order = order.thenComparing(Weighed::element, Arrays::compareUnsigned);
        weighed.sort(descending ? order.reversed() : order);
        return weighed.stream().map(Weighed::element).toList();
    }

    private static double number(byte[] weight) throws CommandException {
        int end = indexOf(weight, '\0', 0); // where C's strings end
        byte[] text = end < 0 ? weight : Arrays.copyOf(weight, end);
        int from = 0;
        while (from < text.length && (text[from] == ' ' || (text[from] >= '\t' && text[from] <= '\r'))) {
            from++; // as C's strtod does
        }
        double number = text.length == 0 ? 0 : Numbers.realOrNaN(text, from);
        if (Double.isNaN(number)) {
            throw new CommandException("ERR One or more scores can't be converted into double");
        }
        return number == 0 ? 0 : number; // -0 is 0
    }

    /// What is at the key, or in the field of the key, that `pattern` names when the element is in the place of its star.
    private byte @Nullable [] lookedUp(byte[] pattern, byte[] element) {
        if (pattern.length == 1 && pattern[0] == '#') {
            return element;
        }
        int star = indexOf(pattern, '*', 0);
        if (star < 0) {
            return null;
        }
        int arrow = star;
        do {
            arrow = indexOf(pattern, '-', arrow + 1);
        } while (arrow >= 0 && arrow + 1 < pattern.length && pattern[arrow + 1] != '>');
        boolean field = arrow >= 0 && arrow + 2 < pattern.length;
        int end = field ? arrow : pattern.length;
        byte[] key = new byte[end - 1 + element.length];
        System.arraycopy(pattern, 0, key, 0, star);
        System.arraycopy(element, 0, key, star, element.length);
        System.arraycopy(pattern, star + 1, key, star + element.length, end - star - 1);
        Entry entry = call.database().find(key);
        return switch (entry == null ? null : entry.value()) {
            case HashValue hash when field -> hash.get(Arrays.copyOfRange(pattern, arrow + 2, pattern.length));
            case StringValue string when !field -> string.bytes();
            case null, default -> null;
        };
    }

    private static int indexOf(byte[] bytes, char wanted, int from) {
        for (int at = from; at < bytes.length; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    // What is answered

    private List<byte @Nullable []> answers(List<byte[]> elements) {
        List<byte @Nullable []> answers = new ArrayList<>();
        if (wanted.isEmpty()) {
            answers.addAll(elements);
        }
        for (byte[] element : elements) {
            for (byte[] pattern : wanted) {
                answers.add(lookedUp(pattern, element));
            }
        }
        return answers;
    }

    private void store(byte[] key, List<byte @Nullable []> answers) {
        ListValue list = new ListValue();
        for (byte[] answer : answers) {
            list.addLast(answer == null ? NONE : answer);
        }
        call.store(key, list);
        call.reply().integer(answers.size());
    }
}
