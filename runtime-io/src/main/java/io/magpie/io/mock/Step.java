package io.magpie.io.mock;

import io.magpie.time.Sleep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a peer does next. Guarded by the lock of the [MockStream] that plays it.
sealed interface Step {

    /// Which step of the script this is, from 1.
    int number();

    /// What is left to do of it, for messages.
    String left();

    /// Whether it is for the reader only, so that writes overtake it.
    default boolean isForReader() {
        return false;
    }

    /// Bytes arrive; those that were read lie before the position.
    record Arrive(int number, ByteBuffer bytes) implements Step {
        @Override
        public boolean isForReader() {
            return true;
        }

        @Override
        public String left() {
            return "read " + Quoted.of(bytes) + (bytes.position() == 0 ? "" : ", of which it read the beginning");
        }
    }

    /// Bytes must be written; those that were lie before the position.
    record Expect(int number, ByteBuffer bytes) implements Step {
        @Override
        public String left() {
            return "write " + Quoted.of(bytes) + (bytes.position() == 0 ? "" : ", of which it wrote the beginning");
        }
    }

    /// A read fails.
    record FailRead(int number, IOException failure) implements Step {
        @Override
        public boolean isForReader() {
            return true;
        }

        @Override
        public String left() {
            return "fail to read: " + failure;
        }
    }

    /// A write, or a shutdown, fails.
    record FailWrite(int number, IOException failure) implements Step {
        @Override
        public String left() {
            return "fail to write: " + failure;
        }
    }

    /// The output must be shut down.
    record Shutdown(int number) implements Step {
        @Override
        public String left() {
            return "shut down its output";
        }
    }

    /// Nothing happens for a while.
    final class Pause implements Step {

        private final int number;
        private final Duration length;

        /// Set once somebody has come to this step.
        private @Nullable Sleep sleep;

        Pause(int number, Duration length) {
            this.number = number;
            this.length = length;
        }

        /// The sleep, which begins with its first poll.
        Sleep sleep() {
            Sleep begun = sleep;
            if (begun == null) {
                begun = Sleep.of(length);
                sleep = begun;
            }
            return begun;
        }

        /// Whether it only makes one poll wait, without a timer.
        boolean isInstant() {
            return length.isZero();
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public String left() {
            return "wait " + length;
        }
    }
}
