/// Futures, tasks, schedulers, time and synchronisation: the runtime without I/O and without blocking.
@SuppressWarnings("requires-automatic") // Agrona has no module descriptor
module io.magpie.core {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    requires org.agrona;
    requires org.jctools.core.jdk11;

    exports io.magpie;
    exports io.magpie.future;
    exports io.magpie.task;
    exports io.magpie.sync;
    exports io.magpie.time;
    exports io.magpie.spi;
    exports io.magpie.metrics;

    uses io.magpie.spi.CleanUpRule;
    uses io.magpie.spi.IoDriver;
    uses io.magpie.spi.BlockingPoolFactory;
}
