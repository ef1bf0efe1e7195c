package io.magpie.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GrowableBufferTest {

    private final BufferPool pool = new BufferPool(8, 2);

    @Test
    void anEmptyOne_ownsNothing() {
        GrowableBuffer buffer = new GrowableBuffer(100, pool);
        assertThat(pool.made()).isZero();
        buffer.append("abc");
        assertThat(pool.idle()).isZero();
        assertThat(pool.made()).isEqualTo(1);
        buffer.view().position(3);
        buffer.release();
        assertThat(pool.idle()).isEqualTo(1);
        buffer.append("abc").clear();
        assertThat(pool.idle()).isEqualTo(1);
        buffer.append("abc").truncate(0);
        assertThat(pool.idle()).isEqualTo(1);
    }

    @Test
    void whatOutgrowsThePool_goesOverToTheHeap_andGivesTheBufferBack() {
        GrowableBuffer buffer = new GrowableBuffer(100, pool).append("12345678");
        assertThat(pool.idle()).isZero();
        buffer.append("9");
        assertThat(pool.idle()).isEqualTo(1);
        assertThat(buffer.toString(UTF_8)).isEqualTo("123456789");
    }

    @Test
    void room_isMadeAtTheFrontFirst() {
        GrowableBuffer buffer = new GrowableBuffer(100, pool).append("12345678");
        buffer.view().position(5);
        buffer.append("abcde");
        assertThat(buffer.toString(UTF_8)).isEqualTo("678abcde");
        assertThat(pool.idle()).as("still in the pool's buffer").isZero();
    }

    @Test
    void beyondItsLimit_nothingIsAppended() {
        GrowableBuffer buffer = new GrowableBuffer(4, pool).append("abc");
        assertThat(buffer.room()).isEqualTo(1);
        assertThatThrownBy(() -> buffer.append("de"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no room for 2 bytes: GrowableBuffer[3 of 4 bytes]");
        assertThat(buffer.append((byte) 'd').toString(UTF_8)).isEqualTo("abcd");
        assertThatThrownBy(() -> buffer.truncate(5)).hasMessageContaining("5 (expected 0 to 4");
        assertThatThrownBy(() -> new GrowableBuffer(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOrderOfBytes_isForNumbersFromThenOn() {
        GrowableBuffer buffer = new GrowableBuffer(100, pool);
        buffer.appendInt(1)
                .order(ByteOrder.LITTLE_ENDIAN)
                .appendInt(1)
                .appendShort(2)
                .appendLong(3);
        ByteBuffer bytes = ByteBuffer.wrap(buffer.toByteArray());
        assertThat(bytes.getInt()).isEqualTo(1);
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt()).isEqualTo(1);
        assertThat(bytes.getShort()).isEqualTo((short) 2);
        assertThat(bytes.getLong()).isEqualTo(3);
    }

    /// Against a plain model: a long history of appending and taking.
    @Test
    void randomHistories_keepTheBytesInOrder() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            GrowableBuffer buffer = random.nextBoolean() ? new GrowableBuffer(64, pool) : new GrowableBuffer(64);
            byte[] model = new byte[0];
            for (int step = 0; step < 100; step++) {
                int size = model.length;
                switch (random.nextInt(6)) {
                    case 0 -> {
                        int taken = random.nextInt(size + 1);
                        ByteBuffer view = buffer.view();
                        view.position(view.position() + taken);
                        buffer.release();
                        model = Arrays.copyOfRange(model, taken, size);
                    }
                    case 1 -> {
                        int kept = random.nextInt(size + 1);
                        buffer.truncate(kept);
                        model = Arrays.copyOf(model, kept);
                    }
                    default -> {
                        byte[] more = new byte[random.nextInt(Math.min(20, buffer.room() + 1))];
                        random.nextBytes(more);
                        buffer.append(random.nextBoolean() ? more : more.clone());
                        ByteArrayOutputStream both = new ByteArrayOutputStream();
                        both.writeBytes(model);
                        both.writeBytes(more);
                        model = both.toByteArray();
                    }
                }
                assertThat(buffer.toByteArray()).isEqualTo(model);
            }
            buffer.clear();
            assertThat(pool.idle()).isEqualTo(pool.made());
        }
    }
}
