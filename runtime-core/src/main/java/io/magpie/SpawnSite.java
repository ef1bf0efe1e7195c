package io.magpie;

import java.util.List;

/// Where a task is spawned: the frames of user code on the calling thread.
final class SpawnSite {

    /// Frames kept: enough to see who, few enough to keep. A guess.
    private static final int DEPTH = 16;

    private static final StackWalker WALKER = StackWalker.getInstance();

    private SpawnSite() {}

    /// The calling thread's frames outside the runtime, innermost first.
    static List<StackTraceElement> capture() {
        return WALKER.walk(frames -> frames.dropWhile(frame -> isOurs(frame.getClassName()))
                .limit(DEPTH)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toList());
    }

    private static boolean isOurs(String className) {
        return switch (className) {
            case "io.magpie.AsyncRuntime",
                    "io.magpie.AsyncRuntime$ScopeLauncher",
                    "io.magpie.Async",
                    "io.magpie.Scope",
                    "io.magpie.Scope$Of",
                    "io.magpie.SpawnSite",
                    "io.magpie.internal.scope.Children" -> true;
            default -> false;
        };
    }
}
