package io.magpie.io.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.IntFunction;

/// What the peer of a [MockStream] does, step by step. The steps are named for what the code under test sees: where it
/// reads, bytes arrive; where it writes, bytes are expected.
///
/// @param <S> the type of this script
public abstract sealed class Script<S extends Script<S>> permits MockStream.Builder, MockStream.Handle {

    Script() {}

    /// Puts the step that `making` makes of its number at the end. Returns this.
    abstract S add(IntFunction<Step> making);

    /// Bytes arrive. One read gets no more than one step's: two steps are two reads at least.
    ///
    /// @param bytes copied; 1 or more
    /// @return this
    /// @throws IllegalArgumentException if there are none
    @CanIgnoreReturnValue
    public S read(byte[] bytes) {
        byte[] copy = copied(bytes);
        return add(number -> new Step.Arrive(number, ByteBuffer.wrap(copy)));
    }

    /// A text arrives, in UTF-8: see [#read(byte\[\])].
    ///
    /// @param text not empty
    /// @return this
    /// @throws IllegalArgumentException if it is empty
    @CanIgnoreReturnValue
    public S read(String text) {
        return read(text.getBytes(UTF_8));
    }

    /// Bytes must be written. One write takes no more than one step's, so that two steps make a write that is short;
    /// several writes may make up one step.
    ///
    /// @param bytes copied; 1 or more
    /// @return this
    /// @throws IllegalArgumentException if there are none
    @CanIgnoreReturnValue
    public S write(byte[] bytes) {
        byte[] copy = copied(bytes);
        return add(number -> new Step.Expect(number, ByteBuffer.wrap(copy)));
    }

    /// A text must be written, in UTF-8: see [#write(byte\[\])].
    ///
    /// @param text not empty
    /// @return this
    /// @throws IllegalArgumentException if it is empty
    @CanIgnoreReturnValue
    public S write(String text) {
        return write(text.getBytes(UTF_8));
    }

    /// Nothing happens for a while, which begins when the code under test comes here: who reads or writes has to wait.
    /// By the clock of the runtime, which tests may pause.
    ///
    /// @param length 0 or more; at 0 one poll finds nothing ready and is woken at once, which needs no timers
    /// @return this
    /// @throws IllegalArgumentException if it is negative
    @CanIgnoreReturnValue
    public S pause(Duration length) {
        if (length.isNegative()) {
            throw new IllegalArgumentException("length: " + length + " (expected 0 or more)");
        }
        return add(number -> new Step.Pause(number, length));
    }

    /// A read fails, once. What comes behind it in the script still happens.
    ///
    /// @param failure thrown as it is
    /// @return this
    @CanIgnoreReturnValue
    public S readError(IOException failure) {
        Objects.requireNonNull(failure, "failure");
        return add(number -> new Step.FailRead(number, failure));
    }

    /// A write or a shutdown fails, once. What comes behind it in the script still happens.
    ///
    /// @param failure thrown as it is
    /// @return this
    @CanIgnoreReturnValue
    public S writeError(IOException failure) {
        Objects.requireNonNull(failure, "failure");
        return add(number -> new Step.FailWrite(number, failure));
    }

    /// The output must be shut down. Without this step it may be, once nothing is left to be written.
    ///
    /// @return this
    @CanIgnoreReturnValue
    public S shutdown() {
        return add(Step.Shutdown::new);
    }

    private static byte[] copied(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("bytes: none (expected 1 or more)");
        }
        return bytes.clone();
    }
}
