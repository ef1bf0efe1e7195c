package io.magpie.weaver.agent;

import java.lang.instrument.Instrumentation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Weaves classes while they are loaded: `-javaagent:async-weaver.jar`, or attached to a JVM that runs.
///
/// What it cannot do: weave a class that was loaded before, or was redefined. It says so on stderr. A class that cannot
/// be woven is loaded as it is, and its blocks fail when they are started.
///
/// The option `keepLocals`, as in `-javaagent:async-weaver.jar=keepLocals`, makes blocks keep all their locals for a
/// debugger.
public final class WeavingAgent {

    private WeavingAgent() {}

    /// Called by the JVM before the program.
    ///
    /// @param options what is after `=` on the command line; may be null
    /// @param instrumentation the JVM
    public static void premain(@Nullable String options, Instrumentation instrumentation) {
        install(options, instrumentation);
    }

    /// Called by the JVM when the agent is attached to a program that runs.
    ///
    /// @param options the options; may be null
    /// @param instrumentation the JVM
    public static void agentmain(@Nullable String options, Instrumentation instrumentation) {
        WeavingTransformer transformer = install(options, instrumentation);
        List<String> late = transformer.unwoven(instrumentation.getAllLoadedClasses());
        if (!late.isEmpty()) {
            System.err.println("async-weaver: these classes were loaded before the agent and stay as they are, so their"
                    + " async blocks fail: " + String.join(", ", late)
                    + ". Start the JVM with -javaagent, or weave them at build time");
        }
    }

    private static WeavingTransformer install(@Nullable String options, Instrumentation instrumentation) {
        boolean keepLocals = "keepLocals".equals(options);
        if (options != null && !options.isEmpty() && !keepLocals) {
            throw new IllegalArgumentException(
                    "the agent of async-weaver has no option \"" + options + "\"; its only one is keepLocals");
        }
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of("java.lang", Set.of(WeavingAgent.class.getModule())),
                Set.of(),
                Map.of());
        WeavingTransformer transformer = new WeavingTransformer(FrameDefiner.ofLoaders(), System.err, keepLocals);
        instrumentation.addTransformer(transformer);
        return transformer;
    }
}
