package io.magpie.io.codec;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.magpie.io.GrowableBuffer;
import io.magpie.io.TooLongException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Frames that are announced by their length.
///
/// A frame on the wire, and what says where things are:
///
/// ```
/// | offset bytes | length field | rest of the header | payload |
/// |<----------- numSkip ----------------------------->|
/// ```
///
/// The *length* is the number in the field plus `lengthAdjustment`. The frame is the `length` bytes behind the first
/// `numSkip`. By default the header is the length field alone, four bytes in big-endian order, which counts the payload,
/// and the frame is the payload.
///
/// | wire | settings | frame |
/// |---|---|---|
/// | `0005 hello` | `lengthFieldLength(2)` | `hello` |
/// | `0005 hello` | `lengthFieldLength(2)`, `lengthAdjustment(2)`, `numSkip(0)` | `0005 hello` |
/// | `0007 hello` | `lengthFieldLength(2)`, `lengthAdjustment(-2)` | `hello` |
/// | `CA 0005 hello` | `lengthFieldOffset(1)`, `lengthFieldLength(2)` | `hello` |
/// | `0005 FE hello` | `lengthFieldLength(2)`, `numSkip(3)` | `hello` |
///
/// What is written is the length field, that is the frame's size minus `lengthAdjustment`, and the frame; the other parts
/// of a header, if the protocol has any, are for the frame to bring, or for an encoder of your own.
///
/// A length beyond the limit fails with a [TooLongException], and takes nothing: the stream cannot be read on.
///
/// Source: `LengthDelimitedCodec` of tokio-util.
public final class LengthDelimitedCodec implements Codec<ByteBuffer, ByteBuffer> {

    private final long maxFrameLength;
    private final int fieldOffset;
    private final int fieldLength;
    private final int adjustment;
    private final int numSkip;
    private final ByteOrder order;

    /// The length of the frame whose header was read; negative if none was.
    private int announced = -1;

    private LengthDelimitedCodec(Builder settings) {
        this.fieldOffset = settings.fieldOffset;
        this.fieldLength = settings.fieldLength;
        this.adjustment = settings.adjustment;
        this.numSkip = settings.numSkip == null ? fieldOffset + fieldLength : settings.numSkip;
        this.order = settings.order;
        this.maxFrameLength = settings.maxFrameLength;
    }

    /// Frames with four bytes of length in big-endian order, of 8 MiB at most.
    public LengthDelimitedCodec() {
        this(new Builder());
    }

    /// Begins to set up another kind.
    ///
    /// @return settings that are those of the constructor, to be changed
    public static Builder builder() {
        return new Builder();
    }

    /// The next frame.
    ///
    /// @param bytes what was not taken yet
    /// @return the frame, in an array of its own; null if more bytes are needed
    /// @throws TooLongException if the number in the length field is beyond the limit
    /// @throws IOException if the adjusted length is negative
    @Override
    public @Nullable ByteBuffer decode(ByteBuffer bytes) throws IOException {
        if (announced < 0 && !readHeader(bytes)) {
            return null;
        }
        int length = announced;
        if (bytes.remaining() < length) {
            return null;
        }
        announced = -1;
        byte[] frame = new byte[length];
        bytes.get(frame);
        return ByteBuffer.wrap(frame);
    }

    @Override
    public @Nullable ByteBuffer decodeEnd(ByteBuffer bytes) throws IOException {
        ByteBuffer frame = decode(bytes);
        if (frame == null && (announced >= 0 || bytes.hasRemaining())) {
            String wanted = announced < 0
                    ? "the header of " + headerLength() + " bytes"
                    : "the " + announced + " bytes that were announced";
            throw new EOFException(
                    "the stream ended within a frame: of " + wanted + ", " + bytes.remaining() + " have come");
        }
        return frame;
    }

    private int headerLength() {
        return Math.max(fieldOffset + fieldLength, numSkip);
    }

    /// Reads how long the frame is. Returns false if the header is not complete.
    private boolean readHeader(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() < headerLength()) {
            return false;
        }
        long number = number(bytes, bytes.position() + fieldOffset);
        if (Long.compareUnsigned(number, maxFrameLength) > 0) {
            throw new TooLongException(
                    "a frame announces " + Long.toUnsignedString(number) + " bytes, and the limit is "
                            + maxFrameLength + ": raise maxFrameLength, or close the connection,"
                            + " whose peer may speak another protocol",
                    maxFrameLength);
        }
        long length = number + adjustment;
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw new IOException("a frame announces " + number + " bytes, which lengthAdjustment makes " + length
                    + ": check the settings, or close the connection");
        }
        announced = (int) length;
        bytes.position(bytes.position() + numSkip);
        return true;
    }

    private long number(ByteBuffer bytes, int at) {
        long number = 0;
        for (int i = 0; i < fieldLength; i++) {
            int index = order == ByteOrder.BIG_ENDIAN ? i : fieldLength - 1 - i;
            number = number << 8 | Byte.toUnsignedLong(bytes.get(at + index));
        }
        return number;
    }

    /// Appends the length field and the frame.
    ///
    /// @param frame what remains of it; its position is not moved
    /// @param into appended to
    /// @throws TooLongException if the frame is beyond the limit
    /// @throws IOException if the adjusted length is negative, or does not fit the length field
    @Override
    public void encode(ByteBuffer frame, GrowableBuffer into) throws IOException {
        int size = frame.remaining();
        if (size > maxFrameLength) {
            throw new TooLongException(
                    "a frame has " + size + " bytes, and the limit is " + maxFrameLength
                            + ": raise maxFrameLength, or send it in parts",
                    maxFrameLength);
        }
        long number = (long) size - adjustment;
        if (number < 0 || Long.compareUnsigned(number, greatestOf(fieldLength)) > 0) {
            throw new IOException("a frame of " + size + " bytes has the length " + number + ", which does not fit the "
                    + fieldLength + " bytes of the length field: check lengthFieldLength and lengthAdjustment");
        }
        for (int i = 0; i < fieldLength; i++) {
            int index = order == ByteOrder.BIG_ENDIAN ? fieldLength - 1 - i : i;
            into.append((byte) (number >>> (8 * index)));
        }
        into.append(frame.duplicate());
    }

    /// The greatest number in so many bytes, unsigned.
    private static long greatestOf(int bytes) {
        return -1L >>> (64 - 8 * bytes);
    }

    @Override
    public String toString() {
        return "LengthDelimitedCodec[" + fieldLength + " bytes of length at " + fieldOffset + "]";
    }

    /// The settings of a [LengthDelimitedCodec]. Used by one thread.
    public static final class Builder {

        private long maxFrameLength = 8 * 1024 * 1024;
        private int fieldOffset;
        private int fieldLength = 4;
        private int adjustment;
        private @Nullable Integer numSkip;
        private ByteOrder order = ByteOrder.BIG_ENDIAN;

        private Builder() {}

        /// The greatest number that is accepted in a length field, and the size of the greatest frame that is written.
        ///
        /// @param bytes 0 or more; 8 MiB unless set. Less, if the length field cannot say so much
        /// @return this
        /// @throws IllegalArgumentException if it is negative
        @CanIgnoreReturnValue
        public Builder maxFrameLength(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("maxFrameLength: " + bytes + " (expected 0 or more bytes)");
            }
            maxFrameLength = bytes;
            return this;
        }

        /// The bytes of the length field.
        ///
        /// @param bytes 1 to 8; 4 unless set
        /// @return this
        /// @throws IllegalArgumentException if it is not in that range
        @CanIgnoreReturnValue
        public Builder lengthFieldLength(int bytes) {
            if (bytes < 1 || bytes > 8) {
                throw new IllegalArgumentException("lengthFieldLength: " + bytes + " (expected 1 to 8 bytes)");
            }
            fieldLength = bytes;
            return this;
        }

        /// The bytes of the header before the length field.
        ///
        /// @param bytes 0 to 65,536; 0 unless set
        /// @return this
        /// @throws IllegalArgumentException if it is not in that range
        @CanIgnoreReturnValue
        public Builder lengthFieldOffset(int bytes) {
            requireHeaderPart("lengthFieldOffset", bytes);
            fieldOffset = bytes;
            return this;
        }

        /// What is added to the number that is read from the length field, and subtracted from the one that is written:
        /// negative if it counts more than the frame, positive if less.
        ///
        /// @param bytes any; 0 unless set
        /// @return this
        @CanIgnoreReturnValue
        public Builder lengthAdjustment(int bytes) {
            adjustment = bytes;
            return this;
        }

        /// The bytes at the beginning that are not part of the frame.
        ///
        /// @param bytes 0 to 65,536; unless set, those up to the end of the length field
        /// @return this
        /// @throws IllegalArgumentException if it is not in that range
        @CanIgnoreReturnValue
        public Builder numSkip(int bytes) {
            requireHeaderPart("numSkip", bytes);
            numSkip = bytes;
            return this;
        }

        /// The order of the bytes in the length field.
        ///
        /// @param order big-endian unless set
        /// @return this
        @CanIgnoreReturnValue
        public Builder order(ByteOrder order) {
            this.order = Objects.requireNonNull(order, "order");
            return this;
        }

        private static void requireHeaderPart(String name, int bytes) {
            if (bytes < 0 || bytes > 65_536) {
                throw new IllegalArgumentException(name + ": " + bytes + " (expected 0 to 65,536 bytes)");
            }
        }

        /// A codec with these settings; each stream needs one of its own.
        ///
        /// @return a new codec
        public LengthDelimitedCodec build() {
            return new LengthDelimitedCodec(this);
        }
    }
}
