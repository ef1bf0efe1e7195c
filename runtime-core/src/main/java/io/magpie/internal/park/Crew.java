package io.magpie.internal.park;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/// How many workers run, which are stuck, and which spares stand in for them: applies [CrewState] by CAS.
///
/// Slots 0 to `workers` - 1 have a worker from the start; the slots above are for spares. A slot's queues are never
/// given
/// to another worker while its own still lives. A spare slot that was discharged may get a new worker: once it is
/// discharged, the old one touches its queues no more.
public final class Crew {

    private static final VarHandle WORD;
    private static final VarHandle LIFE;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Crew.class, "word", long.class);
            LIFE = MethodHandles.arrayElementVarHandle(long[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long OK = 0;

    private final int workers;
    private final int slots;

    /// See [CrewState].
    @SuppressWarnings("unused") // through WORD
    private long word;

    /// Per slot: OK, or STUCK with the sequence number of the poll in which it is stuck.
    private final long[] life;

    /// A crew of which all workers run.
    ///
    /// @param workers workers that are no spares; 1 or more
    /// @param maxSpares spares at most at once; 0 or more, with the workers no more than [IdleState#MAX_SLOTS]
    public Crew(int workers, int maxSpares) {
        if (workers < 1 || maxSpares < 0 || workers + maxSpares > IdleState.MAX_SLOTS) {
            throw new IllegalArgumentException(workers + " workers and " + maxSpares
                    + " spares: there must be at least one worker, and no more than " + IdleState.MAX_SLOTS
                    + " of both together");
        }
        this.workers = workers;
        this.slots = workers + maxSpares;
        this.life = new long[slots];
    }

    /// Marks the worker in `slot` as stuck in the poll `seq`, which the caller saw under way for too long. Any
    /// thread.
    ///
    /// @param seq the sequence number of the poll
    /// @param pollSeq reads the worker's sequence number, volatile
    /// @return false if it was marked already, or the poll has ended
    public boolean markStuck(int slot, long seq, LongSupplier pollSeq) {
        if (isStuck(slot)) {
            return false;
        }
        update(CrewState::mark);
        if (!LIFE.compareAndSet(life, slot, OK, stuckIn(seq))) {
            update(CrewState::unmark);
            return false;
        }
        // After the mark: a poll that ended before the worker could see the mark is noticed here.
        if (pollSeq.getAsLong() == seq) {
            return true;
        }
        takeOff(slot, stuckIn(seq));
        return false;
    }

    /// Marks the calling worker as stuck: it is about to block in the poll `seq`. What it holds is open to thieves
    /// from now on.
    public void enterBlocking(int slot, long seq) {
        boolean ignored = markStuck(slot, seq, () -> seq);
    }

    /// Takes the mark off the calling worker, if there is one: its poll has ended, or it is done with blocking. One
    /// opaque load if there is none. A mark that comes late is found at the next call; call it also once after the
    /// step that parks.
    ///
    /// @return true if it was marked
    public boolean returned(int slot) {
        // Opaque is enough: whoever sees the mark late runs one more poll as a worker that has a stand-in.
        long mark = (long) LIFE.getOpaque(life, slot);
        return mark != OK && takeOff(slot, mark);
    }

    /// Finds a spare slot for a worker to stand in, if fewer than `workers` run. The caller starts a thread for it,
    /// or gives the slot back with [#discharge].
    ///
    /// @return the slot; or [IdleState#NONE]
    public int enlistSpare() {
        while (true) {
            long current = word();
            int slot = CrewState.freeSpare(current, workers, slots);
            if (slot == IdleState.NONE || WORD.compareAndSet(this, current, CrewState.enlist(current, slot))) {
                return slot;
            }
        }
    }

    /// Ends the spare in `slot`, if there are more spares than stuck workers. Called by it before it parks, with
    /// empty queues.
    ///
    /// @return false if it is no spare, is needed, or somebody else changed the crew at this moment: park
    public boolean tryRetire(int slot) {
        long current = word();
        return CrewState.isSurplus(current, slot)
                && WORD.compareAndSet(this, current, CrewState.discharge(current, slot));
    }

    /// Gives back a spare slot whose thread could not be started, or has died.
    public void discharge(int slot) {
        update(current -> CrewState.discharge(current, slot));
    }

    /// Whether the worker in `slot` is marked: everything it holds may be stolen.
    public boolean isStuck(int slot) {
        return (long) LIFE.getVolatile(life, slot) != OK;
    }

    /// Whether a worker is stuck.
    public boolean anyStuck() {
        return CrewState.stuck(word()) != 0;
    }

    /// Workers that are not stuck, spares included; a snapshot.
    public int runnable() {
        long current = word();
        return Math.max(0, workers + CrewState.spares(current) - CrewState.stuck(current));
    }

    /// Workers that are stuck; a snapshot.
    public int stuck() {
        return CrewState.stuck(word());
    }

    /// Spares in use; a snapshot.
    public int spares() {
        return CrewState.spares(word());
    }

    @Override
    public String toString() {
        return CrewState.describe(word());
    }

    /// Exactly one of those who try to take a mark off succeeds, and un-counts it.
    private boolean takeOff(int slot, long mark) {
        if (!LIFE.compareAndSet(life, slot, mark, OK)) {
            return false;
        }
        update(CrewState::unmark);
        return true;
    }

    private static long stuckIn(long seq) {
        return seq << 1 | 1;
    }

    private long word() {
        return (long) WORD.getVolatile(this);
    }

    private void update(LongUnaryOperator step) {
        long current;
        do {
            current = word();
        } while (!WORD.compareAndSet(this, current, step.applyAsLong(current)));
    }
}
