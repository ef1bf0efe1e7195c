package io.magpie.examples.weaving.proofs;

import io.magpie.examples.weaving.proofs.ClassFiles.Source;
import io.magpie.future.Context;
import io.magpie.future.Future;
import io.magpie.future.Poll;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Programs in all constructs of the language: `src/test/resources/weaving/corpus`. Each `public static` method that
/// takes a [Probe] is one.
final class Corpus {

    static final List<Source> SOURCES =
            Source.all("corpus/Calls", "corpus/Flow", "corpus/Expressions", "corpus/Failures", "corpus/Nesting");

    /// The most polls that a program may need.
    private static final int MOST_POLLS = 100_000;

    private Corpus() {}

    /// What each program gives or throws, and its log: by name.
    static Map<String, String> run(ClassLoader loader, int pendings) throws ReflectiveOperationException {
        Map<String, String> outcomes = new TreeMap<>();
        for (Source source : SOURCES) {
            Class<?> programs = loader.loadClass(source.className());
            for (Method program : programs.getDeclaredMethods()) {
                if (Modifier.isPublic(program.getModifiers())
                        && Arrays.equals(program.getParameterTypes(), new Class<?>[] {Probe.class})) {
                    Probe probe = new Probe(pendings);
                    Future<?> future = (Future<?>) program.invoke(null, probe);
                    outcomes.put(
                            programs.getSimpleName() + "." + program.getName(), outcome(future) + " | " + probe.log());
                }
            }
        }
        return outcomes;
    }

    private static String outcome(Future<?> future) {
        Context cx = Context.of(() -> {});
        try {
            for (int polls = 0; polls < MOST_POLLS; polls++) {
                Object answer = future.poll(cx);
                if (answer != Poll.PENDING) {
                    return "gives " + answer;
                }
            }
            throw new AssertionError("still pending");
        } catch (AssertionError | Exception | StackOverflowError e) {
            return "throws " + e + Arrays.toString(e.getSuppressed()) + (e.getCause() == null ? "" : e.getCause());
        }
    }
}
