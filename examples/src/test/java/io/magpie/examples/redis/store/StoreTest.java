package io.magpie.examples.redis.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.Seed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/// The structures of the store against plain ones of the JDK, with random changes.
class StoreTest {

    private static final int SCALE = Integer.getInteger("magpie.test.scale", 1);

    private final long seed = Seed.chosen();
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);

    // The hash table

    @Test
    void theTableHoldsWhatWasAddedAndNotRemoved() {
        ByteTable<ByteTable.Node> table = new ByteTable<>();
        Set<String> model = new HashSet<>();
        for (int step = 0; step < 60_000 * SCALE; step++) {
            boolean growing = step / 10_000 % 2 == 0;
            String key = "key " + random.nextInt(5_000);
            boolean wasThere = table.find(bytes(key)) != null;
            assertThat(wasThere).as("seed %s", seed).isEqualTo(model.contains(key));
            if (random.nextInt(100) == 0) {
                boolean more = table.moveSome(random.nextInt(50));
                assertThat(table.isBeingResized()).isEqualTo(more);
            }
            if (random.nextInt(10) < (growing ? 7 : 3)) {
                if (!wasThere) {
                    table.add(new ByteTable.Node(bytes(key)));
                    model.add(key);
                }
            } else {
                assertThat(table.remove(bytes(key)) != null).isEqualTo(model.remove(key));
            }
            assertThat(table.size()).isEqualTo(model.size());
        }
        Set<String> all = new HashSet<>();
        table.forEach(node -> all.add(text(node.key)));
        assertThat(all).isEqualTo(model);
    }

    @Test
    void aWalkShowsWhatStaysHoweverTheTableIsResized() {
        for (int round = 0; round < 60 * SCALE; round++) {
            ByteTable<ByteTable.Node> table = new ByteTable<>();
            int stay = 1 + random.nextInt(300);
            for (int i = 0; i < stay; i++) {
                table.add(new ByteTable.Node(bytes("stays " + i)));
            }
            int others = 0;
            Set<String> shown = new HashSet<>();
            long cursor = 0;
            int steps = 0;
            do {
                cursor = table.scan(cursor, node -> shown.add(text(node.key)));
                var _ = table.moveSome(random.nextInt(3));
                // Grows and shrinks by large factors, so that cursors of one size go on in another.
                int change = random.nextInt(100);
                boolean grow = steps / 20 % 2 == 0;
                for (int i = 0; i < change; i++) {
                    if (grow) {
                        table.add(new ByteTable.Node(bytes("comes and goes " + others++)));
                    } else if (others > 0) {
                        table.remove(bytes("comes and goes " + --others));
                    }
                }
                steps++;
                assertThat(steps).as("seed %s: a walk must end", seed).isLessThan(100_000);
            } while (cursor != 0);
            for (int i = 0; i < stay; i++) {
                assertThat(shown).as("seed %s, round %s", seed, round).contains("stays " + i);
            }
        }
    }

    @Test
    void everyNodeIsDrawnAsOftenAsAnyOther() {
        ByteTable<ByteTable.Node> table = new ByteTable<>();
        int size = 100;
        for (int i = 0; i < size; i++) {
            table.add(new ByteTable.Node(bytes("member " + i)));
        }
        TreeMap<String, Integer> counts = new TreeMap<>();
        int draws = 1_000;
        for (int i = 0; i < size * draws; i++) {
            counts.merge(text(table.random(random).key), 1, Integer::sum);
        }
        double chiSquare = counts.values().stream()
                .mapToDouble(count -> Math.pow(count - draws, 2) / draws)
                .sum();
        assertThat(counts).hasSize(size);
        // 99 degrees of freedom: more than 200 happens once in 10⁸ times.
        assertThat(chiSquare).as("seed %s", seed).isLessThan(200);
    }

    // Lists

    @Test
    void aListIsWhatAnArrayListIs() {
        ListValue list = new ListValue();
        List<String> model = new ArrayList<>();
        for (int step = 0; step < 40_000 * SCALE; step++) {
            String element = "e" + random.nextInt(5);
            int size = model.size();
            int place = size == 0 ? 0 : random.nextInt(size);
            switch (size == 0 ? random.nextInt(3) : random.nextInt(11)) {
                case 0, 3 -> {
                    list.addFirst(bytes(element));
                    model.addFirst(element);
                }
                case 1, 4 -> {
                    list.addLast(bytes(element));
                    model.addLast(element);
                }
                case 2, 5 -> {
                    list.insert(place, bytes(element));
                    model.add(place, element);
                }
                case 6 -> assertThat(text(list.removeFirst())).isEqualTo(model.removeFirst());
                case 7 -> assertThat(text(list.removeLast())).isEqualTo(model.removeLast());
                case 8 -> {
                    list.set(place, bytes(element));
                    model.set(place, element);
                }
                case 9 -> {
                    if (random.nextInt(20) == 0) {
                        int to = place + random.nextInt(size - place + 1);
                        list.trim(place, to);
                        model = new ArrayList<>(model.subList(place, to));
                    }
                }
                default -> {
                    int most = random.nextInt(7) - 3;
                    assertThat(list.remove(bytes(element), most)).isEqualTo(remove(model, element, most));
                }
            }
            if (step % 50 == 0) {
                List<String> all = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    all.add(text(list.get(i)));
                }
                assertThat(all).as("seed %s, step %s", seed, step).isEqualTo(model);
                long bytes = model.stream().mapToLong(String::length).sum();
                assertThat(list.memory()).isEqualTo(64 + bytes + 24L * model.size());
            }
        }
    }

    private static int remove(List<String> model, String element, int most) {
        int removed = 0;
        int limit = most == 0 ? Integer.MAX_VALUE : Math.abs(most);
        while (removed < limit) {
            int index = most < 0 ? model.lastIndexOf(element) : model.indexOf(element);
            if (index < 0) {
                break;
            }
            model.remove(index);
            removed++;
        }
        return removed;
    }

    // Sorted sets

    @Test
    void aSortedSetKnowsRanksAndStaysBalanced() {
        MemberTree tree = new MemberTree();
        List<SortedSetValue.Member> model = new ArrayList<>();
        for (int step = 0; step < 6_000 * SCALE; step++) {
            boolean growing = step / 1_500 % 2 == 0;
            if (model.isEmpty() || random.nextInt(10) < (growing ? 8 : 2)) {
                // Half of them in order, which is what unbalances trees.
                double score = random.nextBoolean() ? step : random.nextInt(20);
                SortedSetValue.Member member = new SortedSetValue.Member(bytes("m" + step), score);
                tree.add(member);
                model.add(member);
                model.sort(MemberTree::compare);
            } else {
                tree.remove(model.remove(random.nextInt(model.size())));
            }
            assertThat(tree.verify()).as("seed %s, step %s", seed, step).isEqualTo(model.size());
            if (!model.isEmpty()) {
                int rank = random.nextInt(model.size());
                assertThat(tree.at(rank)).isSameAs(model.get(rank));
                SortedSetValue.Member member = model.get(rank);
                assertThat(tree.countBefore(other -> MemberTree.compare(other, member) < 0))
                        .isEqualTo(rank);
            }
            if (step % 100 == 0) {
                int from = random.nextInt(model.size() + 1);
                int to = from + random.nextInt(model.size() - from + 1);
                List<SortedSetValue.Member> forwards = new ArrayList<>();
                tree.forEach(from, to, forwards::add);
                assertThat(forwards).isEqualTo(model.subList(from, to));
                List<SortedSetValue.Member> backwards = new ArrayList<>();
                tree.forEachBackwards(from, to, backwards::add);
                assertThat(backwards.reversed()).isEqualTo(model.subList(from, to));
            }
        }
    }

    // Expiry

    @Test
    void keysGoAwayInTheOrderOfTheirMoments() {
        ExpiryQueue queue = new ExpiryQueue();
        List<Entry> model = new ArrayList<>();
        for (int step = 0; step < 20_000 * SCALE; step++) {
            int what = random.nextInt(4);
            if (model.isEmpty() || what < 2) {
                Entry entry = new Entry(bytes("k" + step), new StringValue(step));
                entry.expiry = random.nextInt(1_000);
                queue.add(entry);
                model.add(entry);
            } else {
                Entry entry = model.get(random.nextInt(model.size()));
                if (what == 2 || model.size() > 300) {
                    queue.remove(entry);
                    model.remove(entry);
                } else {
                    entry.expiry = random.nextInt(1_000);
                    queue.moved(entry);
                }
            }
            long least = model.stream().mapToLong(entry -> entry.expiry).min().orElse(-1);
            Entry first = queue.first();
            assertThat(first == null ? -1 : first.expiry).as("seed %s", seed).isEqualTo(least);
            assertThat(queue.size()).isEqualTo(model.size());
        }
    }

    // Strings

    @Test
    void writingIntoAStringLeavesTheArgumentAlone() {
        byte[] argument = bytes("hello");
        StringValue string = new StringValue(argument);
        string.write(0, bytes("J"));
        string.write(7, bytes("!"));
        string.write(8, bytes("?"));
        assertThat(text(argument)).isEqualTo("hello");
        assertThat(text(string.bytes())).isEqualTo("Jello\0\0!?");
        assertThat(string.length()).isEqualTo(9);
        StringValue number = new StringValue(-120);
        number.write(4, bytes("0"));
        assertThat(text(number.bytes())).isEqualTo("-1200");
    }

    @Test
    void aCopyDoesNotChangeWithItsOriginal() {
        Encodings encodings = new Encodings();
        HashValue hash = new HashValue(encodings);
        hash.put(bytes("f"), bytes("1"));
        HashValue copy = (HashValue) hash.copy();
        hash.put(bytes("f"), bytes("2"));
        assertThat(text(copy.get(bytes("f")))).isEqualTo("1");
        SortedSetValue sorted = new SortedSetValue(encodings);
        sorted.add(bytes("m"), 1);
        SortedSetValue sortedCopy = (SortedSetValue) sorted.copy();
        sorted.put(bytes("m"), 2);
        assertThat(sortedCopy.find(bytes("m")).score()).isEqualTo(1);
        assertThat(Arrays.asList(hash.encoding(), sorted.encoding())).containsExactly("listpack", "listpack");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
