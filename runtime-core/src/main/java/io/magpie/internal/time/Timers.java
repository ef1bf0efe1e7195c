package io.magpie.internal.time;

/// The timers of a runtime, as the futures polled there see them: what `cx.service(Timers.class)` gives.
///
/// All methods may be called from any thread.
public interface Timers {

    /// The time on the runtime's clock.
    ///
    /// @return nanoseconds since the clock's origin
    long now();

    /// The clock itself, for marks that outlive the poll.
    ///
    /// @return never changes
    Clock clock();

    /// The time of the earliest timer, or a little earlier: a lower bound.
    ///
    /// @return nanoseconds; [Long#MAX_VALUE] if there is none
    long nextDeadline();

    /// Brings the place of an entry into line with its word: links it when armed, earlier when reset to earlier,
    /// unlinks it when not armed. At once if nobody else is at the timers, else by whoever is.
    ///
    /// @param entry one whose home this is
    void place(TimerEntry entry);

    /// Gives up the wait of an entry that is armed: nothing happens if it fires first. The entry is unlinked as with
    /// [#place].
    ///
    /// @param entry one whose home this is; the caller polls it
    void cancel(TimerEntry entry);
}
