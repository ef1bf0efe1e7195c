/// The thread pools for code that blocks.
module io.magpie.blocking {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires transitive io.magpie.core;

    exports io.magpie.blocking;

    provides io.magpie.spi.BlockingPoolFactory with
            io.magpie.blocking.ElasticPoolFactory;
}
