package io.magpie.internal.combine;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.CleanUpLimit;
import io.magpie.future.Composite;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import io.magpie.internal.util.Finished;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Several futures polled by one task, until a [Rule] gives their common outcome. See the package for its phases.
public abstract sealed class Combination<R extends @Nullable Object> implements Future<R>, Composite
        permits FewBranches, ManyBranches {

    private enum Phase {
        RUNNING,
        CLOSING,
        DROPPING,
        FINISHED
    }

    private static final System.Logger LOGGER = System.getLogger("io.magpie");

    private final Rule rule;

    /// Makes the value of all branches' values. A race does not use it.
    private final Function<@Nullable Object[], R> assemble;

    private Phase phase = Phase.RUNNING;

    /// Branches neither ended nor dropped.
    private int open;

    /// Whether a branch was dropped without a value, so that there is no value of all.
    private boolean incomplete;

    /// The first failure; the later ones are suppressed in it.
    private @Nullable Throwable failure;

    /// Runs while the drops of the losers wait; null unless they do.
    private @Nullable CleanUpLimit limit;

    private boolean won;
    private @Nullable Object winner;

    Combination(Rule rule, int branches, Function<@Nullable Object[], R> assemble) {
        this.rule = rule;
        this.open = branches;
        this.assemble = assemble;
    }

    @Override
    public final @Nullable Object poll(Context cx) throws Exception {
        switch (phase) {
            case RUNNING -> {
                if (rule == Rule.RACE && cx.budget().isSpent() && !cx.proceed()) {
                    // A poll of losers that may do nothing would only cost; and whoever had no budget left to win
                    // would lose to a branch that needs none.
                    return Poll.PENDING;
                }
                pollBranches(cx);
                if (phase == Phase.CLOSING && open > 0) {
                    Context losing = cx.withCancellation(Cancellation.LOST_RACE);
                    dropAll(losing);
                    boundDrops(losing);
                }
            }
            case CLOSING -> {
                Context losing = cx.withCancellation(Cancellation.LOST_RACE);
                dropPending(losing);
                boundDrops(losing);
            }
            case DROPPING, FINISHED -> throw Finished.finished(this);
        }
        return open == 0 ? outcome() : Poll.PENDING;
    }

    @Override
    public final @Nullable Object drop(Context cx) throws Exception {
        switch (phase) {
            case RUNNING -> {
                phase = Phase.DROPPING;
                dropAll(cx);
            }
            case CLOSING, DROPPING -> {
                if (cx.isCleanUpOverdue()) {
                    dropAll(cx); // also those that were not woken
                } else {
                    dropPending(cx);
                }
            }
            case FINISHED -> {
                return Poll.CANCELLED;
            }
        }
        return open == 0 ? outcome() : Poll.PENDING;
    }

    /// Polls the branches that may have progressed, each with [#pollBranch], while [#isRunning].
    abstract void pollBranches(Context cx);

    /// Drops each open branch with [#dropBranch].
    abstract void dropAll(Context cx);

    /// Drops each branch whose drop was pending and may have progressed, with [#dropBranch].
    abstract void dropPending(Context cx);

    /// The futures of the open branches, with their numbers.
    abstract Map<Integer, Future<?>> openBranches();

    /// Keeps the value with which the branch ended, and lets go of its future; null for a branch without a value.
    abstract void settle(int branch, @Nullable Object value);

    /// The values of all branches, in order.
    abstract @Nullable Object[] values();

    /// Lets go of all values and futures.
    abstract void release();

    /// Whether branches are still to be polled: false as soon as one was decisive.
    final boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    /// Whether the first branch to poll is a matter of chance.
    final boolean isRace() {
        return rule == Rule.RACE;
    }

    final void pollBranch(int branch, Future<?> future, Context cx) {
        Object answer;
        try {
            answer = future.poll(cx);
        } catch (Throwable thrown) {
            failed(branch, thrown);
            return;
        }
        if (answer != Poll.PENDING) {
            ended(branch, answer);
        }
    }

    final void dropBranch(int branch, Future<?> future, Context cx) {
        Object answer;
        try {
            answer = future.drop(cx);
        } catch (Cancelled delivered) {
            answer = Poll.CANCELLED; // the branch let its cancellation pass
        } catch (Throwable thrown) {
            failed(branch, thrown);
            return;
        }
        if (answer == Poll.CANCELLED) {
            open--;
            incomplete = true;
            settle(branch, null);
        } else if (answer != Poll.PENDING) {
            ended(branch, answer);
        }
    }

    @Override
    public final List<Future<?>> parts() {
        return List.copyOf(openBranches().values());
    }

    /// Gives up the losers whose drops wait longer than the runtime allows, after a last try. Whoever drops the whole
    /// combination bounds that itself.
    private void boundDrops(Context cx) {
        if (open == 0 || cx.isCleanUpOverdue()) {
            return;
        }
        CleanUpLimit running = limit;
        if (running == null) {
            running = cx.cleanUpLimit();
            limit = running;
        }
        if (running.isOver(cx)) {
            dropAll(cx.withCleanUpOverdue());
            openBranches().forEach((branch, hanging) -> {
                cx.giveUp(hanging);
                open--;
                incomplete = true;
                settle(branch, null);
            });
        }
    }

    private void ended(int branch, @Nullable Object value) {
        open--;
        settle(branch, value);
        if (rule == Rule.RACE && !isDecided()) {
            won = true;
            winner = value;
            close();
        }
    }

    private void failed(int branch, Throwable thrown) {
        open--;
        incomplete = true;
        settle(branch, null);
        if (won) {
            // The winner's value is not thrown away for a loser's clean-up, and the failure is not hidden.
            LOGGER.log(System.Logger.Level.WARNING, "a branch that lost a race failed while it was dropped", thrown);
        } else if (failure == null) {
            failure = thrown;
            if (rule != Rule.JOIN) {
                close();
            }
        } else if (failure != thrown) {
            failure.addSuppressed(thrown);
        }
    }

    private boolean isDecided() {
        return won || failure != null;
    }

    private void close() {
        if (phase == Phase.RUNNING) {
            phase = Phase.CLOSING;
        }
    }

    private @Nullable Object outcome() throws Exception {
        phase = Phase.FINISHED;
        if (limit != null) {
            limit.end();
        }
        Throwable thrown = failure;
        Object first = winner;
        @Nullable Object[] values = values();
        release();
        failure = null;
        winner = null;
        if (thrown != null) {
            throw Combination.<Exception>rethrow(thrown);
        }
        if (won) {
            return first;
        }
        return incomplete || rule == Rule.RACE ? Poll.CANCELLED : assemble.apply(values);
    }

    /// Throws the failure in its own type: a future may throw what it likes.
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> RuntimeException rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
