package io.magpie.examples.redis.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.examples.Seed;
import io.magpie.examples.redis.store.Encodings;
import io.magpie.examples.redis.store.HashValue;
import io.magpie.examples.redis.store.ListValue;
import io.magpie.examples.redis.store.SetValue;
import io.magpie.examples.redis.store.Shown;
import io.magpie.examples.redis.store.SortedSetValue;
import io.magpie.examples.redis.store.StringValue;
import io.magpie.examples.redis.store.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class UndumpTest {

    private static final int MUTATIONS = 20_000 * Integer.getInteger("magpie.test.scale", 1);
    private static final long SEED = Seed.chosen();

    /// What Redis 7.0.15 answered to `DUMP`: a string of 60 letters a, compressed; a set of numbers; a hash; a sorted set;
    /// a list.
    private static final List<byte[]> OF_REDIS = Stream.of(
                    "00c3093c016161e02f000161610a00a67e08b217d09780",
                    "0b1404000000030000000100000002000000701101000a0085d5c1065b1dd055",
                    "1013130000000400816602817602816702c12c02ff0a00bb49adb6b37a1dea",
                    "1118180000000400816202842d696e660581610283312e3504ff0a006283bc627bc94781",
                    "1201021313000000030081610282626203f270110104ff0a00b065b4cfe3d61e77")
            .map(HexFormat.of()::parseHex)
            .toList();

    @Test
    void whatRedisHasDumped_isRead() {
        Encodings encodings = new Encodings();
        assertThat(OF_REDIS).allMatch(Undump::isSound);
        assertThat(OF_REDIS.stream().map(dump -> Shown.of(Undump.value(dump, encodings))))
                .containsExactly(
                        "a".repeat(60), "{1, 2, 70000}", "{f=v, g=300}", "{b=-Infinity, a=1.5}", "[a, bb, 70000]");
    }

    @Test
    void theChecksumIsThatOfRedis() {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(Format.checksum(digits, digits.length)).isEqualTo(0xe9c6_d914_c4b8_d9caL);
    }

    @Test
    void whateverTheBytesAre_readingThemEnds() {
        mutate(MUTATIONS);
    }

    @Tag("stress")
    @Test
    void whateverTheBytesAre_readingThemEnds_forLong() {
        mutate(1_000 * MUTATIONS);
    }

    private static void mutate(int mutations) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        List<byte[]> dumps = new ArrayList<>(OF_REDIS);
        for (Value value : List.of(new StringValue(bytes("x".repeat(100))), list(), set(), hash(), sortedSet())) {
            dumps.add(Dump.of(value));
        }
        int read = 0;
        for (int i = 0; i < mutations; i++) {
            byte[] dump = dumps.get(random.nextInt(dumps.size()));
            byte[] mutated = Arrays.copyOf(dump, dump.length - Format.FOOTER);
            for (int left = random.nextInt(4); left > 0; left--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length));
            }
            byte[] sealed = sealed(mutated, Format.VERSION);
            assertThat(Undump.isSound(sealed)).isTrue();
            read += Undump.value(sealed, new Encodings()) == null ? 0 : 1;
        }
        assertThat(read).as("seed %s", SEED).isBetween(1, mutations - 1);
    }

    @Test
    void aFlippedBit_isNoticed() {
        byte[] dump = Dump.of(hash());
        assertThat(Undump.isSound(dump)).isTrue();
        for (int bit = 0; bit < 8 * dump.length; bit++) {
            byte[] flipped = dump.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Undump.isSound(flipped)).as("bit %s", bit).isFalse();
        }
        assertThat(Undump.isSound(new byte[Format.FOOTER - 1])).isFalse();
    }

    @Test
    void aNewerVersion_isNotForUs() {
        byte[] set = bytes("\2\1\1a");
        assertThat(Undump.isSound(sealed(set, Format.VERSION))).isTrue();
        assertThat(Undump.isSound(sealed(set, Format.VERSION + 1))).isFalse();
    }

    @Test
    void nothingIsReadTwice_andNothingIsLeft() {
        assertThat(value("\0\1a")).isInstanceOf(StringValue.class);
        assertThat(value("\0\1ab")).as("one byte too many").isNull();
        assertThat(value("\2\2\1a\1a")).as("a member twice").isNull();
        assertThat(value("\1\0")).as("an empty list").isNull();
        assertThat(value("")).isNull();
    }

    @Test
    void aScoreThatIsNoNumber_isRefused() {
        byte[] dump = OF_REDIS.get(3);
        String sortedSet = new String(dump, 0, dump.length - Format.FOOTER, StandardCharsets.ISO_8859_1);
        for (String score : List.of("1..", ".1.", "...", "..5", "1e.", ".e1", "nan", "-.e")) {
            assertThat(value(sortedSet.replace("1.5", score))).as(score).isNull();
        }
        for (String score : List.of("1.5", ".25", "-2.", "1e5", "-.5")) {
            assertThat(value(sortedSet.replace("1.5", score))).as(score).isNotNull();
        }
    }

    @Test
    void aPackedListWithoutAWholeHeader_isRefused() {
        for (int length = 0; length < 8; length++) {
            String packed = (char) length + "\0\0\0\0\0\0\377";
            assertThat(value("\20" + (char) length + packed.substring(0, length)))
                    .as("%d bytes", length)
                    .isNull();
        }
    }

    private static @Nullable Value value(String dump) {
        return Undump.value(sealed(bytes(dump), Format.VERSION), new Encodings());
    }

    /// With a footer that says it is sound.
    private static byte[] sealed(byte[] value, int version) {
        byte[] sealed = Arrays.copyOf(value, value.length + Format.FOOTER);
        ByteBuffer footer =
                ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).position(value.length);
        footer.putShort((short) version);
        footer.putLong(Format.checksum(sealed, footer.position()));
        return sealed;
    }

    private static Value list() {
        ListValue list = new ListValue();
        list.addLast(bytes("a"));
        list.addLast(bytes("b".repeat(70)));
        return list;
    }

    private static Value set() {
        SetValue set = new SetValue(new Encodings());
        var _ = set.add(bytes("a"));
        var _ = set.add(bytes("17"));
        return set;
    }

    private static Value hash() {
        HashValue hash = new HashValue(new Encodings());
        var _ = hash.put(bytes("field"), bytes("value"));
        return hash;
    }

    private static Value sortedSet() {
        SortedSetValue set = new SortedSetValue(new Encodings());
        set.add(bytes("a"), 1.5);
        set.add(bytes("b"), Double.NEGATIVE_INFINITY);
        return set;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
