package io.magpie.blocking;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Silences the module's log while a test provokes what it reports.
final class Quiet implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger("io.magpie.blocking"); // held: else it may be forgotten

    Quiet() {
        LOGGER.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        LOGGER.setLevel(null);
    }
}
