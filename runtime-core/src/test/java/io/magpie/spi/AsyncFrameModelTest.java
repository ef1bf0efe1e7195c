package io.magpie.spi;

import static io.magpie.internal.model.Actors.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.future.Cancellation;
import io.magpie.future.Cancelled;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Every block of a kind, polled and dropped in every way: the protocol of [AsyncFrame], about 600,000 runs.
///
/// The block awaits A, then B. If an await throws, it reacts in one of seven ways, some of which await C, which is
/// clean-up. Each of the three leaves answers its polls and its drops in one of several ways.
class AsyncFrameModelTest {

    private enum Polls {
        READY,
        READY_SECOND,
        NEVER,
        FAILS
    }

    private enum Drops {
        CANCELLED,
        CANCELLED_SECOND,
        VALUE,
        FAILS,
        NEVER
    }

    private enum Reaction {
        LETS_PASS,
        GOES_ON,
        CLEANS_UP,
        CLEANS_UP_AND_GOES_ON,
        FAILS,
        SUPPRESSES,
        TRIES_AGAIN
    }

    private static final String VALUE = "value";
    private static final int CLEAN_UP = 3;

    /// What happened, in order.
    private final List<String> log = new ArrayList<>();

    private final Context cx = Context.of(() -> {}).withCancellation(Cancellation.GIVEN_UP);
    private final Context overdue = cx.withCleanUpOverdue();

    private final class Leaf implements Future<Object> {
        final char name;
        final Polls polls;
        final Drops drops;
        int polled;
        int dropped;
        boolean ended;

        Leaf(char name, Polls polls, Drops drops) {
            this.name = name;
            this.polls = polls;
            this.drops = drops;
        }

        @Override
        public Object poll(Context context) throws IOException {
            check(!ended && dropped == 0, "polled after its end or a drop");
            polled++;
            return switch (polls) {
                case READY -> end("ready", VALUE);
                case READY_SECOND -> polled == 2 ? end("ready", VALUE) : Poll.PENDING;
                case NEVER -> Poll.PENDING;
                case FAILS -> fail("polled");
            };
        }

        @Override
        public Object drop(Context context) throws IOException {
            check(!ended && polled > 0, "dropped after its end, or before its start");
            check(context.cancellation() == Cancellation.GIVEN_UP, "dropped without the reason");
            dropped++;
            return switch (drops) {
                case CANCELLED -> end("dropped", Poll.CANCELLED);
                case CANCELLED_SECOND -> dropped == 2 ? end("dropped", Poll.CANCELLED) : Poll.PENDING;
                case VALUE -> end("value", VALUE);
                case FAILS -> fail("dropped");
                case NEVER -> Poll.PENDING;
            };
        }

        private Object end(String how, Object answer) {
            ended = true;
            log.add(name + " " + how);
            return answer;
        }

        private Object fail(String how) throws IOException {
            ended = true;
            log.add(name + " failed");
            throw new IOException(name + " " + how);
        }

        private void check(boolean holds, String what) {
            if (!holds) {
                throw new AssertionError(name + " was " + what + ": " + log);
            }
        }

        boolean isOpen() {
            return polled > 0 && !ended;
        }
    }

    /// As the weaver would make it: the end is set first, the awaited future is polled before anything else.
    private final class Block extends AsyncFrame<String> {
        final Leaf a;
        final Leaf b;
        final Leaf c;
        final Reaction reaction;
        int releases;
        int tries;

        /// Where the block is, and what it caught on its way to the clean-up.
        private int point;

        private Throwable caught;

        Block(Leaf a, Leaf b, Leaf c, Reaction reaction) {
            super(VERSION);
            this.a = a;
            this.b = b;
            this.c = c;
            this.reaction = reaction;
        }

        @Override
        public Object poll(Context context) throws Exception {
            int at = state;
            state = ENDED;
            Future<?> next = at == START ? await(1) : Objects.requireNonNull(awaiting);
            if (at == ENDED) {
                throw refused();
            }
            while (true) {
                Object answer;
                try {
                    answer = next.poll(context);
                } catch (Throwable thrown) {
                    if (thrown instanceof Cancelled) {
                        log.add("cancelled at " + point);
                    }
                    next = react(thrown);
                    if (next == null) {
                        return "went on";
                    }
                    continue;
                }
                if (answer == Poll.PENDING) {
                    awaiting = next;
                    state = point;
                    return answer;
                }
                awaiting = null;
                if (point == CLEAN_UP) {
                    if (reaction != Reaction.CLEANS_UP_AND_GOES_ON || tries++ > 0) {
                        throw AsyncFrameModelTest.<Exception>sneak(caught);
                    }
                    next = await(2);
                } else if (point == 1) {
                    next = await(2);
                } else {
                    return "done";
                }
            }
        }

        private Future<?> await(int where) {
            point = where;
            return where == 1 ? a : where == 2 && !b.ended && b.dropped == 0 ? b : where == 2 ? spent() : c;
        }

        /// What is awaited when B is awaited a second time: a leaf is used once.
        private Leaf spent() {
            return new Leaf('S', Polls.READY, Drops.CANCELLED);
        }

        private Future<?> react(Throwable thrown) throws Exception {
            if (point == CLEAN_UP || thrown instanceof AssertionError) {
                throw AsyncFrameModelTest.<Exception>sneak(thrown);
            }
            switch (reaction) {
                case LETS_PASS -> throw AsyncFrameModelTest.<Exception>sneak(thrown);
                case GOES_ON -> {
                    return point == 1 ? await(2) : null;
                }
                case CLEANS_UP, CLEANS_UP_AND_GOES_ON -> {
                    if (c.polled > 0) {
                        throw AsyncFrameModelTest.<Exception>sneak(thrown);
                    }
                    caught = thrown;
                    return await(CLEAN_UP);
                }
                case FAILS -> throw new IOException("the block failed");
                case SUPPRESSES -> {
                    thrown.addSuppressed(new IOException("close failed"));
                    throw AsyncFrameModelTest.<Exception>sneak(thrown);
                }
                case TRIES_AGAIN -> {
                    // Ends some time, so that the run does.
                    return ++tries < 40 ? new Leaf('T', Polls.NEVER, Drops.CANCELLED) : null;
                }
            }
            throw new AssertionError(reaction);
        }

        @Override
        protected int firstCleanUp() {
            return CLEAN_UP;
        }

        @Override
        protected void release() {
            releases++;
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    private int runs;

    @Test
    void everyBlock_isDroppedInOrder_andLetsGoOfEverything() {
        for (Reaction reaction : Reaction.values()) {
            for (Polls pa : Polls.values()) {
                for (Drops da : Drops.values()) {
                    for (Polls pb : Polls.values()) {
                        for (Drops db : Drops.values()) {
                            for (Polls pc : Polls.values()) {
                                for (Drops dc : Drops.values()) {
                                    for (int polls = 0; polls <= 2; polls++) {
                                        for (int last = 1; last <= 4; last++) {
                                            run(reaction, pa, da, pb, db, pc, dc, polls, last);
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        assertThat(runs).isGreaterThan(600_000);
    }

    /// Polls so often, then drops; the `last` drop is overdue, and no other follows.
    private void run(
            Reaction reaction, Polls pa, Drops da, Polls pb, Drops db, Polls pc, Drops dc, int polls, int last) {
        runs++;
        log.clear();
        Leaf a = new Leaf('A', pa, da);
        Leaf b = new Leaf('B', pb, db);
        Leaf c = new Leaf('C', pc, dc);
        Block block = new Block(a, b, c, reaction);
        try {
            Object answer = Poll.PENDING;
            try {
                for (int i = 0; i < polls && answer == Poll.PENDING; i++) {
                    answer = block.poll(cx);
                }
            } catch (Exception failed) {
                answer = "failed";
            }
            if (answer != Poll.PENDING) {
                require(block.state == AsyncFrame.ENDED, "ended, and its state does not say so");
                return;
            }
            drop(block, last);
            if (polls == 0) {
                require(log.isEmpty() && a.polled == 0, "never started, and ran");
            }
        } catch (AssertionError broken) {
            throw new AssertionError(
                    List.of(reaction, pa, da, pb, db, pc, dc, polls, last) + ": " + broken.getMessage() + " " + log,
                    broken);
        }
    }

    private void drop(Block block, int last) {
        Object answer = Poll.PENDING;
        for (int drops = 1; drops <= last && answer == Poll.PENDING; drops++) {
            int before = log.size();
            boolean isLast = drops == last;
            boolean mayWait = isWaitingInCleanUp(block);
            try {
                answer = block.drop(isLast ? overdue : cx);
            } catch (Cancelled leaked) {
                throw new AssertionError("the cancellation was thrown at its owner");
            } catch (Exception failed) {
                answer = "failed";
                require(
                        block.reaction != Reaction.SUPPRESSES
                                || failed.getMessage().contains("fail")
                                || failed.getMessage().contains("polled")
                                || failed.getMessage().contains("dropped"),
                        "failed with " + failed);
            }
            if (mayWait && !isLast) {
                require(!log.subList(before, log.size()).contains("cancelled at 3"), "cancelled in its clean-up");
            }
        }
        if (answer != Poll.PENDING) {
            require(block.state == AsyncFrame.ENDED, "ended, and its state does not say so");
            require(block.awaiting == null, "ended, and holds what it awaited");
            require(block.releases == 1, "was released " + block.releases + " times");
            require(!block.a.isOpen() && !block.b.isOpen() && !block.c.isOpen(), "ended before what it awaited");
            if (log.contains("cancelled at 1") && block.reaction == Reaction.SUPPRESSES) {
                require("failed".equals(answer), "hid what was suppressed: " + answer);
            }
        } else {
            boolean hangs = isStuck(block.a) || isStuck(block.b) || isStuck(block.c);
            require(hangs || block.reaction == Reaction.TRIES_AGAIN, "waits although it is overdue and nothing hangs");
        }
        if (log.contains("A value")) {
            require(!log.contains("cancelled at 1"), "a value that came in time was thrown away");
        }
        int dropped = log.indexOf("A dropped");
        int cancelled = log.indexOf("cancelled at 1");
        require(
                cancelled < 0 || block.reaction == Reaction.TRIES_AGAIN || dropped >= 0 && dropped < cancelled,
                "went on before what it awaited was dropped");
    }

    private static boolean isWaitingInCleanUp(Block block) {
        return block.state == CLEAN_UP && block.isCancelled() && block.c.dropped == 0;
    }

    /// Whether its drop waits still.
    private static boolean isStuck(Leaf leaf) {
        return leaf.isOpen() && leaf.dropped > 0;
    }
}
