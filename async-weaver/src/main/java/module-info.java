/// The weaver of async blocks, and what calls it: a javac plugin, a command, an agent.
module io.magpie.weaver {
    requires static transitive org.jspecify;
    requires static transitive com.google.errorprone.annotations;
    requires static jdk.compiler;
    requires static java.instrument;

    exports io.magpie.weaver;
}
