package io.magpie.io.mock;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.magpie.future.Context;
import io.magpie.future.Poll;
import io.magpie.future.Waker;
import io.magpie.io.AsyncStream;
import io.magpie.io.internal.SocketClosedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A stream that plays a script, for tests: which bytes arrive, which must be written, when nothing happens, and what
/// fails.
///
/// ```java
/// MockStream stream = MockStream.builder()
///         .write("PING\r\n")
///         .read("+PONG\r\n")
///         .build();
/// await(ping(stream));
/// stream.assertDone();
/// ```
///
/// ## Order
///
/// The script is what the peer does, one step after the other. A read takes the first step if that is for the reader,
/// and else waits: what the peer answers cannot be read before the question was written. A write takes the first step
/// that is for the writer. It overtakes bytes that arrive, as the peer's bytes on their way hold no writer up; it never
/// overtakes a pause. When the script has ended, so has the input, and nothing more may be written.
///
/// ## Failures
///
/// What the script does not expect is an [AssertionError] in the poll that does it; it says what was expected, what
/// came, and where. From then on every operation throws it, and so does [#assertDone], so that it is not lost in a task
/// that nobody looks at. What the script expects and does not get is found by [#assertDone], which a test calls at its
/// end.
///
/// One task may read while another writes, as with every stream; the script may be added to by any thread
/// ([#handle]). Needs no runtime, but timers for a pause.
///
/// Source: `io::Mock` of tokio-test.
public final class MockStream implements AsyncStream {

    /*
     * Steps, offsets and flags are guarded by this object's lock. Who waits leaves a waker and looks at the steps in one
     * critical section; who changes the steps does so in another, then takes the wakers: so no wake is lost. Wakers are
     * called without the lock, also by the timer of a pause, which may hold a lock of its own.
     */

    private final String name;

    private final AtomicReference<@Nullable Waker> reader = new AtomicReference<>();
    private final AtomicReference<@Nullable Waker> writer = new AtomicReference<>();
    private final Waker both = this::wakeBoth;

    @GuardedBy("this")
    private final List<Step> steps = new ArrayList<>();

    /// Steps there have ever been.
    @GuardedBy("this")
    private int added;

    @GuardedBy("this")
    private int handles;

    /// Bytes written so far.
    @GuardedBy("this")
    private long written;

    /// Whether the steps, or what ends them, have changed since somebody was woken for it.
    @GuardedBy("this")
    private boolean changed;

    @GuardedBy("this")
    private boolean shutDown;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private @Nullable AssertionError failure;

    private MockStream(String name, List<IntFunction<Step>> script) {
        this.name = name;
        for (IntFunction<Step> making : script) {
            steps.add(making.apply(++added));
        }
    }

    /// An empty script.
    ///
    /// @return a new builder
    public static Builder builder() {
        return new Builder();
    }

    /// A script to be written before the test.
    public static final class Builder extends Script<Builder> {

        private final List<IntFunction<Step>> script = new ArrayList<>();
        private String name = "mock";

        private Builder() {}

        @Override
        Builder add(IntFunction<Step> making) {
            script.add(making);
            return this;
        }

        /// Names the stream, for messages.
        ///
        /// @param name such as "client"
        /// @return this
        @CanIgnoreReturnValue
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /// A stream that plays this script from its beginning.
        ///
        /// @return a new stream
        public MockStream build() {
            return new MockStream(name, script);
        }
    }

    /// Keeps the script of this stream open, and adds to it: until this is closed, who comes to the end of the script
    /// waits there for more. For any thread.
    public final class Handle extends Script<Handle> implements AutoCloseable {

        private boolean released;

        private Handle() {}

        @Override
        Handle add(IntFunction<Step> making) {
            synchronized (MockStream.this) {
                if (released) {
                    throw new IllegalStateException(
                            "this handle of " + MockStream.this + " is closed: get another one");
                }
                steps.add(making.apply(++added));
                changed = true;
            }
            wakeIfChanged();
            return this;
        }

        /// Ends the script, if this is the last handle: who waits at its end finds it. Idempotent.
        @Override
        public void close() {
            synchronized (MockStream.this) {
                if (!released) {
                    released = true;
                    handles--;
                    changed = true;
                }
            }
            wakeIfChanged();
        }

        @Override
        public String toString() {
            return MockStream.this + ".handle";
        }
    }

    /// A way to add to the script while it is played. To be had before the stream is used, or the code under test may
    /// find the end first.
    ///
    /// @return to be closed when nothing is to be added any more
    public synchronized Handle handle() {
        handles++;
        return new Handle();
    }

    // ---- the stream

    @Override
    public int pollRead(Context cx, ByteBuffer into) throws IOException {
        return into.hasRemaining() ? transfer(cx, () -> readNow(cx, into)) : 0;
    }

    @Override
    public boolean pollReadable(Context cx) throws IOException {
        try {
            synchronized (this) {
                requireUsable();
                Step first = first(cx);
                boolean ready = first == null ? handles == 0 : first.isForReader();
                if (!ready) {
                    reader.set(cx.waker());
                }
                return ready;
            }
        } finally {
            wakeIfChanged();
        }
    }

    @Override
    public int pollWrite(Context cx, ByteBuffer from) throws IOException {
        return from.hasRemaining() ? transfer(cx, () -> writeNow(cx, from)) : 0;
    }

    /// Does nothing: this stream holds nothing back.
    @Override
    public synchronized boolean pollFlush(Context cx) throws IOException {
        requireUsable();
        return true;
    }

    @Override
    public boolean pollShutdown(Context cx) throws IOException {
        try {
            return shutDownNow(cx);
        } finally {
            wakeIfChanged();
        }
    }

    @FunctionalInterface
    private interface Transfer {
        int run() throws IOException;
    }

    private int transfer(Context cx, Transfer transfer) throws IOException {
        if (!cx.proceed()) {
            return NOT_READY;
        }
        try {
            int n = transfer.run();
            if (n == NOT_READY) {
                cx.refund();
            }
            return n;
        } finally {
            wakeIfChanged();
        }
    }

    private synchronized int readNow(Context cx, ByteBuffer into) throws IOException {
        requireUsable();
        int n = switch (first(cx)) {
            case null -> handles == 0 ? -1 : NOT_READY;
            case Step.Arrive arrive -> move(arrive, into);
            case Step.FailRead fail -> {
                finish(fail);
                throw fail.failure();
            }
            case Step.Expect _, Step.FailWrite _, Step.Shutdown _, Step.Pause _ -> NOT_READY;
        };
        if (n == NOT_READY) {
            reader.set(cx.waker());
        }
        return n;
    }

    @GuardedBy("this")
    private int move(Step.Arrive arrive, ByteBuffer into) {
        ByteBuffer bytes = arrive.bytes();
        int n = Math.min(bytes.remaining(), into.remaining());
        into.put(bytes.slice().limit(n));
        bytes.position(bytes.position() + n);
        if (!bytes.hasRemaining()) {
            finish(arrive);
        }
        return n;
    }

    private synchronized int writeNow(Context cx, ByteBuffer from) throws IOException {
        requireUsable();
        if (shutDown) {
            throw new IOException(this + " was shut down: nothing can be written any more");
        }
        int n = switch (firstForWriter(cx)) {
            case Step.Expect expect -> compare(expect, from);
            case Step.FailWrite fail -> {
                finish(fail);
                throw fail.failure();
            }
            case Step.Pause _ -> NOT_READY;
            case null -> {
                if (handles > 0) {
                    yield NOT_READY;
                }
                throw failed("nothing more was to be written to " + this + ", but " + Quoted.of(from) + " was, at byte "
                        + written + " of all: its script of " + added + " steps expects no more");
            }
            case Step.Shutdown shutdown ->
                throw failed("step " + shutdown.number() + " of the script expects that " + this + " is shut down, but "
                        + Quoted.of(from) + " was written, at byte " + written + " of all");
            case Step.Arrive _, Step.FailRead _ -> throw new AssertionError("steps of the reader");
        };
        if (n == NOT_READY) {
            writer.set(cx.waker());
        }
        return n;
    }

    @GuardedBy("this")
    private int compare(Step.Expect expect, ByteBuffer from) {
        ByteBuffer bytes = expect.bytes();
        int n = Math.min(bytes.remaining(), from.remaining());
        int same = bytes.slice().limit(n).mismatch(from.slice().limit(n));
        if (same >= 0) {
            throw failed("wrong bytes were written to " + this + ":\n"
                    + "  step " + expect.number() + " expects " + Quoted.of(bytes) + "\n"
                    + "  written was    " + Quoted.of(from) + "\n"
                    + "  first difference at byte " + (bytes.position() + same) + " of the step, byte "
                    + (written + same)
                    + " of all that was written: " + Quoted.of(from.get(from.position() + same)) + " instead of "
                    + Quoted.of(bytes.get(bytes.position() + same)));
        }
        bytes.position(bytes.position() + n);
        from.position(from.position() + n);
        written += n;
        if (!bytes.hasRemaining()) {
            finish(expect);
        }
        return n;
    }

    private synchronized boolean shutDownNow(Context cx) throws IOException {
        requireUsable();
        if (shutDown) {
            return true;
        }
        switch (firstForWriter(cx)) {
            case null -> shutDown = true;
            case Step.Shutdown expected -> {
                finish(expected);
                shutDown = true;
            }
            case Step.FailWrite fail -> {
                finish(fail);
                throw fail.failure();
            }
            case Step.Pause _ -> writer.set(cx.waker());
            case Step.Expect expect ->
                throw failed(this + " was shut down after " + written + " bytes, but step " + expect.number()
                        + " of its script expects " + Quoted.of(expect.bytes()));
            case Step.Arrive _, Step.FailRead _ -> throw new AssertionError("steps of the reader");
        }
        return shutDown;
    }

    // ---- steps

    /// The first step, without the pauses that are over; null at the end. At a pause the waker of `cx` will be woken.
    @GuardedBy("this")
    private @Nullable Step first(Context cx) {
        while (!steps.isEmpty()) {
            Step step = steps.getFirst();
            if (!(step instanceof Step.Pause pause) || !isOver(pause, cx)) {
                return step;
            }
            finish(step);
        }
        return null;
    }

    @GuardedBy("this")
    private boolean isOver(Step.Pause pause, Context cx) {
        if (!pause.isInstant()) {
            return pause.sleep().poll(cx.withWaker(both)) != Poll.PENDING;
        }
        finish(pause); // it is over for the next poll
        return false;
    }

    /// The first step that is for the writer, or a pause before it; null if there is none.
    @GuardedBy("this")
    private @Nullable Step firstForWriter(Context cx) {
        Step first = first(cx);
        if (first == null || !first.isForReader()) {
            return first;
        }
        for (Step step : steps) {
            if (!step.isForReader()) {
                return step;
            }
        }
        return null;
    }

    @GuardedBy("this")
    private void finish(Step step) {
        steps.remove(step);
        changed = true;
    }

    @GuardedBy("this")
    private AssertionError failed(String message) {
        AssertionError error = new AssertionError(message);
        failure = error;
        changed = true;
        return error;
    }

    @GuardedBy("this")
    private void requireUsable() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (closed) {
            throw new SocketClosedException(this + " is closed");
        }
    }

    private void wakeIfChanged() {
        boolean news;
        synchronized (this) {
            news = changed;
            changed = false;
        }
        if (news) {
            wakeBoth();
        }
    }

    private void wakeBoth() {
        wake(reader.getAndSet(null));
        wake(writer.getAndSet(null));
    }

    private static void wake(@Nullable Waker waiting) {
        if (waiting != null) {
            waiting.wake();
        }
    }

    /// Closes the stream: who waits on it fails. What is left of the script is for [#assertDone] to find. Idempotent.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            changed = true;
        }
        wakeIfChanged();
    }

    // ---- for the test

    /// Checks that the whole script was played, and that nothing else was done.
    ///
    /// @throws AssertionError if something is left, saying what; or the failure that came before
    public synchronized void assertDone() {
        if (failure != null) {
            throw failure;
        }
        if (!steps.isEmpty()) {
            StringBuilder text =
                    new StringBuilder("the script of " + this + " was not played to its end; still to come:");
            for (Step step : steps) {
                text.append("\n  step ").append(step.number()).append(": ").append(step.left());
            }
            throw new AssertionError(text.toString());
        }
    }

    /// Whether the code under test has shut its output down.
    ///
    /// @return true once the shutdown has succeeded
    public synchronized boolean isShutDown() {
        return shutDown;
    }

    /// Whether the code under test has closed this stream.
    ///
    /// @return true for ever once closed
    public synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public String toString() {
        return "MockStream[" + name + "]";
    }
}
