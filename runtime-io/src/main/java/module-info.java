/// The reactor, and the sockets and files that wait in it.
module io.magpie.io {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    requires transitive io.magpie.core;

    exports io.magpie.io;
    exports io.magpie.io.codec;
    exports io.magpie.io.file;
    exports io.magpie.io.mock;
    exports io.magpie.io.tls;

    provides io.magpie.spi.IoDriver with
            io.magpie.io.internal.NioDriver;
}
