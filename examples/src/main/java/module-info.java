/// Programs written on the exported packages only.
module io.magpie.examples {
    requires static transitive org.jspecify;
    requires static com.google.errorprone.annotations;
    requires java.management;
    requires jdk.management;
    requires io.magpie.core;
    requires io.magpie.io;
    requires io.magpie.blocking;
}
