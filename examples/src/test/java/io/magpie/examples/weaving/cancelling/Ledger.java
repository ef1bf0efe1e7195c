package io.magpie.examples.weaving.cancelling;

import io.magpie.task.JoinHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The resources of many trees: what is open, and what was done wrong.
public final class Ledger {

    private static final int OPEN = 0;
    private static final int CLOSED = 1;

    /// A resource. It is closed after those that were opened inside of it, once, and used only before.
    public final class Resource implements AutoCloseable {
        private final Resource parent;
        private final AtomicInteger state = new AtomicInteger(OPEN);
        private final AtomicInteger children = new AtomicInteger();

        private Resource(Resource parent) {
            this.parent = parent;
            opened.incrementAndGet();
            if (parent != null) {
                parent.children.incrementAndGet();
                parent.use();
            }
        }

        /// Fails the test if it was closed.
        public void use() {
            if (state.get() != OPEN) {
                wrong("used after it was closed");
            }
        }

        /// Fails the test if something inside of it is still open: what ran two trees has ended too early.
        public void mustBeAlone() {
            int open = children.get();
            if (open != 0) {
                wrong(open + " resources are still open inside of one whose trees have ended");
            }
        }

        @Override
        public void close() {
            mustBeAlone();
            if (!state.compareAndSet(OPEN, CLOSED)) {
                wrong("closed twice");
                return;
            }
            closed.incrementAndGet();
            if (parent != null) {
                parent.use();
                parent.children.decrementAndGet();
            }
        }
    }

    final AtomicLong opened = new AtomicLong();
    final AtomicLong closed = new AtomicLong();
    final AtomicLong cancelled = new AtomicLong();
    final Queue<String> wrongs = new ConcurrentLinkedQueue<>();
    /// Tasks that nobody waits for.
    final Queue<JoinHandle<?>> detached = new ConcurrentLinkedQueue<>();

    /// Opens a resource inside of another, or of none.
    public Resource open(Resource parent) {
        return new Resource(parent);
    }

    /// Counts a block that was cancelled.
    public void cancelled() {
        cancelled.incrementAndGet();
    }

    /// Remembers a task, to be waited for at the end.
    public void detached(JoinHandle<?> handle) {
        detached.add(handle);
    }

    private void wrong(String what) {
        wrongs.add(what + " at "
                + StackWalker.getInstance()
                        .walk(frames -> frames.skip(2)
                                .limit(6)
                                .map(StackWalker.StackFrame::toString)
                                .toList()));
    }
}
