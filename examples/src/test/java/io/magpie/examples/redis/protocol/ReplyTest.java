package io.magpie.examples.redis.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ReplyTest {

    @Test
    void eachTypeIsWrittenInBothVersions() {
        expect(Reply::ok, "+OK\r\n", "+OK\r\n");
        expect(reply -> reply.error("ERR a\r\nb"), "-ERR a  b\r\n", "-ERR a  b\r\n");
        expect(reply -> reply.integer(Long.MIN_VALUE), ":-9223372036854775808\r\n", ":-9223372036854775808\r\n");
        expect(reply -> reply.bulk(123L), "$3\r\n123\r\n", "$3\r\n123\r\n");
        expect(reply -> reply.bulk("x".repeat(100)), "$100\r\n" + "x".repeat(100) + "\r\n", null);
        expect(reply -> reply.bulk(new byte[0]), "$0\r\n\r\n", "$0\r\n\r\n");
        expect(Reply::nullBulk, "$-1\r\n", "_\r\n");
        expect(Reply::nullArray, "*-1\r\n", "_\r\n");
        expect(reply -> reply.array(12), "*12\r\n", "*12\r\n");
        expect(reply -> reply.map(2), "*4\r\n", "%2\r\n");
        expect(reply -> reply.set(3), "*3\r\n", "~3\r\n");
        expect(reply -> reply.push(3), "*3\r\n", ">3\r\n");
        expect(reply -> reply.bool(true), ":1\r\n", "#t\r\n");
        expect(reply -> reply.bool(false), ":0\r\n", "#f\r\n");
        expect(reply -> reply.real(1.5), "$3\r\n1.5\r\n", ",1.5\r\n");
        expect(reply -> reply.real(Double.NEGATIVE_INFINITY), "$4\r\n-inf\r\n", ",-inf\r\n");
        expect(reply -> reply.bigNumber("123"), "$3\r\n123\r\n", "(123\r\n");
        expect(reply -> reply.verbatim("txt", bytes("hi")), "$2\r\nhi\r\n", "=6\r\ntxt:hi\r\n");
    }

    private static void expect(Consumer<Reply> write, String resp2, String resp3) {
        Reply reply = new Reply(0);
        write.accept(reply);
        assertThat(text(reply)).isEqualTo(resp2);
        reply.clear();
        reply.useResp3(true);
        write.accept(reply);
        assertThat(text(reply)).isEqualTo(resp3 == null ? resp2 : resp3);
    }

    @Test
    void aReplyGrowsAndCanBeCutAndCopied() {
        Reply reply = new Reply(40);
        for (int i = 0; i < 1000; i++) {
            reply.bulk(i);
        }
        assertThat(reply.length()).isEqualTo(10 * 7 + 90 * 8 + 900 * 9);
        reply.truncate(14);
        assertThat(text(reply)).isEqualTo("$1\r\n0\r\n$1\r\n1\r\n");
        ByteBuffer target = ByteBuffer.allocate(5);
        assertThat(reply.copyTo(7, target)).isEqualTo(5);
        assertThat(new String(target.array(), StandardCharsets.US_ASCII)).isEqualTo("$1\r\n1");
        assertThat(reply.view().remaining()).isEqualTo(14);
    }

    @Test
    void realNumbersAreThoseOfPrintf() {
        assertThat(Real.format(0.1)).isEqualTo("0.10000000000000001");
        assertThat(Real.format(3)).isEqualTo("3");
        assertThat(Real.format(-0.0)).isEqualTo("-0");
        assertThat(Real.format(1e20)).isEqualTo("1e+20");
        assertThat(Real.format(1e17)).isEqualTo("1e+17");
        assertThat(Real.format(12345678901234567.0)).isEqualTo("12345678901234568");
        assertThat(Real.format(1.5e-7)).isEqualTo("1.4999999999999999e-07");
        assertThat(Real.format(0.0001)).isEqualTo("0.0001");
        assertThat(Real.format(-1.5e300)).isEqualTo("-1.5000000000000001e+300");
    }

    @Test
    void realNumbersSurviveTheWayOutAndBack() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(Real.format(value))).isEqualTo(value);
            }
        }
    }

    @Test
    void wholeNumbersAreReadInOneFormOnly() {
        for (long value : new long[] {0, 1, -1, 9, 10, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62}) {
            byte[] bytes = Decimal.bytes(value);
            assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo(Long.toString(value));
            assertThat(Decimal.isLong(bytes)).isTrue();
            assertThat(Decimal.parse(bytes)).isEqualTo(value);
        }
        for (String text : new String[] {
            "",
            "-",
            "+1",
            "01",
            "-0",
            "00",
            " 1",
            "1 ",
            "1.0",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999",
            "18446744073709551617",
            "1a"
        }) {
            assertThat(Decimal.isLong(bytes(text))).as(text).isFalse();
            assertThat(Decimal.parse(bytes(text))).as(text).isZero();
        }
    }

    @Test
    void anArrayThatHasGrown_isKeptWithinTheBound_andNoFurther() {
        Reply reply = new Reply(100, 400);
        byte[] first = reply.view().array();
        reply.bulk("x".repeat(250));
        byte[] grown = reply.view().array();
        reply.clear();
        assertThat(reply.view().array()).isSameAs(grown).isNotSameAs(first);
        reply.bulk("x".repeat(500));
        reply.clear();
        assertThat(reply.view().array()).hasSize(100);
    }

    private static String text(Reply reply) {
        return new String(reply.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
