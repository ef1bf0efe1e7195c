/// The thread pool for code that blocks.
module io.magpie.blocking {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    requires transitive io.magpie.core;

    exports io.magpie.blocking;
}
