package io.magpie.examples.weaving.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import io.magpie.weaver.Weaver;
import java.io.File;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Weaves large libraries whose methods were made lambdas ([Lambdas]): code of javac of many versions, of scalac and of
/// ecj. No class may crash the weaver, and none that it has woven may fail to verify.
class LibrariesTest {

    /// In a usual build, one class of so many.
    private static final int SAMPLE = 10;

    @ParameterizedTest
    @ValueSource(strings = {"guava", "jackson-databind", "netty-common", "lucene-core", "scala-library", "ecj"})
    void everyWovenClassVerifies_withCommonCallsAsAwaits(String library) throws Exception {
        new Trial(library, Lambdas.COMMON, SAMPLE).run();
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(strings = {"guava", "jackson-databind", "netty-common", "lucene-core", "scala-library", "ecj"})
    void everyWovenClassVerifies_withEveryInterfaceCallAsAnAwait(String library) throws Exception {
        new Trial(library, Lambdas.EVERY, 1).run();
    }

    private static final class Trial {
        private final String library;
        private final int sample;
        private final Lambdas lambdas;
        private final Map<String, byte[]> original;
        private final Map<String, byte[]> woven = new HashMap<>();
        private final Map<String, Integer> refused = new TreeMap<>();
        private final List<String> wrong = new ArrayList<>();
        private int classes;
        private int linked;
        private int unlinkable;

        Trial(String library, Predicate<InvokeInstruction> awaits, int sample) throws IOException {
            this.library = library;
            this.sample = sample;
            this.lambdas = new Lambdas(awaits);
            this.original = classesOf(library);
        }

        void run() {
            int number = 0;
            for (Map.Entry<String, byte[]> each : original.entrySet()) {
                if (number++ % sample == 0) {
                    weave(each.getKey(), each.getValue());
                }
            }
            verify();
            link();
            System.out.printf(
                    "%s: %d classes, %d methods, %d points; refused: %s; linked %d, lacking others %d%n",
                    library, classes, lambdas.methods, lambdas.points, refused, linked, unlinkable);
            assertThat(classes).isGreaterThan(5);
            assertThat(wrong).isEmpty();
        }

        private void weave(String name, byte[] bytes) {
            byte[] prepared = lambdas.of(bytes);
            if (prepared == bytes) {
                return;
            }
            classes++;
            try {
                Weaver.Result result = new Weaver(original::get).weave(prepared);
                result.problems()
                        .forEach(problem -> refused.merge(problem.message().replaceAll("\\d+", "N"), 1, Integer::sum));
                if (result.problems().isEmpty()) {
                    woven.put(name, result.classFile());
                    woven.putAll(result.frames());
                }
            } catch (RuntimeException | Error crashed) {
                wrong.add(name + " crashes the weaver: " + crashed + " "
                        + Arrays.stream(crashed.getStackTrace()).limit(6).toList());
            }
        }

        private void verify() {
            Map<String, byte[]> all = new HashMap<>(original);
            all.putAll(woven);
            ClassFile after = classFile(new ClassFiles(all));
            ClassFile before = classFile(new ClassFiles(original));
            woven.forEach((name, bytes) -> {
                List<VerifyError> errors = after.verify(bytes);
                byte[] unwoven = original.get(name);
                // A class that needs others which are not there cannot be judged.
                if (!errors.isEmpty()
                        && (unwoven == null || before.verify(unwoven).isEmpty())) {
                    wrong.add(name + " does not verify: " + errors.getFirst().getMessage());
                }
            });
        }

        private static ClassFile classFile(ClassFiles classes) {
            return ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(classes.hierarchy()));
        }

        /// Lets the virtual machine verify them, too.
        private void link() {
            Map<String, byte[]> all = new HashMap<>(original);
            all.putAll(woven);
            ClassLoader loader = new ClassFiles(all).loader();
            for (String name : woven.keySet()) {
                try {
                    Class<?> type = Class.forName(name.replace('/', '.'), false, loader);
                    assertThat(type.getDeclaredConstructors()).isNotNull(); // links it
                    linked++;
                } catch (VerifyError | ClassFormatError | IncompatibleClassChangeError e) {
                    wrong.add(name + " is refused by the virtual machine: " + e);
                } catch (ClassNotFoundException | LinkageError | TypeNotPresentException e) {
                    unlinkable++;
                }
            }
        }
    }

    private static Map<String, byte[]> classesOf(String library) throws IOException {
        Path path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> Path.of(each).getFileName().toString().matches(library + "-[0-9].*\\.jar"))
                .map(Path::of)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + library + " on the class path"));
        Map<String, byte[]> classes = new TreeMap<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (var entry : jar.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.equals("module-info.class")) {
                    classes.put(
                            name.substring(0, name.length() - ".class".length()),
                            jar.getInputStream(entry).readAllBytes());
                }
            }
        }
        return classes;
    }
}
