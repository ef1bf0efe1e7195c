package io.magpie.examples;

/// A server that is a whole program: it serves until the program is told to end, by SIGTERM or Ctrl-C.
final class Foreground {

    private Foreground() {}

    /// Serves until the program is told to end; then ends `server`, and the program with exit value 0.
    ///
    /// @param line what to print, now that the server listens
    /// @param server its `close` finishes what is under way, and may wait for that
    /// @throws InterruptedException if somebody interrupts the main thread
    static void serve(String line, AutoCloseable server) throws InterruptedException {
        // A JVM ended by a signal reports the signal; a server that was asked to end has done its job.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            int exit = 0;
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("The server did not end well: " + e);
                exit = 1;
            }
            Runtime.getRuntime().halt(exit);
        }));
        System.out.println(line);
        Thread.currentThread().join(); // for ever: the hook ends the process
    }
}
