package io.magpie.spi;

import io.magpie.future.Composite;
import io.magpie.future.Future;
import io.magpie.task.JoinHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a future that is suspended waits: the chain of async blocks and combinators, down to the leaf.
///
/// To be taken by whoever polls the future, between polls.
///
/// @param frames the async blocks and combinators, innermost first, as a stack trace
/// @param leaf what the innermost waits for, for messages: the class, or the name of a task
public record LogicalStack(List<StackTraceElement> frames, String leaf) {

    /// A chain that is longer is cut: it may be without end. A guess.
    private static final int MAX_DEPTH = 1024;

    /// Copies the list.
    public LogicalStack {
        frames = List.copyOf(frames);
    }

    /// Walks down from `future`. Of several branches of a combinator it takes the first that is open.
    ///
    /// @param future not being polled
    /// @return its stack
    public static LogicalStack of(Future<?> future) {
        List<StackTraceElement> frames = new ArrayList<>();
        Future<?> current = future;
        while (frames.size() < MAX_DEPTH) {
            Future<?> inner = inner(current, frames);
            if (inner == null) {
                break;
            }
            current = inner;
        }
        Collections.reverse(frames);
        return new LogicalStack(frames, name(current));
    }

    /// What `future` waits for, after adding its own frame; null for a leaf.
    private static @Nullable Future<?> inner(Future<?> future, List<StackTraceElement> frames) {
        if (future instanceof AsyncFrame<?> block) {
            StackTraceElement at = block.location(Math.max(block.state, AsyncFrame.START));
            frames.add(at != null ? at : new StackTraceElement(block.getClass().getName(), "poll", null, -1));
            return block.awaiting;
        }
        if (future instanceof Composite composite && !composite.parts().isEmpty()) {
            frames.add(new StackTraceElement(className(future), "poll", null, -1));
            return composite.parts().getFirst();
        }
        return null;
    }

    private static String name(Future<?> leaf) {
        return leaf instanceof JoinHandle<?> ? leaf.toString() : className(leaf);
    }

    /// The class without the suffix of a hidden one, so that it can be found in the source.
    private static String className(Future<?> future) {
        String name = future.getClass().getName();
        int lambda = future.getClass().isHidden() ? name.indexOf("$$Lambda") : -1;
        return lambda < 0 ? name : name.substring(0, lambda) + " (a lambda)";
    }
}
