package io.magpie.examples;

/// A line that is written over in a terminal, and written once a second elsewhere.
final class ProgressLine {

    private static final long NANOS_BETWEEN_LINES = 1_000_000_000;

    @SuppressWarnings("SystemConsoleNull") // it does return null when the output goes to a file
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();

    private int width;
    private long written = System.nanoTime() - NANOS_BETWEEN_LINES;

    void show(String text) {
        if (terminal) {
            System.out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            System.out.flush();
            width = text.length();
        } else if (System.nanoTime() - written >= NANOS_BETWEEN_LINES) {
            written = System.nanoTime();
            System.out.println(text);
        }
    }

    /// Leaves what was shown last, and begins a new line.
    void end() {
        if (terminal && width > 0) {
            System.out.println();
        }
        width = 0;
    }
}
