package io.magpie.internal.task;

/// Explains a stack overflow in a poll: each level of blocks that await each other takes some of the thread's stack.
final class DeepStack {

    private DeepStack() {}

    /// What a future threw, with an explanation if that was a stack overflow while futures polled each other.
    static Throwable explain(Throwable thrown) {
        if (!(thrown instanceof StackOverflowError overflow)) {
            return thrown;
        }
        StackTraceElement[] trace = overflow.getStackTrace();
        int polls = 0;
        for (StackTraceElement frame : trace) {
            if (frame.getMethodName().equals("poll") || frame.getMethodName().equals("drop")) {
                polls++;
            }
        }
        // The JVM keeps 1,024 frames: in those of a recursion that is not ours, polls are few.
        if (polls * MAX_FRAMES_A_POLL < trace.length) {
            return thrown;
        }
        StackOverflowError explained = new StackOverflowError("futures that await each other are nested too deep: "
                + polls + " of them in the innermost " + trace.length + " frames of the stack; about 1,000 nested async"
                + " blocks fit into a stack of 1 MB. To cut the chain, spawn a task in its midst and await that:"
                + " await(spawn(future)); or make a loop of the recursion");
        explained.setStackTrace(trace);
        return explained;
    }

    /// Frames a level of a chain of awaits takes at most, combinators and bridge methods included. A guess.
    private static final int MAX_FRAMES_A_POLL = 8;
}
