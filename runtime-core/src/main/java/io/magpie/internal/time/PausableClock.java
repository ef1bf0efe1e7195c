package io.magpie.internal.time;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A clock that follows the system's until it is paused; then it stands still until somebody moves it.
///
/// [#now] may be called on any thread. The other methods are for the thread that drives the runtime: each is one
/// change of one reference, so a reader never sees half of it.
public final class PausableClock implements Clock {

    /// How the clock runs: an immutable state, replaced as a whole.
    private sealed interface Flow {

        /// Follows `source`, `offset` nanoseconds apart.
        record Running(long offset) implements Flow {}

        /// Stands still at `at`.
        record Frozen(long at) implements Flow {}
    }

    private static final VarHandle FLOW;

    static {
        try {
            FLOW = MethodHandles.lookup().findVarHandle(PausableClock.class, "flow", Flow.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Clock source;

    @SuppressWarnings({"FieldMayBeFinal", "UnusedVariable"}) // FLOW
    private Flow flow;

    /// A clock that runs with the system's.
    public PausableClock() {
        this(SystemClock.INSTANCE);
    }

    /// A clock that runs with `source`.
    ///
    /// @param source followed while not paused
    public PausableClock(Clock source) {
        this.source = source;
        this.flow = new Flow.Running(0);
    }

    @Override
    public long now() {
        return switch (flow()) {
            case Flow.Running(long offset) -> source.now() + offset;
            case Flow.Frozen(long at) -> at;
        };
    }

    /// Whether the clock stands still.
    ///
    /// @return true between [#pause] and [#resume]
    public boolean isPaused() {
        return flow() instanceof Flow.Frozen;
    }

    /// Stops the clock at the present time.
    ///
    /// @throws IllegalStateException if it is paused already
    public void pause() {
        if (isPaused()) {
            throw new IllegalStateException("the clock is paused already, at " + now() + " ns: resume it first");
        }
        become(new Flow.Frozen(now()));
    }

    /// Lets the clock run on from where it stands.
    ///
    /// @throws IllegalStateException if it is not paused
    public void resume() {
        requirePaused("resume");
        become(new Flow.Running(now() - source.now()));
    }

    /// Moves a paused clock forward.
    ///
    /// @param time the new time in nanoseconds; nothing happens if it is not later than now
    /// @throws IllegalStateException if the clock is not paused
    public void advanceTo(long time) {
        requirePaused("advance");
        if (time > now()) {
            become(new Flow.Frozen(time));
        }
    }

    /// Refuses to go on while the clock runs.
    ///
    /// @param verb what was tried, for the message
    /// @throws IllegalStateException if the clock is not paused
    public void requirePaused(String verb) {
        if (!isPaused()) {
            throw new IllegalStateException("cannot " + verb + " a clock that is not paused: call pause() first, or"
                    + " build the runtime with startPaused(true)");
        }
    }

    private Flow flow() {
        return (Flow) FLOW.getAcquire(this);
    }

    /// Pairs with the acquire in [#flow]; weaker, and another thread could read a state that is not built yet.
    private void become(Flow next) {
        FLOW.setRelease(this, next);
    }
}
