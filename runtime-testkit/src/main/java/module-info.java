/// Tools for testing asynchronous code.
module io.magpie.testkit {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    requires transitive io.magpie.core;
    requires transitive org.junit.jupiter.api;
    requires org.junit.platform.commons;

    exports io.magpie.testkit;
}
