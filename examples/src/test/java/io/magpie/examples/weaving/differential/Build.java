package io.magpie.examples.weaving.differential;

import io.magpie.weaver.Weaver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The classes of some programs, as each mode has them.
///
/// @param direct for the direct mode, with its `Async` beside them
/// @param unwoven for continuations, with the `Async` of that mode beside them
/// @param woven as the weaver made them of what javac wrote
/// @param cleanUp the calls in the direct and in the unwoven classes that are clean-up; they are in the same places
/// @param problems what the weaver or the verifier had to say, by class
record Build(
        Map<String, byte[]> direct,
        Map<String, byte[]> unwoven,
        Map<String, byte[]> woven,
        Set<CleanUpPoints.Place> cleanUp,
        Map<String, List<String>> problems) {

    /// The `Async` that programs find in a mode that is not woven: so the bytes that javac wrote run in each mode.
    private static final String ASYNC = """
            package io.magpie;
            import io.magpie.examples.weaving.differential.%1$s;
            import io.magpie.future.Future;
            public final class Async {
                public static <T> Future<T> async(AsyncBody<T> body) { return %1$s.async(body); }
                public static Future<Void> async(AsyncAction body) { return %1$s.async(body); }
                public static <T> T await(Future<? extends T> future) throws Exception { return %1$s.await(future); }
            }
            """;

    private static final Set<String> SUSPENDING = Set.of(
            "io/magpie/AsyncBody",
            "io/magpie/AsyncAction",
            "io/magpie/AsyncFunction",
            "io/magpie/examples/weaving/differential/Probe$Op");
    private static final Map<String, byte[]> DIRECT = async(Direct.class);
    private static final Map<String, byte[]> UNWOVEN = async(Unwoven.class);

    /// Builds what javac made of programs, for a comparison with `mode`.
    static Build of(Map<String, byte[]> compiled, Mode mode) {
        Map<String, byte[]> direct = new TreeMap<>(DIRECT);
        Map<String, byte[]> unwoven = new TreeMap<>(UNWOVEN);
        Map<String, byte[]> woven = new TreeMap<>();
        Set<CleanUpPoints.Place> cleanUp = new HashSet<>();
        Map<String, List<String>> problems = new TreeMap<>();
        compiled.forEach((name, classFile) -> {
            byte[] rewritten = callsRewritten(classFile, Direct.class);
            direct.put(name, rewritten);
            cleanUp.addAll(CleanUpPoints.of(rewritten));
            if (mode == Mode.CONTINUATION) {
                unwoven.put(name, callsRewritten(classFile, Unwoven.class));
            } else {
                List<String> found = new ArrayList<>();
                Weaver weaver = new Weaver(wanted -> find(wanted, compiled));
                weave(mode == Mode.KEEPING_LOCALS ? weaver.keepingLocals() : weaver, name, classFile, woven, found);
                problems.put(name, found);
            }
        });
        return new Build(direct, unwoven, woven, cleanUp, problems);
    }

    /// What is wrong with a program's classes.
    List<String> problems(String program) {
        List<String> all = new ArrayList<>();
        problems.forEach((name, found) -> {
            if (name.equals(program) || name.startsWith(program + "$")) {
                all.addAll(found);
            }
        });
        return all;
    }

    private static void weave(
            Weaver weaver, String name, byte[] classFile, Map<String, byte[]> woven, List<String> problems) {
        try {
            Weaver.Result result = weaver.weave(classFile);
            result.problems().forEach(problem -> problems.add("weaver: " + problem));
            woven.put(name, result.classFile());
            result.frames().forEach((frame, bytes) -> woven.put(frame.replace('/', '.'), bytes));
            for (byte[] made : result.frames().values()) {
                verify(made, problems);
            }
            verify(result.classFile(), problems);
            Weaver.Result again = weaver.weave(result.classFile());
            if (!Arrays.equals(again.classFile(), result.classFile())
                    || !again.frames().isEmpty()) {
                problems.add("idempotence: " + name + " changes when it is woven again");
            }
        } catch (RuntimeException | LinkageError | AssertionError crash) {
            StringBuilder where = new StringBuilder("crash: " + name + ": " + crash);
            Arrays.stream(crash.getStackTrace())
                    .limit(8)
                    .forEach(frame -> where.append("\n        ").append(frame));
            problems.add(where.toString());
        }
    }

    /// What the verifier finds wrong with what javac wrote. Such a program proves nothing.
    static List<String> faultsOfJavac(byte[] classFile) {
        List<String> faults = new ArrayList<>();
        verify(classFile, faults);
        return faults;
    }

    private static void verify(byte[] classFile, List<String> problems) {
        ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                        java.lang.classfile.ClassHierarchyResolver.ofResourceParsing(Build.class.getClassLoader())
                                .orElse(java.lang.classfile.ClassHierarchyResolver.defaultResolver())))
                .verify(classFile)
                .stream()
                // The programs' own classes are nowhere to be looked up.
                .filter(error -> !error.getMessage().contains("Could not resolve"))
                .forEach(error -> problems.add("verifier: " + error.getMessage()));
    }

    private static byte[] find(String wanted, Map<String, byte[]> compiled) {
        byte[] own = compiled.get(wanted.replace('/', '.'));
        if (own != null) {
            return own;
        }
        try (InputStream in = Build.class.getClassLoader().getResourceAsStream(wanted + ".class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Calls of suspending lambdas go through a class that knows then that a block begins.
    private static byte[] callsRewritten(byte[] classFile, Class<?> mode) {
        ClassModel model = ClassFile.of().parse(classFile);
        CodeTransform calls = (builder, element) -> {
            if (element instanceof InvokeInstruction call
                    && call.opcode() == Opcode.INVOKEINTERFACE
                    && SUSPENDING.contains(call.owner().asInternalName())) {
                MethodTypeDesc type =
                        call.typeSymbol().insertParameterTypes(0, call.owner().asSymbol());
                builder.invokestatic(ClassDesc.of(mode.getName()), call.name().stringValue(), type);
            } else {
                builder.with(element);
            }
        };
        return ClassFile.of().transformClass(model, ClassTransform.transformingMethodBodies(calls));
    }

    private static Map<String, byte[]> async(Class<?> mode) {
        Compilation.Answer answer =
                Compilation.compile(Map.of("io.magpie.Async", ASYNC.formatted(mode.getSimpleName())), List.of());
        if (answer.classes().isEmpty()) {
            throw new AssertionError(answer.messages());
        }
        return answer.classes();
    }
}
